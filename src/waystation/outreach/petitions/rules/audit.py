"""The audit by random sample: which entries are drawn, and what a finding bounds (docs/spec/petition-log-v1.md, section 5)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from waystation.outreach.petitions.rules.leaves import Kind

ANNOUNCED, DRAWN, FOUND, PUBLISHED = "announced", "drawn", "found", "published"
STATES = (ANNOUNCED, DRAWN, FOUND, PUBLISHED)

USUAL = 300  # none bad among so many bounds the bad share at one in a hundred
CONFIDENCE = 0.95
ERASE_AFTER = timedelta(days=30)  # counted from the day of closing; the audit has to fit in

_DOMAIN = b"waystation petition audit v1\n"
_COUNTER = 8
_VALUE = 35  # where in a leaf (02, kind, evidence, text hash) the value begins
_POSITION = 8
_THREE = 3


def still_standing(leaves: Iterable[bytes]) -> list[int]:
    """Return the positions of the signatures that count after these entries, in order; paper has no entry of its own."""
    standing: set[int] = set()
    for position, leaf in enumerate(leaves):
        about = int.from_bytes(leaf[_VALUE : _VALUE + _POSITION], "big")
        if leaf[1] == Kind.SIGNATURE:
            standing.add(position)
        elif leaf[1] == Kind.LET_IN_AGAIN:
            standing.add(about)
        elif leaf[1] in {Kind.WITHDRAWAL, Kind.STRUCK}:
            standing.discard(about)
    return sorted(standing)


def draw(*, origin: str, root: bytes, randomness: str, standing: Sequence[int], number: int) -> list[int]:
    """Draw so many of the positions, each at most once, in the order drawn.

    A shuffle that stops early (Fisher and Yates). A number of 256 bits taken modulo what is left favours nobody by more
    than one in 2^200.
    """
    moved: dict[int, int] = {}
    drawn = []
    for counter in range(min(number, len(standing))):
        told = (
            _DOMAIN + origin.encode() + b"\n" + root + randomness.encode() + counter.to_bytes(_COUNTER, "big")
        )
        left = len(standing) - counter
        at = counter + int.from_bytes(hashlib.sha256(told).digest(), "big") % left
        drawn.append(standing[moved.get(at, at)])
        moved[at] = moved.get(counter, counter)
    return drawn


def spell_randomness(source: str, drawn_on: date, result: str) -> str:
    """Spell what the sample follows from: the source and day as they were announced, and what came, without loose spaces."""
    return "\n".join((" ".join(source.split()), drawn_on.isoformat(), " ".join(result.split())))


@dataclass(frozen=True)
class Finding:
    """What an auditor found among those drawn: each is real, bad, or could not be judged."""

    reached: int
    real: int
    bad: int
    unreached: int

    def fits(self, drawn: int) -> bool:
        """Say whether these numbers can be the finding on so many."""
        whole = min(self.reached, self.real, self.bad, self.unreached) >= 0
        return (
            whole
            and self.real + self.bad + self.unreached == drawn
            and self.real <= self.reached <= self.real + self.bad
        )


def at_most(bad: int, among: int) -> float:
    """Return the share of bad ones that is not exceeded with 95 % confidence.

    None bad: the rule of three (Hanley and Lippman-Hand 1983). Otherwise the exact bound of Clopper and Pearson (1934), one-sided.
    """
    if bad >= among:
        return 1.0
    if not bad:
        return min(1.0, _THREE / among)
    from scipy import stats

    return float(stats.beta.ppf(CONFIDENCE, bad + 1, among - bad))


def per_cent(share: float) -> str:
    """Spell a bound in per cent, rounded up to a tenth."""
    tenths = -int(-round(share * 1000, 6) // 1)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def erase_by(closed_on: date) -> date:
    """Return the last day on which an audit may hold back the erasure of what was sealed."""
    return closed_on + ERASE_AFTER


def may_erase(closed_on: date | None, state: str | None, today: date) -> bool:
    """Say whether nothing has to wait for an audit: there is none, it is published, or its time is over."""
    return state in {None, PUBLISHED} or closed_on is None or today > erase_by(closed_on)
