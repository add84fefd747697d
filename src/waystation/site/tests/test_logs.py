"""What reaches the log: places in our code, kinds of trouble, references; nothing anybody wrote."""

import io
import logging
import re
from collections.abc import Iterator

import pytest

from waystation.foundation.kernel.references import new_ref
from waystation.site.logs import ReticentFormatter, logging_settings

SECRET = "Zelimkhan at the bridge"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything any logger writes, as the installation would print it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(ReticentFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def test_what_somebody_wrote_never_reaches_the_log(written):
    logging.getLogger("django.request").error("Internal Server Error: %s", f"/cases/{SECRET}")
    logging.getLogger("somebody.else").error("could not parse %(what)s", {"what": SECRET})
    logging.getLogger("waystation.intake").error("kept %s for %s", SECRET, {"name": SECRET})
    assert SECRET not in written.getvalue()
    assert "kept … for …" in written.getvalue()


def test_an_exception_is_named_by_its_kind_and_place(written):
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("waystation.intake").exception("a request could not be kept")
    text = written.getvalue()
    assert SECRET not in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text


def test_references_and_numbers_may_be_read(written):
    ref = new_ref()
    logging.getLogger("waystation.outbox").error("job %s failed %d times", ref, 3)
    assert f"job {ref} failed 3 times" in written.getvalue()


def test_a_sentence_whose_numbers_turn_out_to_be_words_is_still_written():
    record = logging.LogRecord("waystation.outbox", logging.ERROR, "", 0, "failed %d times", (SECRET,), None)
    assert "failed %d times" in ReticentFormatter().format(record)


def test_a_log_line_has_a_day_and_no_hour(written):
    logging.getLogger("waystation.outbox").error("something")
    assert re.match(r"20\d\d-\d\d-\d\d ERROR ", written.getvalue())
    assert not re.search(r"\d\d:\d\d", written.getvalue())


def test_visits_are_not_logged_at_all():
    loggers = logging_settings()["loggers"]
    assert loggers["django.server"]["level"] == "CRITICAL"
    assert loggers["django.request"]["level"] == "ERROR"
