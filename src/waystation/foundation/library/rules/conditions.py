"""The life of an entry on a country: written by one person, checked against its sources by another."""

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.library.rules.bills import WRITERS

DRAFT, OFFERED, CHECKED, WITHDRAWN = "draft", "offered", "checked", "withdrawn"
CHANGEABLE = frozenset({DRAFT})

_SOURCED = Need("sourced", lambda facts: bool(facts["is_sourced"]), _("At least one source that stands."))
_SAID = Need("said", lambda facts: bool(facts["is_said"]), _("A statement in at least one language."))
_OTHER = Need(
    "another", lambda facts: bool(facts["is_other"]), _("Somebody else than the author must check it.")
)

CONDITION = Machine(
    name="condition",
    states={
        DRAFT: _("draft"),
        OFFERED: _("waits to be checked"),
        CHECKED: _("checked by a second person"),
        WITHDRAWN: _("withdrawn"),
    },
    start=DRAFT,
    ends=frozenset({WITHDRAWN}),
    transitions=(
        Transition("offer", DRAFT, OFFERED, WRITERS, _("Lay before a second person"), (_SAID, _SOURCED)),
        Transition(
            "check",
            OFFERED,
            CHECKED,
            WRITERS,
            _("I read the sources: it says so"),
            (_OTHER, _SOURCED),
            _("It may stand in a dossier."),
        ),
        Transition("send_back", OFFERED, DRAFT, WRITERS, _("Send back"), (_OTHER,)),
        Transition("rework", CHECKED, DRAFT, WRITERS, _("Change it"), (), _("It must be checked again.")),
        Transition("take_back", OFFERED, DRAFT, WRITERS, _("Take it back to change it")),
        *(
            Transition(
                "withdraw",
                source,
                WITHDRAWN,
                WRITERS,
                _("Withdraw for good"),
                (),
                _("It stands nowhere any more."),
            )
            for source in (DRAFT, OFFERED, CHECKED)
        ),
    ),
)
