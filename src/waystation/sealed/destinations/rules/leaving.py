"""What allows a person to leave, and their way out: papers to travel, the exit check, departure, arrival."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.destinations.rules.people import BOOKERS, BY_ITSELF, STEERERS, WITH_THE_COUNTRY

PAPERS: dict[str, str] = {
    "visa": _("Visa"),
    "laissez_passer": _("Laissez-passer"),
    "refugee_passport": _("Refugee travel document"),
    "entry_permit": _("Permission to enter"),
}
ORIGINALS: dict[str, str] = {
    "self": _("With them"),
    "us": _("With us"),
    "embassy": _("At the embassy"),
    "electronic": _("Electronic only"),
}

AUTHORISATION = Machine(
    name="authorisation",
    states={"issued": _("Valid"), "used": _("Used"), "lapsed": _("Ran out")},
    start="issued",
    ends=frozenset({"used", "lapsed"}),
    transitions=(
        Transition("use", "issued", "used", BY_ITSELF, _("Used")),
        Transition("lapse", "issued", "lapsed", BY_ITSELF | WITH_THE_COUNTRY, _("Ran out or was taken back")),
    ),
)

EXIT_CHECKS: dict[str, str] = {
    "travel_ban": _("Is there a ban on leaving the country?"),
    "search_notice": _("Is somebody searching for them at the border?"),
    "minor_consent": _("May the child leave without the other parent's consent?"),
}
CLEAR, FOUND, NOT_NEEDED = "clear", "found", "not_needed"
RESULTS: dict[str, str] = {
    CLEAR: _("Checked: nothing stands in the way"),
    FOUND: _("Something stands in the way"),
    NOT_NEEDED: _("Does not concern them"),
}

NOT_APPROVED = _("The application is not approved.")
NO_PAPER = _("No paper to travel is valid on that day.")
NOT_CHECKED = _("A lawyer has not done the exit check.")
IN_THE_WAY = _("The exit check found something that stands in the way.")
CHILD_NOT_CHECKED = _("The exit check says nothing about the consent a child needs.")

BOOKED, DEPARTED, ARRIVED, TURNED_BACK, CANCELLED = (
    "booked",
    "departed",
    "arrived",
    "turned_back",
    "cancelled",
)
ON_THE_WAY = frozenset({BOOKED, DEPARTED})
_REASON = Need("reason", lambda facts: bool(facts["reason"]), _("A reason is needed."))
_CLEARED = Need(
    "cleared", lambda facts: not facts["missing"], _("Something is missing for leaving on this day.")
)
_PHRASE = Need(
    "phrase",
    lambda facts: facts["phrase_fits"],
    _("These are not the words that were agreed. Do not tell the caller the right ones; ask a supervisor."),
)

DEPARTURE = Machine(
    name="departure",
    states={
        BOOKED: _("Booked"),
        DEPARTED: _("On the way"),
        ARRIVED: _("Arrived"),
        TURNED_BACK: _("Refused at the border"),
        CANCELLED: _("Called off"),
    },
    start=BOOKED,
    ends=frozenset({ARRIVED, TURNED_BACK, CANCELLED}),
    transitions=(
        Transition("depart", BOOKED, DEPARTED, STEERERS, _("They have left"), (_CLEARED,), "person departing"),
        Transition("cancel", BOOKED, CANCELLED, BOOKERS, _("Call off"), (_REASON,)),
        Transition("arrive", DEPARTED, ARRIVED, BOOKERS, _("Arrival confirmed"), (_PHRASE,), "person arrived; place and paper used; follow-ups"),
        Transition("turn_back", DEPARTED, TURNED_BACK, STEERERS, _("Refused at the border"), (_REASON,), "person sheltered again; legal task; exit check void"),
    ),
)  # fmt: skip

SAID_BY: dict[str, str] = {"person": _("They themselves"), "receiver": _("Whoever received them")}

STATUSES: dict[str, str] = {
    "claim_lodged": _("Claim lodged"),
    "permit_pending": _("Permit asked for"),
    "granted": _("Status granted"),
}

DAYS_IN_ORDER = _("The last day must not come before the first.")
IS_PAST = _("That day is over.")
ARRIVES_BEFORE = _("They cannot arrive before they leave.")
PHRASE_NEEDED = _("Agree on at least two words that nobody would guess.")
RECEIVER_NEEDED = _("Name who receives them.")
ALREADY_BOOKED = _("Their departure is already booked.")
RESULT_NEEDED = _("Say for each question what was found.")
HAS_NOT_ARRIVED = _("They have not arrived by this application.")


def is_valid_on(valid_from: date, valid_until: date, on: date) -> bool:
    """Say whether a paper covers a day."""
    return valid_from <= on <= valid_until


def missing_to_leave(
    *, is_approved: bool, has_paper: bool, results: Mapping[str, str] | None, is_minor: bool
) -> tuple[str, ...]:
    """Say what is missing before a person may leave (reference, part C, row 9); nothing when they may.

    A child is assumed wherever the age is not known: then the third question needs an answer of its own.
    """
    missing = []
    if not is_approved:
        missing.append(NOT_APPROVED)
    if not has_paper:
        missing.append(NO_PAPER)
    if results is None:
        missing.append(NOT_CHECKED)
    elif FOUND in results.values():
        missing.append(IN_THE_WAY)
    elif is_minor and results.get("minor_consent") != CLEAR:
        missing.append(CHILD_NOT_CHECKED)
    return tuple(missing)


def plain_phrase(words: str) -> str:
    """Return a phrase as it is compared: what was said on a bad line, written down by somebody else."""
    kept = (char if char.isalnum() else " " for char in unicodedata.normalize("NFKC", words).casefold())
    return " ".join("".join(kept).replace("ё", "е").split())


def is_phrase(words: str) -> bool:
    """Say whether a phrase is long enough to be worth agreeing on."""
    return len(plain_phrase(words).split()) > 1
