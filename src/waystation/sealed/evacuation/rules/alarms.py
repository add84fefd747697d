"""The silent alarm word: compared as digests, all of them, in the same time whatever was typed."""

import hashlib
import hmac

from waystation.sealed.evacuation.rules.checks import candidates


def digest_of(salt: str, folded: str) -> str:
    """Return how a folded word is kept for comparing; the body that holds it is sealed besides."""
    return hashlib.sha256(f"{salt}:{folded}".encode()).hexdigest()


def is_alarm(salt: str, digest: str, text: str) -> bool:
    """Say whether a line holds the alarm word. Every candidate is compared, found or not (T-18)."""
    wanted = digest or digest_of(salt, "")
    found = [hmac.compare_digest(digest_of(salt, word), wanted) for word in candidates(text)]
    return any(found) and bool(digest)
