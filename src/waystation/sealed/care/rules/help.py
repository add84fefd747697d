"""Medical and psychological help: the life of a referral (machine L, reduced) and of an appointment."""

from waystation.foundation.kernel.machine import Machine, Need, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.sealed.care.rules.houses import COORDINATOR, SUPERVISOR

PSYCHOLOGIST, DOCTOR = "psychologist", "doctor"
REFERRERS = frozenset({COORDINATOR, SUPERVISOR})
HEALERS = frozenset({PSYCHOLOGIST, DOCTOR})

PSYCHOLOGICAL, MEDICAL = "psychological", "medical"
HELP_KINDS = {PSYCHOLOGICAL: _("Someone to talk to"), MEDICAL: _("A doctor")}
URGENCIES = {"now": _("Today"), "soon": _("This week"), "when_possible": _("When it is possible")}

DRAFT, CONSENT_OK, SENT, ACCEPTED, REJECTED, DONE, REVOKED = (
    "draft",
    "consent_ok",
    "sent",
    "accepted",
    "rejected",
    "done",
    "revoked",
)
WITH_THE_MEDICAL_TEAM = frozenset({SENT, ACCEPTED})
TOLD_THE_MEDICAL_TEAM = WITH_THE_MEDICAL_TEAM | {REJECTED, DONE}
OPEN_REFERRALS = frozenset({DRAFT, CONSENT_OK, SENT, ACCEPTED})

_CONSENTED = Need(
    "consented",
    lambda facts: facts["consented"],
    _("The person has not agreed, or no longer agrees, that the medical team is told."),
)
_REASON_GIVEN = Need(
    "reason_given", lambda facts: facts["reason_given"], _("Say why, so that another way can be found.")
)

REFERRAL = Machine(
    name="referral",
    states={
        DRAFT: _("Being written"),
        CONSENT_OK: _("Agreed by the person"),
        SENT: _("Sent to the medical team"),
        ACCEPTED: _("Taken on"),
        REJECTED: _("Not taken on"),
        DONE: _("Finished"),
        REVOKED: _("Taken back"),
    },
    start=DRAFT,
    ends=frozenset({REJECTED, DONE, REVOKED}),
    transitions=(
        Transition("check_consent", DRAFT, CONSENT_OK, REFERRERS, _("The person agrees"), (_CONSENTED,)),
        Transition(
            "send",
            CONSENT_OK,
            SENT,
            REFERRERS,
            _("Send"),
            (_CONSENTED,),
            "the medical team may read the referral and logistics",
        ),
        Transition("accept", SENT, ACCEPTED, HEALERS, _("Take on")),
        Transition("reject", SENT, REJECTED, HEALERS, _("Cannot take on"), (_REASON_GIVEN,)),
        Transition("finish", ACCEPTED, DONE, HEALERS, _("Finished")),
        *(
            Transition(
                "revoke",
                state,
                REVOKED,
                REFERRERS,
                _("Take back"),
                (),
                "the medical team may no longer read it",
            )
            for state in (DRAFT, CONSENT_OK, SENT, ACCEPTED)
        ),
    ),
)

PLANNED, COMPLETED, MISSED, CANCELLED = "planned", "completed", "missed", "cancelled"

_ITS_TIME_HAS_COME = Need(
    "its_time_has_come", lambda facts: facts["its_time_has_come"], _("The appointment is still to come.")
)

APPOINTMENT = Machine(
    name="appointment",
    states={
        PLANNED: _("Planned"),
        COMPLETED: _("Took place"),
        MISSED: _("Missed"),
        CANCELLED: _("Will not take place"),
    },
    start=PLANNED,
    ends=frozenset({COMPLETED, MISSED, CANCELLED}),
    transitions=(
        Transition("complete", PLANNED, COMPLETED, HEALERS, _("It took place"), (_ITS_TIME_HAS_COME,)),
        Transition("miss", PLANNED, MISSED, HEALERS, _("The person did not come"), (_ITS_TIME_HAS_COME,)),
        Transition("cancel", PLANNED, CANCELLED, HEALERS, _("Call off")),
    ),
)
