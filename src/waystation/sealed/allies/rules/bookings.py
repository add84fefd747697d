"""Asking a trusted helper for certain days: asked, agreed, refused, let go, or lapsed because nobody answered."""

from datetime import date, timedelta

from waystation.foundation.kernel.machine import Machine, Transition
from waystation.foundation.kernel.words import gettext_noop as _

CLOCK, ASKER = "clock", "asker"
ASKED, AGREED, REFUSED, RELEASED, LAPSED = "asked", "agreed", "refused", "released", "lapsed"
LIVE = (ASKED, AGREED)
ANSWER_WITHIN = timedelta(days=3)
LONGEST = 366

TAKEN = _("Somebody else has asked for these days just now, or before. Look again.")
NOT_OFFERED = _("They did not offer all of these days.")
TOO_LONG = _("A year at most.")
IN_THE_PAST = _("These days are over.")

_ASKER, _CLOCK = frozenset({ASKER}), frozenset({CLOCK})

MACHINE = Machine(
    name="booking",
    states={
        ASKED: _("Asked"),
        AGREED: _("Agreed"),
        REFUSED: _("They said no"),
        RELEASED: _("Let go"),
        LAPSED: _("No answer came"),
    },
    start=ASKED,
    ends=frozenset({REFUSED, RELEASED, LAPSED}),
    transitions=(
        Transition("agree", ASKED, AGREED, _ASKER, _("They agreed")),
        Transition("refuse", ASKED, REFUSED, _ASKER, _("They said no"), (), _("the days are free again")),
        Transition(
            "release", ASKED, RELEASED, _ASKER, _("Let the days go"), (), _("the days are free again")
        ),
        Transition(
            "release", AGREED, RELEASED, _ASKER, _("Let the days go"), (), _("the days are free again")
        ),
        Transition("lapse", ASKED, LAPSED, _CLOCK, _("No answer came"), (), _("the days are free again")),
    ),
)


def days_of(from_on: date, to_on: date) -> list[date]:
    """List the days of a booking, both ends included."""
    return [from_on + timedelta(number) for number in range((to_on - from_on).days + 1)]


def fault_of(
    from_on: date, to_on: date, offered_from: date | None, offered_to: date | None, today: date
) -> dict[str, str]:
    """Say what is wrong with the days somebody wants, by field."""
    if to_on < from_on:
        return {"to_on": _("The last day is before the first.")}
    if to_on < today:
        return {"to_on": IN_THE_PAST}
    if (to_on - from_on).days >= LONGEST:
        return {"to_on": TOO_LONG}
    if (offered_from and from_on < offered_from) or (offered_to and to_on > offered_to):
        return {"from_on": NOT_OFFERED}
    return {}
