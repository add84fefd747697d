"""The visit of somebody who entered their twelve words: a sealed cookie, and nothing about it on our side."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.conf import settings

from waystation.foundation.vault import boxes, primitives

LASTS = timedelta(minutes=30)
_PURPOSE, _ABOUT = "intake-visit", "front"
_TIME_BYTES = 8


def visit_cookie() -> str:
    """Return the cookie's name; over https with the prefix that ties it to this very host."""
    return "__Host-visit" if settings.OVER_HTTPS else "visit"


def seal_visit(entropy: bytes, at: datetime) -> str:
    """Return the cookie's value: the receipt's entropy and the end of the visit, sealed under the front's secret.

    The database knows nothing of it, and the browser forgets it when it closes (T-13).
    """
    ends = int((at + LASTS).timestamp()).to_bytes(_TIME_BYTES, "big")
    return urlsafe_b64encode(
        boxes.close_box(_secret(), ends + entropy, purpose=_PURPOSE, about=_ABOUT)
    ).decode()


def read_visit(cookies: Mapping[str, str], at: datetime) -> bytes | None:
    """Return the entropy of the receipt whose words were entered, or None: no visit, a false one, or one too old."""
    try:
        sealed = urlsafe_b64decode(cookies.get(visit_cookie(), "").encode())
        opened = boxes.open_box(_secret(), sealed, purpose=_PURPOSE, about=_ABOUT)
    except (Error, ValueError, primitives.Unopenable):
        return None
    ends_at = datetime.fromtimestamp(int.from_bytes(opened[:_TIME_BYTES], "big"), UTC)
    return opened[_TIME_BYTES:] if at < ends_at else None


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()
