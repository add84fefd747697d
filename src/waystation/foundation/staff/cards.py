"""What the staff room hands out: the actor, and cards of colleagues and teams."""

from dataclasses import dataclass, field

from waystation.foundation.vault import api as vault


@dataclass(frozen=True, repr=False)
class Actor:
    """Somebody who acts: their lasting reference, roles, teams and unlocked ring. Lives for one request."""

    ref: str
    roles: frozenset[str]
    teams: frozenset[str]
    ring: vault.Ring
    name: str = ""

    def __repr__(self) -> str:
        return f"<Actor {self.ref}>"

    def is_any(self, *roles: str) -> bool:
        """Say whether the actor has one of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Colleague:
    """One member of staff as colleagues see them; ``name`` is empty where the reader may not know it."""

    ref: str
    name: str
    roles: tuple[str, ...]
    is_active: bool = True
    teams: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeamCard:
    """One team: its line, kind, name, the lines of its members, and whether the reader is one of them."""

    line: str
    kind: str
    name: str
    members: tuple[str, ...] = field(default_factory=tuple)
    is_mine: bool = False
