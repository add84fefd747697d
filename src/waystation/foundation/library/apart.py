"""Has a page or a feed read in a process of its own: no database, no keys, no environment, little time and memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from waystation.foundation.library.fetching import Fetched, Unfetchable

READING = Path(__file__).with_name("reading.py")
PATIENCE = 40


def read_page(fetched: Fetched) -> dict[str, Any]:
    """Return what stands on a page.

    :raises Unfetchable: with a code of why it cannot be read.
    """
    return _read("page", fetched)


def read_feed(fetched: Fetched) -> dict[str, Any]:
    """Return what a feed lists.

    :raises Unfetchable: with a code of why it cannot be read.
    """
    return _read("feed", fetched)


def _read(what: str, fetched: Fetched) -> dict[str, Any]:
    told = json.dumps({"content_type": fetched.content_type[:200], "address": fetched.address}).encode()
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-I", str(READING), what],
            input=told + b"\n" + fetched.body,
            capture_output=True,
            timeout=PATIENCE,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as exc:
        raise Unfetchable("reader") from exc
    if "trouble" in answer:
        raise Unfetchable(answer["trouble"])
    return answer
