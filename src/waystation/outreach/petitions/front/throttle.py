"""Floods noticed in memory: nothing is refused, and no address is kept. What comes too fast waits to be looked at."""

import hashlib
import ipaddress
import secrets
import time
from collections import Counter
from threading import Lock

from waystation.outreach.petitions.rules import contacts, signing

WINDOW_SECONDS = 600.0
MOST_FROM_NETWORK = 60
MOST_FROM_DOMAIN = 200
MOST_REMEMBERED = 200_000


class _Window:
    """Counts by a hash whose key is thrown away every ten minutes: what was counted then can never be asked for again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begin()

    def _begin(self) -> None:
        self._end = time.monotonic() + WINDOW_SECONDS
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


_networks, _domains = _Window(), _Window()


def suspicion(address: str, domain: str) -> int:
    """Return why a signature should wait to be looked at, or 0. Loopback is a proxy of ours, behind which all are one."""
    network = _network(address)
    if network and _networks.add(network) > MOST_FROM_NETWORK:
        return signing.FLOOD
    group = contacts.group_of(domain)
    if group and _domains.add(group) > MOST_FROM_DOMAIN:
        return signing.BURST
    return signing.NONE


def _network(address: str) -> str:
    if address in {"", "127.0.0.1", "::1"}:
        return ""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.is_loopback:
        return ""
    width = 24 if found.version == 4 else 48  # noqa: PLR2004 - of IPv4
    return str(ipaddress.ip_network(f"{address}/{width}", strict=False))
