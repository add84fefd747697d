"""Pages and feeds become clippings: fetched by the worker, kept with a hash, joined with their like."""

import gzip
import re
import sys
from datetime import date

import pytest

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.library import apart, archive, fetching
from waystation.foundation.library import api as library
from waystation.foundation.library.rules import likeness, words
from waystation.foundation.library.tests import hostile
from waystation.foundation.outbox import api as outbox

TAGS = frozenset({"place:ru", "kind:custody", "subject:lgbt"})


@pytest.fixture(scope="module")
def site():
    with hostile.site() as found:
        yield found


@pytest.fixture
def at_home(site, settings):
    settings.FETCH_ALLOW = frozenset({site.host})
    return site


def work(at):
    return outbox.run_due(dict(library.HANDLERS), at)


def test_a_page_becomes_a_clipping_with_a_copy_that_the_doctor_compares(
    cast, at, at_home, django_capture_on_commit_callbacks
):
    asked = library.clip(actor=cast.kira, address=f"{at_home.origin}/page#top", tags=TAGS, at=at)
    again = library.clip(actor=cast.karim, address=f"{at_home.origin}/page?utm_source=x", at=at)
    assert again.ref == asked.ref, "asked twice, fetched once"
    work(at)
    found = library.open_clipping(cast.karim, asked.ref)
    assert (found.state, found.card.published_on) == ("clipped", date(2017, 5, 12))
    assert found.card.tags == TAGS
    assert found.paragraphs[1].startswith("On Monday the committee")
    copy = gzip.decompress(library.read_archived(found.archive_hash))
    assert copy.startswith(b"WARC/1.1")
    assert b"<script>document.title='owned'" in copy, "the copy is as it was served"
    assert b"WARC-Type: request" in copy
    assert not list(library.damaged())
    archive.path_of(found.archive_hash).write_bytes(b"something else")
    assert list(library.damaged()) == [(asked.ref, "altered")]
    listed = library.list_clippings(tags=frozenset({"kind:custody"}), language="en")
    assert [card.ref for card in listed.cards] == [asked.ref]
    with django_capture_on_commit_callbacks(execute=True):
        library.move_clipping(actor=cast.kira, clipping=asked.ref, move="withdraw", at=at)
    assert not archive.path_of(found.archive_hash).exists()
    with pytest.raises(NotHere):
        library.get_clipping(asked.ref)


def test_a_feed_brings_its_entries_once_and_joins_what_is_the_same(cast, at, at_home):
    feed = library.add_feed(actor=cast.kira, address=f"{at_home.origin}/feed", tags=TAGS, at=at)
    later = at.replace(hour=18)
    work(later)
    work(later.replace(hour=19))
    listed = library.search_clippings(cast.vera)
    titles = sorted(card.title for card in listed.cards)
    assert titles == ["Bill on custody goes to first reading", "Комитет рассмотрел законопроект"]
    kept = next(card for card in listed.cards if card.language == "en")
    assert [card.title for card in library.open_clipping(cast.vera, kept.ref).others] == [kept.title]
    at_home.asked.clear()
    library.pause_feed(actor=cast.kira, source=feed.ref, is_paused=False, at=later)
    work(later.replace(hour=21))
    assert [asked.split()[1] for asked in at_home.asked] == [b"/feed"], "nothing is fetched twice"
    found = library.search_clippings(cast.vera, words="КОМИТЕТ рассмотрел")
    assert [card.language for card in found.cards] == ["ru"]


def test_what_could_not_be_clipped_says_why_and_can_be_tried_again(cast, at, at_home):
    asked = library.clip(actor=cast.kira, address=f"{at_home.origin}/inside", at=at)
    work(at)
    found = library.open_clipping(cast.kira, asked.ref)
    assert found.state == "refused"
    assert "private network" in found.trouble
    library.move_clipping(actor=cast.kira, clipping=asked.ref, move="again", at=at)
    assert library.open_clipping(cast.kira, asked.ref).state == "waiting"


def test_nothing_is_typed_that_the_fetched_page_would_replace(cast, at, desk):
    asked = library.clip(actor=cast.kira, address="https://news.example/page", at=at)
    desk.enter(cast.kira)
    assert "/edit/" not in desk.get(f"/library/clippings/{asked.ref}/").content.decode()
    typed = {"title": "Typed in vain", "publisher": "Somebody"}
    said = desk.post(desk.address("library:edit", clipping=asked.ref), typed).content.decode()
    assert "It is being fetched" in said
    assert "Typed in vain" in said


def test_what_one_of_us_says_is_overwritten_by_no_colleague_and_by_no_page(cast, at, at_home, desk, settings):
    asked = library.clip(actor=cast.kira, address=f"{at_home.origin}/page", at=at)
    settings.FETCH_ALLOW = frozenset()
    work(at)
    about = {"actor": cast.karim, "clipping": asked.ref, "tags": TAGS, "at": at}
    page = desk.address("library:edit", clipping=asked.ref)
    desk.enter(cast.kira)
    read = re.search(r'name="version" value="(\w+)"', desk.get(page).content.decode()).group(1)
    library.edit_clipping(described=library.Described("Karim says", "In short.", "Paper"), **about)
    typed = {"title": "Kira says", "publisher": "Somebody", "version": read}
    late = desk.post(page, typed)
    assert late.status_code == 409
    assert "Kira says" in late.content.decode(), "what was typed comes back"
    settings.FETCH_ALLOW = frozenset({at_home.host})
    library.move_clipping(actor=cast.kira, clipping=asked.ref, move="again", at=at)
    work(at)
    found = library.open_clipping(cast.kira, asked.ref)
    assert (found.state, found.card.title, found.card.excerpt) == ("clipped", "Karim says", "In short.")
    assert found.paragraphs, "the copy and its text are the page's all the same"
    assert desk.send(page, {"title": "Kira says", "publisher": "Somebody"}).status_code == 302


def test_a_missing_extra_is_said_in_one_sentence(cast, at, at_home, monkeypatch):
    monkeypatch.setitem(sys.modules, "warcio.warcwriter", None)
    asked = library.clip(actor=cast.kira, address=f"{at_home.origin}/page", at=at)
    work(at)
    assert library.open_clipping(cast.kira, asked.ref).trouble.endswith("pip install 'waystation[clip]'.")


def test_who_reads_strangers_bytes_has_no_keys_and_little_time(at_home, tmp_path, monkeypatch):
    """The process that parses is asked what it sees: no variable of ours, nothing of the house, little time (T-41)."""
    spy = tmp_path / "reading.py"
    told = "json.dumps({'seen': sorted(os.environ), 'house': 'waystation' in sys.modules, 'at': os.getcwd()})"
    spy.write_text(f"import json, os, sys\nprint({told})\n")
    fetched = fetching.fetch(f"{at_home.origin}/page", allow=frozenset({at_home.host}))
    monkeypatch.setenv("WAYSTATION_SMTP", "smtps://name:secret@host")
    with monkeypatch.context() as patched:
        patched.setattr(apart, "READING", spy)
        seen = apart.read_page(fetched)
    assert set(seen["seen"]) <= {"LANG", "LC_CTYPE"}
    assert (seen["house"], seen["at"]) == (False, "/")
    spy.write_text("while True: pass\n")
    with monkeypatch.context() as patched:
        patched.setattr(apart, "READING", spy)
        patched.setattr(apart, "PATIENCE", 0.3)
        with pytest.raises(fetching.Unfetchable, match="reader"):
            apart.read_page(fetched)
    assert apart.read_page(fetched)["title"].startswith("Bill on custody")


def test_who_may_not_write_finds_nothing_to_write_on(cast, at):
    for somebody in (cast.vera, cast.sami, cast.lena, cast.dana):
        with pytest.raises(NotHere):
            library.clip(actor=somebody, address="https://paper.example/", at=at)
    with pytest.raises(NotHere):
        library.search_clippings(cast.dana)
    with pytest.raises(Invalid, match="address"):
        library.clip(actor=cast.kira, address="http://127.0.0.1/admin", at=at)
    with pytest.raises(Invalid, match="subjects"):
        library.clip(actor=cast.kira, address="https://paper.example/", tags=frozenset({"kind:love"}), at=at)


def test_a_printed_text_is_noted_by_publisher_and_title_and_listed_page_by_page(cast, at):
    for number in range(5):
        said = library.Described(
            f"Report {number}", "In our words.", "Paper", "en", date(2017, 4, 1 + number // 2)
        )
        library.note_text(actor=cast.kira, described=said, tags=TAGS, at=at)
    seen, after = [], None
    while True:
        page = library.list_clippings(after=after, limit=2)
        seen += [card.title for card in page.cards]
        after = page.after
        if after is None:
            break
    assert sorted(seen) == [f"Report {number}" for number in range(5)]
    assert len(set(seen)) == 5
    with pytest.raises(Invalid, match="title"):
        library.note_text(actor=cast.kira, described=library.Described(""), at=at)
    card = library.list_clippings().cards[0]
    with pytest.raises(Refused):
        library.move_clipping(actor=cast.kira, clipping=card.ref, move="stand_alone", at=at)


def test_addresses_and_texts_are_compared_as_people_would():
    hashed = likeness.address_hash
    assert hashed("http://www.Paper.example:80/a/?utm_source=x&id=1#top") == hashed(
        "https://paper.example/a/?id=1"
    )
    assert hashed("https://paper.example/a?id=1") != hashed("https://paper.example/a?id=2")
    text = " ".join(f"word{number}" for number in range(300))
    near = text.replace("word150", "another")
    far = " ".join(f"else{number}" for number in range(300))
    assert likeness.content_hash("Ёлка, и снег!") == likeness.content_hash("елка  и — снег")
    assert likeness.likeness(likeness.sketch(text), likeness.sketch(near)) >= likeness.NEAR
    assert likeness.likeness(likeness.sketch(text), likeness.sketch(far)) < 0.1
    assert likeness.likeness(likeness.sketch("too short"), likeness.sketch("too short")) == 0.0


def test_places_are_found_in_either_language_and_spelt_in_one_way():
    assert library.find_places("Он из Чечни, сейчас в Германии") == {"ru-chechnya", "de"}
    assert library.find_places("Fled from Russia to Lithuania; tell us") == {"ru", "lt"}
    assert library.find_places("in the US") == {"us"}
    assert not library.find_places("They are at home and do not say where")
    assert words.place_of("ru", "Чечня") == words.place_of("RU", "chechnya") == "ru-chechnya"
    assert words.place_of("ru", "Тверская область") == "ru-тверская-область"
