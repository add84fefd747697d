"""When two texts are the same: one address, one content, or nearly the same words in the same order."""

import re
import unicodedata
from hashlib import blake2b, sha256
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import numpy as np

# What is added to an address to follow whoever opens it, and says nothing of what stands there.
_FOLLOWERS = re.compile(
    r"utm_\w+|fbclid|gclid|yclid|ysclid|mc_[ce]id|igshid|_openstat|ref_src|ref_url|spm|wt_mc|cmpid|mkt_tok"
)
_SHINGLE = 4
_ROUNDS = 64
NEAR = 0.8
_PRIME = 4_294_967_291
_seeded = np.random.default_rng(2017)
_FACTORS = _seeded.integers(1, 2**31, _ROUNDS, dtype=np.uint64)
_SHIFTS = _seeded.integers(0, 2**31, _ROUNDS, dtype=np.uint64)
_PORTS = {"http": 80, "https": 443}


def canonical(address: str) -> str:
    """Spell an address in one way: small letters in the name, no port that says nothing, no followers, no fragment.

    :raises ValueError: it is no address of a page.
    """
    parts = urlsplit(address.strip())
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        raise ValueError("not an address of a page")
    name = f"[{host}]" if ":" in host else host.encode("idna").decode() if not host.isascii() else host
    port = "" if parts.port in {None, _PORTS[scheme]} else f":{parts.port}"
    kept = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _FOLLOWERS.fullmatch(pair[0])
    ]
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((scheme, f"{name}{port}", path, urlencode(kept), ""))


def address_hash(address: str) -> str:
    """Return the hash by which an address is found again; http and https, with and without www, are one."""
    bare = re.sub(r"^https?://(?:www\.)?", "", canonical(address)).rstrip("/")
    return sha256(bare.encode()).hexdigest()


def fold(text: str) -> str:
    """Spell text for comparing and searching: small letters, ё as е, one space between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())


def content_hash(text: str) -> str:
    """Return the hash of a text's words, whatever stands between them; of no words, nothing."""
    words = re.findall(r"\w+", fold(text))
    return sha256(" ".join(words).encode()).hexdigest() if words else ""


def sketch(text: str) -> bytes:
    """Return a text's sketch: the least hash of its runs of four words under each of 64 rules (Broder 1997).

    How many of two sketches' numbers agree tells how many of these runs the texts share.
    """
    words = re.findall(r"\w+", fold(text))
    if len(words) < _SHINGLE:
        return b""
    runs = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    hashed = np.array(
        [int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big") for run in runs], np.uint64
    )
    least = ((hashed[:, None] * _FACTORS + _SHIFTS) % np.uint64(_PRIME)).min(axis=0)
    return bytes(least.astype("<u4").tobytes())


def likeness(one: bytes, other: bytes) -> float:
    """Return the share of runs two texts have in common, as their sketches tell it; short texts are like nothing."""
    if not one or len(one) != len(other):
        return 0.0
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))
