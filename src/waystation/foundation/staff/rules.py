"""Roles and teams as data: who may do what by role, and which teams an installation begins with."""

from waystation.foundation.kernel.words import gettext_noop as _

INTAKE, COORDINATOR, SUPERVISOR = "intake", "coordinator", "supervisor"
HOST, ESCORT = "host", "escort"
PSYCHOLOGIST, DOCTOR, LIAISON, LEGAL = "psychologist", "doctor", "liaison", "legal"
PLANNER, VETTER, CAMPAIGNER, AUDITOR, ADMINISTRATOR = (
    "planner",
    "vetter",
    "campaigner",
    "auditor",
    "administrator",
)

ROLES = {
    INTAKE: _("Intake worker"),
    COORDINATOR: _("Coordinator"),
    SUPERVISOR: _("Supervisor"),
    HOST: _("Host of a safe house"),
    ESCORT: _("Escort"),
    PSYCHOLOGIST: _("Psychologist"),
    DOCTOR: _("Doctor"),
    LIAISON: _("Country liaison"),
    LEGAL: _("Legal officer"),
    PLANNER: _("Planner"),
    VETTER: _("Vets those who offer help"),
    CAMPAIGNER: _("Campaigner"),
    AUDITOR: _("Auditor"),
    ADMINISTRATOR: _("Administrator"),
}

# People from outside the office: they see only what is granted to them by name, not even the list of colleagues.
OUTSIDE = frozenset({HOST, ESCORT})

# One person must not both do and audit, nor run the machine and read.
INCOMPATIBLE = (
    (AUDITOR, frozenset(ROLES) - {AUDITOR}),
    (ADMINISTRATOR, frozenset(ROLES) - {ADMINISTRATOR}),
    (HOST, frozenset(ROLES) - {HOST, ESCORT}),
    (ESCORT, frozenset(ROLES) - {HOST, ESCORT}),
)

EVERYONE, INTAKE_TEAM, CASEWORK = "everyone", "intake", "casework"
MEDICAL, LEGAL_TEAM, LIAISON_TEAM, VETTING, SUPERVISORS, AUDITORS = (
    "medical",
    "legal",
    "liaison",
    "vetting",
    "supervisors",
    "auditors",
)

# Kinds of team; those in ALWAYS exist once from the first day, of casework teams there may be several.
TEAM_KINDS = {
    EVERYONE: _("Everyone in the office"),
    INTAKE_TEAM: _("Intake"),
    CASEWORK: _("Casework"),
    MEDICAL: _("Medical and psychological help"),
    LEGAL_TEAM: _("Legal"),
    LIAISON_TEAM: _("Country liaison"),
    VETTING: _("Vetting of those who offer help"),
    SUPERVISORS: _("Supervisors"),
    AUDITORS: _("Auditors"),
}
ALWAYS = (EVERYONE, INTAKE_TEAM, MEDICAL, LEGAL_TEAM, LIAISON_TEAM, VETTING, SUPERVISORS, AUDITORS)

SHORTEST_PASSPHRASE = 14


def may_join(kind: str, roles: frozenset[str]) -> bool:
    """Say whether somebody with these roles may hold the key of a team of this kind.

    People from outside the office and whoever runs the machine hold no team's key; auditors only their own, and
    nobody else holds theirs.
    """
    if roles & (OUTSIDE | {ADMINISTRATOR}):
        return False
    if AUDITOR in roles:
        return kind in {AUDITORS, EVERYONE}
    return kind != AUDITORS


def conflicts(roles: frozenset[str]) -> list[tuple[str, str]]:
    """Return the pairs of roles that one person may not hold together."""
    return [(one, other) for one, others in INCOMPATIBLE if one in roles for other in sorted(roles & others)]


def is_weak(passphrase: str) -> bool:
    """Say whether a passphrase is too short, or one pattern over and over."""
    folded = passphrase.casefold().strip()
    fewest_letters = 6
    return len(folded) < SHORTEST_PASSPHRASE or len(set(folded)) < fewest_letters
