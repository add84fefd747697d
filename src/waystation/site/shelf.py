"""Published pages held in memory as whole answers: hundreds are asked for with each signature, so none is put together twice."""

import json
import re
import time
from email.utils import formatdate

from waystation.foundation.kernel.references import ALPHABET, LENGTH
from waystation.site import publishing

ADDRESS = re.compile(
    rf"GET (/[a-z]{{2}}/petitions/[{ALPHABET}]{{{LENGTH}}}/(?:|embed/|[a-z]+\.(?:json|csv|svg))) HTTP/1\.1\r\n".encode()
)
# A request with any of these is one for the ordinary server.
_SPECIAL = re.compile(
    rb"\r\n(?:connection: *close|expect|transfer-encoding|content-length|upgrade|range):?", re.IGNORECASE
)
FRESH_SECONDS = 1.0
MOST_HELD = 2000


class Shelf:
    """Finds the answer to a plain request for a published page; looks at most once a second whether it changed."""

    def __init__(self) -> None:
        self._held: dict[bytes, tuple[float, bytes | None]] = {}

    def find(self, head: bytes) -> bytes | None:
        """Return the whole answer, or None: then the ordinary server must answer."""
        asked = ADDRESS.match(head + b"\r\n")
        if asked is None or _SPECIAL.search(head):
            return None
        now = time.monotonic()
        held = self._held.get(asked[1])
        if held is None or now > held[0]:
            if len(self._held) > MOST_HELD:
                self._held.clear()
            held = self._held[asked[1]] = (now + FRESH_SECONDS, _read(asked[1].decode()))
        return held[1]


def _read(path: str) -> bytes | None:
    file = publishing.file_of(path)
    try:
        content = file.read_bytes()
        headers = json.loads(file.with_name(file.name + publishing.HEADERS).read_bytes())
    except (OSError, ValueError):
        return None
    told = {**headers, "Content-Length": str(len(content)), "Date": formatdate(usegmt=True)}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return b"HTTP/1.1 200 OK\r\n" + head.encode("latin-1") + b"\r\n" + content
