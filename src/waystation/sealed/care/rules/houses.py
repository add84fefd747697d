"""The life of a safe house: proposed, vetted by two people, open, paused, retired; or known to those who search."""

from collections.abc import Mapping, Sequence
from typing import Any

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _

COORDINATOR, SUPERVISOR, HOST = "coordinator", "supervisor", "host"
KEEPERS = frozenset({COORDINATOR, SUPERVISOR})
SUPERVISORS = frozenset({SUPERVISOR})

PROPOSED, VETTED, ACTIVE, PAUSED, RETIRED, COMPROMISED = (
    "proposed",
    "vetted",
    "active",
    "paused",
    "retired",
    "compromised",
)
TAKES_HOLDS = frozenset({ACTIVE})
TAKES_ARRIVALS = frozenset({ACTIVE, PAUSED})
ON_THE_GRID = frozenset({ACTIVE, PAUSED, COMPROMISED})

VOUCHES_NEEDED = 2
GOOD, DOUBTFUL = "good", "doubtful"
VERDICTS = {GOOD: _("Safe to use"), DOUBTFUL: _("Not safe, or not yet")}

NOT_TAKING_GUESTS = _("This house takes no new guests now.")

_TWO_AGREE = Need(
    "two_agree",
    lambda facts: facts["vouching"] >= VOUCHES_NEEDED,
    _("Two different people must have looked at the house and found it safe."),
)
_NOBODY_DOUBTS = Need(
    "nobody_doubts",
    lambda facts: not facts["doubting"],
    _("Somebody who looked at the house does not find it safe."),
)
_HAS_A_BED = Need("has_a_bed", lambda facts: facts["beds"] > 0, _("Add at least one bed."))
_ADDRESS_STANDS = Need(
    "address_stands",
    lambda facts: facts["address_stands"],
    _("The address was changed. Somebody other than who wrote it must look at it first."),
)
HOST_NOT_TRUSTED = _("Whoever offered this house is not trusted now. Those who vet must decide first.")
_HOST_TRUSTED = Need("host_trusted", lambda facts: facts["host_trusted"], HOST_NOT_TRUSTED)
_NOBODY_THERE = Need(
    "nobody_there",
    lambda facts: not facts["guests"],
    _("People are staying here or about to come. Find them other beds first."),
)

HOUSE = Machine(
    name="house",
    states={
        PROPOSED: _("Proposed"),
        VETTED: _("Vetted"),
        ACTIVE: _("In use"),
        PAUSED: _("Paused"),
        RETIRED: _("Retired"),
        COMPROMISED: _("Compromised"),
    },
    start=PROPOSED,
    ends=frozenset({RETIRED, COMPROMISED}),
    transitions=(
        Transition(
            "vet",
            PROPOSED,
            VETTED,
            KEEPERS,
            _("Mark as vetted"),
            (_TWO_AGREE, _NOBODY_DOUBTS),
        ),
        Transition(
            "open",
            VETTED,
            ACTIVE,
            SUPERVISORS,
            _("Open for guests"),
            (_HAS_A_BED, _ADDRESS_STANDS, _HOST_TRUSTED),
            "beds can be held",
        ),
        Transition(
            "pause", ACTIVE, PAUSED, KEEPERS, _("Pause"), (), "no new holds; who is booked may still come"
        ),
        Transition("resume", PAUSED, ACTIVE, KEEPERS, _("Open again"), (_ADDRESS_STANDS, _HOST_TRUSTED)),
        Transition(
            "retire",
            PAUSED,
            RETIRED,
            SUPERVISORS,
            _("Retire"),
            (_NOBODY_THERE,),
            "the host's keys are taken away",
        ),
        Transition("turn_down", PROPOSED, RETIRED, KEEPERS, _("Turn down")),
        Transition("turn_down", VETTED, RETIRED, KEEPERS, _("Turn down")),
        *(
            Transition(
                "compromise",
                state,
                COMPROMISED,
                KEEPERS,
                _("This house is known to those who search"),
                (),
                "nobody new may come; overlays and tasks for everyone there now or in the last 30 days",
            )
            for state in (ACTIVE, PAUSED)
        ),
    ),
)


def count_verdicts(verdicts: Sequence[Mapping[str, str]]) -> tuple[int, int]:
    """Count the people who vouch and who doubt; each person's newest word counts, and only once."""
    newest = {found["by"]: found["verdict"] for found in sorted(verdicts, key=lambda found: found["at"])}
    words = list(newest.values())
    return words.count(GOOD), words.count(DOUBTFUL)


def address_stands(change: Mapping[str, Any] | None) -> bool:
    """Say whether the address is the one that was vetted, or was looked at by somebody else since it was changed."""
    return not change or bool(change["confirmed_by"])


def since_change(verdicts: Sequence[Mapping[str, str]], changed_at: str) -> list[Mapping[str, str]]:
    """Return what was found at the address as it is now: who looked before it was changed was elsewhere."""
    return [found for found in verdicts if found["at"] > changed_at]
