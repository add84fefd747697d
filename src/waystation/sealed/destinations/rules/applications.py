"""The life of an application (machine F): several in parallel for one travel unit, at most one used by each person."""

from collections.abc import Iterable

from waystation.foundation.kernel.machine import Facts, Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.destinations.rules.people import (
    BY_ITSELF,
    LAWYERS,
    ON_THE_CASE,
    SECOND_EYES,
    TALKERS,
    WITH_THE_COUNTRY,
)

# Who it is sent to; the codes are audiences of a consent.
AUDIENCES: dict[str, str] = {
    "governments": _("A government or an embassy"),
    "partners": _("A partner organisation"),
}
PURPOSE = "onward_application"

STATES: dict[str, str] = {
    "proposed": _("Proposed"),
    "eligible": _("Fits the conditions"),
    "consented": _("Agreed by the people"),
    "preparing": _("Papers being prepared"),
    "in_review": _("Second person reads"),
    "submitted": _("Sent"),
    "acknowledged": _("Receipt confirmed"),
    "interview_set": _("Interview set"),
    "interviewed": _("Interview done"),
    "more_info": _("More is asked"),
    "security_check": _("Security check"),
    "decision_pending": _("Decision awaited"),
    "conditional": _("Approved with conditions"),
    "refused": _("Refused, can be appealed"),
    "appealed": _("Appeal lodged"),
    "approved": _("Approved"),
    "authorised": _("Papers to travel issued"),
    "lapsed": _("Papers to travel ran out"),
    "used": _("Used: arrived"),
    "refused_final": _("Refused for good"),
    "withdrawn": _("Withdrawn"),
    "expired": _("Ran out"),
    "superseded": _("Not needed any more"),
    "lost": _("Protection lost"),
}
ENDS = frozenset({"refused_final", "withdrawn", "expired", "superseded", "lost"})
USED = "used"
LIVE = tuple(state for state in STATES if state not in ENDS | {USED})
WITH_THEM = ("submitted", "acknowledged", "interview_set", "interviewed", "more_info", "security_check")
DECIDING = ("decision_pending", "conditional", "refused", "appealed")
BEFORE = ("proposed", "eligible", "consented", "preparing", "in_review")
APPROVED = ("approved", "authorised", "lapsed", USED)
TRANSMITTED = (*WITH_THEM, *DECIDING, "approved", "authorised", "lapsed")

COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("before", _("Being prepared"), BEFORE),
    ("with_them", _("With the country"), WITH_THEM),
    ("deciding", _("Decision"), DECIDING),
    ("approved", _("Approved"), ("approved", "authorised", "lapsed")),
    ("used", _("Arrived"), (USED,)),
    ("over", _("Over"), tuple(state for state in STATES if state in ENDS)),
)

COVERED, HAS_USED, DROPPED = "covered", "used", "dropped"
APPLICANT_STATES = (COVERED, HAS_USED, DROPPED)

NOBODY_CHOSEN = _("Choose for whom.")
COUNTRY_NEEDED = _("Choose a country.")
SAME_PEOPLE = _("One of these people already has a live application to this offer.")
ALREADY_ARRIVED = _("One of these people has already arrived by another application.")
SAME_COUNTRY = _(
    "Somebody here has another live application to the same country by another way. "
    "Many authorities refuse both: ask before sending."
)


def _is_somebody_else(facts: Facts) -> bool:
    return bool(facts["prepared_by"] != facts["actor"])


_REASON = Need("reason", lambda facts: bool(facts["reason"]), _("A reason is needed."))
_COUNTRY = Need("country", lambda facts: bool(facts["country"]), _("The country is not written down."))
_CONSENT = Need(
    "consent",
    lambda facts: not facts["without_consent"],
    _("Not everybody has a live consent to being named to this recipient."),
)
_SOMEBODY_ELSE = Need(
    "somebody_else",
    _is_somebody_else,
    _("Nobody reviews what they prepared themselves: a second person has to read it."),
)
_PLACES = Need(
    "places",
    lambda facts: not facts["is_limited"] or facts["places_held"],
    _("A place has to be reserved for everybody on it."),
)
_OFFER_TAKES = Need(
    "offer_takes", lambda facts: facts["offer_takes"], _("The offer is not open at the moment.")
)
_PAPERS = Need(
    "papers", lambda facts: facts["has_papers"], _("No valid paper to travel is written down for anybody.")
)
_PAPERS_OVER = Need(
    "papers_over", lambda facts: not facts["has_papers"], _("There still is a valid paper to travel.")
)
_NOBODY_AWAY = Need(
    "nobody_away", lambda facts: not facts["on_the_way"], _("Somebody is on the way with it at this moment.")
)
_ARRIVED = Need("arrived", lambda facts: facts["arrived"], _("Nobody has arrived by it."))
_SEND = (_CONSENT, _PLACES, _OFFER_TAKES)


def _from(
    name: str,
    sources: Iterable[str],
    target: str,
    who: frozenset[str],
    label: str,
    *needs: Need,
    effect: str = "",
) -> tuple[Transition, ...]:
    return tuple(Transition(name, source, target, who, label, needs, effect) for source in sources)


APPLICATION = Machine(
    name="application",
    states=STATES,
    start="proposed",
    ends=ENDS,
    transitions=(
        *_from("find_eligible", ["proposed"], "eligible", TALKERS, _("They fit the conditions"), _COUNTRY, effect="mark application_open; who is sheltered goes onward"),
        *_from("agree", ["eligible"], "consented", ON_THE_CASE, _("The people agree"), _CONSENT),
        *_from("prepare", ["consented"], "preparing", LAWYERS, _("Begin to prepare the papers")),
        *_from("ask_review", ["preparing"], "in_review", LAWYERS, _("Give to a second person to read")),
        *_from("return", ["in_review"], "preparing", SECOND_EYES, _("Return for changes"), _SOMEBODY_ELSE, _REASON),
        *_from("submit", ["in_review"], "submitted", SECOND_EYES, _("Read and sent"), _SOMEBODY_ELSE, *_SEND, effect="places promised"),
        *_from("acknowledge", ["submitted"], "acknowledged", WITH_THE_COUNTRY, _("Receipt confirmed")),
        *_from("set_interview", ["submitted", "acknowledged"], "interview_set", WITH_THE_COUNTRY, _("Interview set")),
        *_from("interview", ["interview_set"], "interviewed", WITH_THE_COUNTRY, _("Interview done")),
        *_from("ask_more", ["submitted", "acknowledged", "interviewed", "security_check", "decision_pending"], "more_info", WITH_THE_COUNTRY, _("They ask for more")),
        *_from("answer_more", ["more_info"], "submitted", WITH_THE_COUNTRY, _("Sent what they asked for"), _CONSENT),
        *_from("check_security", ["acknowledged", "interviewed"], "security_check", WITH_THE_COUNTRY, _("Security check began")),
        *_from("await_decision", ["acknowledged", "interviewed", "security_check"], "decision_pending", WITH_THE_COUNTRY, _("Decision awaited")),
        *_from("approve", ["decision_pending", "conditional", "appealed"], "approved", WITH_THE_COUNTRY, _("Approved")),
        *_from("approve_conditionally", ["decision_pending"], "conditional", WITH_THE_COUNTRY, _("Approved with conditions")),
        *_from("refuse", ["decision_pending", "conditional"], "refused", WITH_THE_COUNTRY, _("Refused"), _REASON),
        *_from("appeal", ["refused"], "appealed", LAWYERS, _("Appeal lodged"), _CONSENT),
        *_from("refuse_for_good", ["refused", "appealed"], "refused_final", LAWYERS, _("Refused for good"), _REASON, effect="places given back"),
        *_from("authorise", ["approved", "lapsed"], "authorised", BY_ITSELF, _("Papers to travel issued"), _PAPERS),
        *_from("lapse", ["authorised"], "lapsed", BY_ITSELF, _("Papers to travel ran out"), _PAPERS_OVER),
        *_from("use", ["authorised", "lapsed"], USED, BY_ITSELF, _("Arrived"), _ARRIVED, effect="the other applications are superseded; a task to tell each counterpart"),
        *_from("lose", [USED], "lost", SECOND_EYES, _("Protection lost"), _REASON, effect="the people may use another application"),
        *_from("withdraw", LIVE, "withdrawn", ON_THE_CASE, _("Withdraw"), _REASON, _NOBODY_AWAY, effect="places given back"),
        *_from("expire", [*BEFORE, *WITH_THEM, *DECIDING, "approved", "lapsed"], "expired", WITH_THE_COUNTRY, _("It ran out"), _REASON, _NOBODY_AWAY, effect="places given back"),
        *_from("supersede", LIVE, "superseded", BY_ITSELF, _("Not needed any more"), effect="places given back"),
    ),
)  # fmt: skip
REASONED = frozenset(move.name for move in APPLICATION.transitions if _REASON in move.needs)
# Moves that are never a button: they follow from another deed.
FOLLOWS = frozenset(move.name for move in APPLICATION.transitions if move.who == BY_ITSELF)


def look_of(state: str) -> str:
    """Say how a state looks: good, bad, waiting for somebody, or plain."""
    if state in {"approved", "authorised", USED}:
        return "good"
    if state in {"refused", "refused_final", "lapsed", "expired", "lost"}:
        return "bad"
    return "waiting" if state in {*WITH_THEM, *DECIDING, "in_review"} else "standard"
