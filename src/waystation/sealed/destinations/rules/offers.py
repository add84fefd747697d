"""Offers of countries and the places in them (machine G): what is agreed, held, promised, used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.destinations.rules.people import BY_ITSELF, KEEPERS

PATHWAYS: dict[str, str] = {
    "humanitarian_visa": _("Humanitarian visa"),
    "national_visa": _("National visa"),
    "government_referral": _("Referral to a government"),
    "private_sponsorship": _("Private sponsorship"),
    "group_programme": _("Group programme (P-1, P-2, P-4)"),
    "asylum_on_arrival": _("Asylum on arrival"),
    "family_reunification": _("Family reunification"),
    "study_work": _("Study or work"),
    "relocation_grant": _("Temporary relocation grant"),
}
SECRECY: dict[str, str] = {
    "may_be_named": _("The country may be named in public"),
    "not_public": _("Known to us and our partners, not in public"),
    "secret": _("Nobody outside may ever know that it helped"),
}
DRAFT, OPEN, PAUSED, EXHAUSTED, EXPIRED, CLOSED = (
    "draft",
    "open",
    "paused",
    "exhausted",
    "expired",
    "closed",
)
TAKES_RESERVATIONS = frozenset({OPEN})
TAKES_SUBMISSIONS = frozenset({OPEN, EXHAUSTED})
MOST_PLACES = 200
LONGEST_HOLD = timedelta(days=60)

NO_PLACE_LEFT = _("There are not enough free places left.")
OFFER_NOT_OPEN = _("This offer is not open for new people now.")
NOT_LIMITED = _("This offer has no counted places: nothing has to be reserved.")
UNTIL_IS_PAST = _("Choose today or a later day.")
UNTIL_TOO_FAR = _("A place is kept at most two months before the papers are sent.")
UNTIL_AFTER_OFFER = _("The offer ends before that day.")
TOO_MANY_PLACES = _("Add at most two hundred places at a time.")
NOT_THAT_MANY_FREE = _("Not that many places are free: those held or promised stay.")
UNKNOWN_CHOICE = _("Choose one of the list.")

_REASON = Need("reason", lambda facts: bool(facts["reason"]), _("A reason is needed."))
_HAS_PLACES = Need(
    "has_places",
    lambda facts: not facts["is_limited"] or facts["agreed"] > 0,
    _("Write down how many places were agreed."),
)
_IN_TIME = Need("in_time", lambda facts: not facts["is_past"], _("The last day of the offer is over."))
_IS_PAST = Need("is_past", lambda facts: facts["is_past"], _("The offer still stands."))
_NONE_FREE = Need(
    "none_free", lambda facts: facts["is_limited"] and facts["free"] == 0, _("There are free places.")
)
_SOME_FREE = Need("some_free", lambda facts: facts["free"] > 0, _("There is no free place."))

OFFER = Machine(
    name="offer",
    states={
        DRAFT: _("Being agreed"),
        OPEN: _("Taking people"),
        PAUSED: _("Paused"),
        EXHAUSTED: _("No place left"),
        EXPIRED: _("Over"),
        CLOSED: _("Closed"),
    },
    start=DRAFT,
    ends=frozenset({CLOSED}),
    transitions=(
        Transition("open", DRAFT, OPEN, KEEPERS, _("Open for people"), (_HAS_PLACES, _IN_TIME)),
        *(Transition("pause", state, PAUSED, KEEPERS, _("Pause")) for state in (OPEN, EXHAUSTED)),
        Transition("resume", PAUSED, OPEN, KEEPERS, _("Open again"), (_IN_TIME,)),
        Transition("extend", EXPIRED, OPEN, KEEPERS, _("Open again"), (_IN_TIME,)),
        Transition("exhaust", OPEN, EXHAUSTED, BY_ITSELF, _("The last place was taken"), (_NONE_FREE,)),
        Transition("refill", EXHAUSTED, OPEN, BY_ITSELF, _("A place is free again"), (_SOME_FREE,)),
        *(Transition("expire", state, EXPIRED, BY_ITSELF, _("The last day is over"), (_IS_PAST,)) for state in (DRAFT, OPEN, PAUSED, EXHAUSTED)),
        *(Transition("close", state, CLOSED, KEEPERS, _("Close for good"), (_REASON,), "a task in every case that leaned on it") for state in (DRAFT, OPEN, PAUSED, EXHAUSTED, EXPIRED)),
    ),
)  # fmt: skip

FREE, RESERVED, COMMITTED, CONSUMED = "free", "reserved", "committed", "consumed"
HELD = frozenset({RESERVED, COMMITTED})

_TAKES = Need("takes", lambda facts: facts["offer_takes"], OFFER_NOT_OPEN)
_STANDS = Need(
    "stands", lambda facts: not facts["lapsed"], _("The reservation is over. Reserve the places anew.")
)
_IS_OVER = Need("is_over", lambda facts: facts["lapsed"], _("The reservation still stands."))

SLOT = Machine(
    name="slot",
    states={
        FREE: _("Free"),
        RESERVED: _("Reserved"),
        COMMITTED: _("Promised"),
        CONSUMED: _("Used"),
    },
    start=FREE,
    ends=frozenset({CONSUMED}),
    transitions=(
        Transition("reserve", FREE, RESERVED, KEEPERS, _("Reserve"), (_TAKES,), "kept until a day; mark slot_reserved"),
        Transition("commit", RESERVED, COMMITTED, BY_ITSELF, _("Promised to us"), (_STANDS,)),
        Transition("consume", COMMITTED, CONSUMED, BY_ITSELF, _("Used")),
        *(Transition("release", state, FREE, KEEPERS | BY_ITSELF, _("Give back")) for state in (RESERVED, COMMITTED)),
        Transition("lapse", RESERVED, FREE, BY_ITSELF, _("The reservation is over"), (_IS_OVER,)),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Places:
    """How the places of an offer stand."""

    free: int = 0
    reserved: int = 0
    committed: int = 0
    consumed: int = 0

    @property
    def agreed(self) -> int:
        """How many were agreed."""
        return self.free + self.held + self.consumed

    @property
    def held(self) -> int:
        """How many are kept for somebody who has not used them yet."""
        return self.reserved + self.committed

    @property
    def held_from(self) -> int:
        """Where those held begin on a bar that shows the used ones first."""
        return self.consumed

    @property
    def free_from(self) -> int:
        """Where the free ones begin on that bar."""
        return self.consumed + self.held


def count_places(states: Iterable[str]) -> Places:
    """Count places by state."""
    listed = list(states)
    return Places(*(listed.count(state) for state in (FREE, RESERVED, COMMITTED, CONSUMED)))


def is_over(last_on: date | None, today: date) -> bool:
    """Say whether something that lasts to the end of a day, in UTC, is over; nothing without a last day ever is."""
    return last_on is not None and last_on < today


def ends_at(last_on: date) -> datetime:
    """Return the first moment at which something that lasts to the end of a day is over."""
    return datetime.combine(last_on + timedelta(days=1), time(), UTC)


def faults_of_hold(until_on: date, offer_until_on: date | None, today: date) -> dict[str, str]:
    """Say what is wrong with the last day of a reservation; nothing when it can stand."""
    if until_on < today:
        return {"until_on": UNTIL_IS_PAST}
    if until_on > today + LONGEST_HOLD:
        return {"until_on": UNTIL_TOO_FAR}
    if offer_until_on is not None and until_on > offer_until_on:
        return {"until_on": UNTIL_AFTER_OFFER}
    return {}
