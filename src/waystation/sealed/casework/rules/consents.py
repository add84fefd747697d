"""Consent: purpose × audience × identifiability, dated; it may be narrowed or withdrawn, never widened silently."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from waystation.foundation.kernel.words import gettext_noop as _

PURPOSES: dict[str, str] = {
    "verify": _("Check what happened"),
    "shelter": _("Find shelter"),
    "travel": _("Arrange travel"),
    "onward_application": _("Apply to a country"),
    "medical_help": _("Medical and psychological help"),
    "legal_help": _("Legal help"),
    "documentation": _("Document what was done to them"),
    "publication": _("Publish"),
    "follow_up": _("Stay in touch after the arrival"),
}
AUDIENCES: dict[str, str] = {
    "team": _("Our own people on the case"),
    "hosts": _("Hosts and escorts"),
    "partners": _("Partner organisations"),
    "governments": _("Governments and embassies"),
    "doctors": _("Doctors and psychologists"),
    "lawyers": _("Lawyers"),
    "investigators": _("Investigators and courts"),
    "public": _("Journalists and the public"),
}
# From the least to the most that may be known of them.
IDENTIFIABILITY: dict[str, str] = {
    "unrecognisable": _("Nobody can tell who it is"),
    "alias": _("Under a code name"),
    "named": _("With name and papers"),
}
REACH = {degree: rank for rank, degree in enumerate(IDENTIFIABILITY)}

STATES: dict[str, str] = {
    "given": _("Given"),
    "narrowed": _("Narrowed"),
    "withdrawn": _("Withdrawn"),
}


@dataclass(frozen=True)
class Scope:
    """What a consent allows, and from when to when (``until`` None: until it is withdrawn)."""

    purpose: str
    audiences: frozenset[str]
    identifiability: str
    given_on: date
    until: date | None = None
    excluded: frozenset[str] = frozenset()

    def covers(self, purpose: str, audience: str, identifiability: str, on: date) -> bool:
        """Say whether this consent allows one act of sharing on a day; an exclusion outweighs any audience."""
        return (
            self.purpose == purpose
            and audience in self.audiences
            and audience not in self.excluded
            and REACH[identifiability] <= REACH[self.identifiability]
            and self.is_live(on)
        )

    def is_live(self, on: date) -> bool:
        """Say whether it has begun and not run out."""
        return self.given_on <= on and (self.until is None or on <= self.until)

    def is_narrower(self, than: "Scope") -> bool:
        """Say whether this allows nothing that the other did not: what narrowing may do."""
        return (
            self.purpose == than.purpose
            and self.audiences - self.excluded <= than.audiences - than.excluded
            and REACH[self.identifiability] <= REACH[than.identifiability]
            and (than.until is None or (self.until is not None and self.until <= than.until))
        )


def may_share(
    scopes: Iterable[Scope],
    overlays: Iterable[str],
    *,
    purpose: str,
    audience: str,
    identifiability: str,
    on: date,
) -> bool:
    """Say whether something may be shared: some live consent covers it, and nothing freezes sharing."""
    if "consent_withdrawn" in overlays:
        return False
    return any(scope.covers(purpose, audience, identifiability, on) for scope in scopes)
