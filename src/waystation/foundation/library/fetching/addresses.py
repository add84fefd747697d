"""Which addresses may be fetched: pages of public sites, never this machine, its network or a cloud's own service."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

PORTS = {"http": 80, "https": 443}
ALLOWED_PORTS = frozenset({80, 443, 8000, 8080, 8443})
LONGEST = 2000
IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# What Python's tables call global, or leave open, and what leads to inner networks all the same.
_REFUSED = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",
            "168.63.129.16/32",  # a cloud's own service, on a public address
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fec0::/10",
        ),
    )
)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_INNER_NAMES = (
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".arpa",
)


class Unfetchable(Exception):
    """A page cannot be fetched; ``why`` is a code of ``rules.clippings.TROUBLES``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Target:
    """An address taken apart: how, whom and what to ask."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """The address in one piece, without a fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Name and port as they stand in the request."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def check(address: str, *, base: str = "", allow: frozenset[str] = frozenset()) -> Target:
    """Take an address apart and refuse what can never be fetched; nothing is looked up yet.

    ``base`` is the page that sends on to it; ``allow`` names hosts with ports that are fetched although they are private.

    :raises Unfetchable: another scheme, a name that is none, a password in it, a port no page is served on.
    """
    whole = urljoin(base, address.strip()) if base else address.strip()
    if len(whole) > LONGEST or any(ord(letter) < 33 or ord(letter) == 127 for letter in whole):  # noqa: PLR2004 - controls and blanks
        raise Unfetchable("address")
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname or "", parts.port
        name = host.rstrip(".") if host.isascii() else host.rstrip(".").encode("idna").decode()
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    except ValueError as exc:
        raise Unfetchable("address") from exc
    if parts.scheme.lower() not in PORTS:
        raise Unfetchable("scheme")
    if not name or parts.username is not None or parts.password is not None or "%" in name:
        raise Unfetchable("address")
    target = Target(parts.scheme.lower(), name.lower(), port or PORTS[parts.scheme.lower()], _ascii(path))
    if f"{target.host}:{target.port}" in allow:
        return target
    if target.port not in ALLOWED_PORTS:
        raise Unfetchable("address")
    is_bare = "." not in name and ":" not in name
    if is_bare or f".{target.host}".endswith(_INNER_NAMES) or _is_private_literal(target.host):
        raise Unfetchable("private")
    return target


def resolve(target: Target, *, allow: frozenset[str] = frozenset()) -> str:
    """Look a name up once and return the address to connect to; if any of its addresses is private, none is.

    :raises Unfetchable: it does not exist, or leads inside.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise Unfetchable("unknown_host") from exc
    listed = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not listed:
        raise Unfetchable("unknown_host")
    if f"{target.host}:{target.port}" not in allow and not all(map(is_public, listed)):
        raise Unfetchable("private")
    # Version 4 first: many small servers have no way out by version 6.
    return min(listed, key=lambda each: ":" in each)


def is_public(spelt: str) -> bool:
    """Say whether an address belongs to the public network; what carries another inside is judged by that one too."""
    try:
        ip: IP = ipaddress.ip_address(spelt.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return False
        if ip in _TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    if any(ip in network for network in _REFUSED if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _is_private_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def _ascii(path: str) -> str:
    return "".join(letter if letter.isascii() else _percent(letter) for letter in path)


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))
