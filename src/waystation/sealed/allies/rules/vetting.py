"""The life of an offer: looked at, checked, talked over, recommended by one, decided by another; trusted for a time.

The steps follow what the casework reference asks of verification (a second person who is not the first, infiltration
signs gone through) and what organisations with safe houses do: two references, a conversation, an end date.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

VETTER, SUPERVISOR = "vetter", "supervisor"
HELPER, CLOCK, COLLEAGUE = "helper", "clock", "colleague"
_VETTERS = frozenset({VETTER, SUPERVISOR})
_HELPER, _CLOCK, _COLLEAGUE = frozenset({HELPER}), frozenset({CLOCK}), frozenset({COLLEAGUE})

OFFERED, LOOKING, CHECKING, TALKING, RECOMMENDED = "offered", "looking", "checking", "talking", "recommended"
TRUSTED, EXPIRING, RENEWING, EXPIRED = "trusted", "expiring", "renewing", "expired"
SUSPENDED, DECLINED, WITHDRAWN, ENDED = "suspended", "declined", "withdrawn", "ended"

STATES: Mapping[str, str] = {
    OFFERED: _("Offered"),
    LOOKING: _("First look"),
    CHECKING: _("Identity and references"),
    TALKING: _("Conversation"),
    RECOMMENDED: _("Recommended, waits for a second person"),
    TRUSTED: _("Trusted"),
    EXPIRING: _("Trusted, to be looked at again"),
    RENEWING: _("Trusted, renewal waits for a second person"),
    EXPIRED: _("Trust has run out"),
    SUSPENDED: _("Suspended: a concern"),
    DECLINED: _("Declined"),
    WITHDRAWN: _("Withdrawn by them"),
    ENDED: _("Ended"),
}
IS_TRUSTED = (TRUSTED, EXPIRING, RENEWING)
UNVETTED = (OFFERED, LOOKING, CHECKING, TALKING, RECOMMENDED)
WAITING = (*UNVETTED, EXPIRING, RENEWING, SUSPENDED)
OPEN = (*UNVETTED, *IS_TRUSTED, EXPIRED, SUSPENDED)

BEING_DECIDED = (RECOMMENDED, RENEWING)
IS_BEING_DECIDED = _(
    "A second person decides on what was recommended. Send it back first, to propose something else."
)

TRUST_LASTS = timedelta(days=365)
LONGEST_TRUST = timedelta(days=731)
WARN_BEFORE = timedelta(days=30)
FORGET_AFTER = timedelta(days=7)
KEPT_AFTER: Mapping[str, timedelta] = {
    WITHDRAWN: timedelta(days=30),
    DECLINED: timedelta(days=365),  # so that whoever was found out is known when they come again
    ENDED: timedelta(days=365),
}
REFERENCES_NEEDED = 2

VERDICTS: Mapping[str, str] = {
    "good": _("Knows them and stands by them"),
    "unsure": _("Knows them little"),
    "doubt": _("Advises against, or could not be real"),
    "silent": _("Not reached yet"),
}
CHECKS: Mapping[str, str] = {
    "identity": _("Identity seen"),
    "conversation": _("Conversation held"),
}
# Signs that somebody comes to find people rather than to help them; none is proof, several together are a reason.
SIGNS: Mapping[str, str] = {
    "names": _("Asks who is here, for names or for pictures of people"),
    "places": _("Asks where houses are, which routes or which border"),
    "hurry": _("Presses for speed: today, or the chance is gone"),
    "skips": _("Wants to skip a step, or is hurt that there are steps"),
    "history": _("Their history cannot be checked, or changes when asked again"),
    "circle": _("Both references know only each other, or appeared together"),
    "service": _("Ties to security services, or to a family that searches"),
    "money": _("Offers far more than fits, or asks what money flows"),
    "devices": _("Insists on an insecure channel, a device of theirs, or meeting at night"),
    "alone": _("Wants to be alone with minors, or with one person in particular"),
}
SENSITIVITIES: Mapping[str, str] = {
    "distance": _("From a distance: meets nobody, knows no address"),
    "meets": _("Meets people: knows first names, no address"),
    "close": _("Close: knows an address, houses or moves people"),
}
RANKS: Mapping[str, int] = {code: rank for rank, code in enumerate(SENSITIVITIES)}

NEEDS_TEXT = _("Write it in a few words.")
_DECLARED = Need(
    "declared",
    lambda facts: facts["has_declared"],
    _("Say first whether you know this person, or anybody close to them."),
)
_NO_TIE = Need("no_tie", lambda facts: not facts["has_tie"], _("You know them: somebody else must do this."))
_IDENTITY = Need("identity", lambda facts: facts["identity"], _("Who they are was not checked yet."))
_REFERENCES = Need(
    "references",
    lambda facts: facts["good_references"] >= REFERENCES_NEEDED,
    _("Two references must have been spoken with, and stand by them."),
)
_NO_DOUBT = Need("no_doubt", lambda facts: not facts["doubts"], _("A reference advises against."))
_TALKED = Need(
    "talked",
    lambda facts: facts["has_talked"],
    _("Nobody noted a conversation with them since trust was last decided."),
)
_SIGNS = Need(
    "signs",
    lambda facts: facts["own_signs"],
    _("Go through the signs of infiltration yourself, and save what you saw."),
)
_NO_CONCERN = Need(
    "no_concern", lambda facts: not facts["concerns"], _("A concern is open. A second person must clear it.")
)
_AREAS = Need(
    "areas",
    lambda facts: facts["has_areas"],
    _("Say for what they may be trusted: kinds, regions, how close."),
)
_REASON = Need("reason", lambda facts: bool(facts.get("reason")), _("Say why."))
_SECOND = Need(
    "second_person",
    lambda facts: facts["is_second"],
    _("Two people: somebody other than who recommended them decides."),
)
_CLEARS_OTHERS = Need(
    "clears_others",
    lambda facts: not facts["own_concern"],
    _("The concern is yours: somebody else must clear it."),
)
_WAS_TRUSTED = Need(
    "was_trusted",
    lambda facts: facts["trust_stands"],
    _("Their trust was never given, or has run out: they go through the checks."),
)
_FREE = (_DECLARED, _NO_TIE)


def _many(
    name: str,
    sources: tuple[str, ...],
    target: str,
    who: frozenset[str],
    label: str,
    *needs: Need,
    effect: str = "",
) -> list[Transition]:
    return [Transition(name, source, target, who, label, needs, effect) for source in sources]


_TO_RECOMMEND = (*_FREE, _IDENTITY, _REFERENCES, _NO_DOUBT, _TALKED, _SIGNS, _NO_CONCERN, _AREAS, _REASON)
_TO_TRUST = (*_FREE, _SECOND, _SIGNS, _NO_DOUBT, _NO_CONCERN, _REASON)

MACHINE = Machine(
    name="ally",
    states=STATES,
    start=OFFERED,
    ends=frozenset({DECLINED, WITHDRAWN, ENDED}),
    transitions=(
        Transition("look", OFFERED, LOOKING, _VETTERS, _("Take a first look"), _FREE),
        Transition("check", LOOKING, CHECKING, _VETTERS, _("Begin the checks"), _FREE),
        Transition(
            "talk", CHECKING, TALKING, _VETTERS, _("On to the conversation"), (*_FREE, _IDENTITY, _REFERENCES)
        ),
        Transition(
            "recommend",
            TALKING,
            RECOMMENDED,
            _VETTERS,
            _("Recommend"),
            _TO_RECOMMEND,
            _("a second person decides"),
        ),
        Transition(
            "recommend",
            EXPIRING,
            RENEWING,
            _VETTERS,
            _("Recommend again"),
            _TO_RECOMMEND,
            _("a second person decides"),
        ),
        Transition(
            "trust",
            RECOMMENDED,
            TRUSTED,
            _VETTERS,
            _("Trust them"),
            _TO_TRUST,
            _("colleagues find them from now on"),
        ),
        Transition(
            "trust", RENEWING, TRUSTED, _VETTERS, _("Renew the trust"), _TO_TRUST, _("for another term")
        ),
        Transition(
            "send_back",
            RECOMMENDED,
            CHECKING,
            _VETTERS,
            _("Send back: something is missing"),
            (*_FREE, _REASON),
        ),
        Transition(
            "send_back", RENEWING, EXPIRING, _VETTERS, _("Send back: something is missing"), (*_FREE, _REASON)
        ),
        Transition(
            "warn", TRUSTED, EXPIRING, _CLOCK, _("To be looked at again"), (), _("those who vet are told")
        ),
        *_many("expire", IS_TRUSTED, EXPIRED, _CLOCK, _("Run out"), effect=_("nobody finds them any more")),
        Transition("again", EXPIRED, CHECKING, _VETTERS, _("Vet them again"), _FREE),
        *_many(
            "suspend",
            (*UNVETTED, *IS_TRUSTED, EXPIRED),
            SUSPENDED,
            _COLLEAGUE,
            _("Raise a concern"),
            _REASON,
            effect=_("out of every search at once, until a second person clears it"),
        ),
        Transition(
            "restore",
            SUSPENDED,
            TRUSTED,
            _VETTERS,
            _("Clear: trusted as before"),
            (*_FREE, _CLEARS_OTHERS, _WAS_TRUSTED, _REASON),
        ),
        Transition(
            "clear",
            SUSPENDED,
            CHECKING,
            _VETTERS,
            _("Clear: back to the checks"),
            (*_FREE, _CLEARS_OTHERS, _REASON),
        ),
        *_many(
            "decline",
            (*UNVETTED, EXPIRED, SUSPENDED),
            DECLINED,
            _VETTERS,
            _("Decline"),
            *_FREE,
            _REASON,
            effect=_("kept for a year"),
        ),
        *_many(
            "end",
            (*IS_TRUSTED, EXPIRED, SUSPENDED),
            ENDED,
            _VETTERS,
            _("End working together"),
            *_FREE,
            _REASON,
            effect=_("kept for a year"),
        ),
        *_many(
            "withdraw", OPEN, WITHDRAWN, _HELPER, _("Withdrawn by them"), effect=_("erased after thirty days")
        ),
    ),
)


def facts_of(
    body: Mapping[str, Any],
    *,
    open_concerns_by: Sequence[str],
    actor: str,
    until_on: date | None,
    today: date,
) -> dict[str, Any]:
    """Return what the table's needs look at, as one vetter stands to an offer.

    What was found before trust was last decided does not count for a renewal: conversation and signs are made anew.
    """
    since = (body.get("decision") or {}).get("at", "")
    tie = body.get("ties", {}).get(actor)
    newest = {found["ref"]: found for found in body.get("references", [])}
    verdicts = [found["verdict"] for found in newest.values()]
    checks = body.get("checks", [])
    return {
        "has_declared": tie is not None,
        "has_tie": bool(tie and tie["knows"]),
        "identity": any(check["kind"] == "identity" for check in checks),
        "good_references": verdicts.count("good"),
        "doubts": "doubt" in verdicts,
        "has_talked": any(check["kind"] == "conversation" and check["at"] > since for check in checks),
        "own_signs": any(seen["by"] == actor and seen["at"] > since for seen in body.get("signs", [])),
        "concerns": len(open_concerns_by),
        "own_concern": actor in open_concerns_by,
        "has_areas": bool(body.get("areas")),
        "is_second": (body.get("recommendation") or {}).get("by", actor) != actor,
        "trust_stands": until_on is not None and until_on >= today,
    }


def must_be_free(body: Mapping[str, Any], actor: str) -> None:
    """Let nobody add to the vetting of somebody they know, or before they said whether they do.

    :raises Refused: they have not said, or they do.
    """
    tie = body.get("ties", {}).get(actor)
    if tie is None:
        raise Refused(_DECLARED.missing)
    if tie["knows"]:
        raise Refused(_NO_TIE.missing)


def trust_ends_on(at: datetime) -> date:
    """Return the day on which trust given now runs out, unless another is chosen."""
    return (at + TRUST_LASTS).date()
