"""Floods noticed in memory: how often something came lately, by a hash whose key is thrown away; no address is kept."""

import hashlib
import ipaddress
import secrets
import time
from collections import Counter
from threading import Lock

MOST_REMEMBERED = 200_000


class Window:
    """Counts by a hash whose key is thrown away with the window: what was counted then can never be asked for again."""

    def __init__(self, seconds: float = 600.0) -> None:
        self._seconds = seconds
        self._lock = Lock()
        self._begin()

    def _begin(self) -> None:
        self._end = time.monotonic() + self._seconds
        self._key = secrets.token_bytes(16)
        self._counts: Counter[bytes] = Counter()

    def add(self, what: str) -> int:
        """Count one, and return how many there are."""
        with self._lock:
            if time.monotonic() > self._end or len(self._counts) > MOST_REMEMBERED:
                self._begin()
            tag = hashlib.blake2b(what.encode(), digest_size=8, key=self._key).digest()
            self._counts[tag] += 1
            return self._counts[tag]


def network_of(address: str) -> str:
    """Return the network an address belongs to; empty for loopback, which is a proxy of ours behind which all are one."""
    if address in {"", "127.0.0.1", "::1"}:
        return ""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if found.is_loopback:
        return ""
    width = 24 if found.version == 4 else 48  # noqa: PLR2004 - of IPv4
    return str(ipaddress.ip_network(f"{found}/{width}", strict=False))
