"""The cast: the invented people who work here, used by tests, the demonstration and screenshots alike.

The people who ask for help are in each room's own seeds: Amal, Zelim, Aslan, Khava and her children, Malika.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from waystation.foundation.staff import api as staff

PASSPHRASE = "seven herons cross the lake"


@dataclass(frozen=True)
class Part:
    """One member of the cast as they are introduced: login, name, roles, kinds or names of teams."""

    login: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    what: str = ""


FOUNDER = Part("ruth", "Ruth Levi", ("supervisor",), ("supervisors",), "Supervisor, founded the house")
PARTS = (
    Part("olga", "Olga Berg", ("supervisor",), ("supervisors", "vetting"), "Second supervisor: four eyes"),
    Part("vera", "Vera Lind", ("intake",), ("intake",), "Intake: answers the help line"),
    Part("yusuf", "Yusuf Demir", ("intake",), ("intake",), "Intake, on the other shift"),
    Part("noor", "Noor Haddad", ("coordinator",), ("north",), "Coordinator of team North"),
    Part(
        "idris",
        "Idris Sow",
        ("coordinator",),
        ("south",),
        "Coordinator of team South: sees nothing of North's",
    ),
    Part(
        "tomas",
        "Tomas Novak",
        ("planner", "liaison"),
        ("north", "liaison"),
        "Plans journeys, talks to countries",
    ),
    Part("mira", "Mira Osei", ("psychologist",), ("medical",), "Psychologist: closed notes"),
    Part("karim", "Karim Aziz", ("legal",), ("legal",), "Legal officer"),
    Part("hanna", "Hanna Weiss", ("vetter",), ("vetting",), "Vets those who offer help"),
    Part("lena", "Lena Koch", ("auditor",), ("auditors",), "Reads the ledger, opens no case"),
    Part("sami", "Sami Ito", ("administrator",), (), "Runs the machine, has no keys"),
    Part("kira", "Kira Wolf", ("campaigner",), (), "Campaigner: petitions and letters, sees no case"),
    Part("dana", "Dana Popa", ("host",), (), "Host of a safe house"),
    Part("pavel", "Pavel Mraz", ("escort",), (), "Escort"),
)
CASEWORK_TEAMS = {"north": "North", "south": "South"}


@dataclass(frozen=True, repr=False)
class Cast:
    """Everyone, as actors with unlocked rings, and what founding the house gave."""

    ruth: staff.Actor
    olga: staff.Actor
    vera: staff.Actor
    yusuf: staff.Actor
    noor: staff.Actor
    idris: staff.Actor
    tomas: staff.Actor
    mira: staff.Actor
    karim: staff.Actor
    hanna: staff.Actor
    lena: staff.Actor
    sami: staff.Actor
    kira: staff.Actor
    dana: staff.Actor
    pavel: staff.Actor
    shares: tuple[str, ...]
    teams: dict[str, str]


def raise_house(at: datetime) -> Cast:
    """Found an installation and bring in the cast by the real operations; the founder hands the keys on."""
    founding = staff.found_house(
        login=FOUNDER.login, passphrase=PASSPHRASE, name=FOUNDER.name, needed=3, people=5, at=at
    )
    ruth = founding.actor
    teams = {kind: staff.team_line(kind) for kind in staff.TEAM_KINDS if kind != "casework"}
    for code, name in CASEWORK_TEAMS.items():
        teams[code] = staff.create_team(actor=ruth, name=name, at=at)
    ruth = staff.renew(ruth)  # with the teams that were just founded
    for part in PARTS:
        staff.add_member(
            actor=ruth,
            login=part.login,
            passphrase=PASSPHRASE,
            name=part.name,
            roles=part.roles,
            teams=[teams[team] for team in part.teams],
            address=f"{part.login}@waystation.example",
            must_change=False,
            at=at,
        )
    for code, team in teams.items():
        if code not in FOUNDER.teams and code != "everyone":
            staff.leave_team(actor=ruth, team=team, member=ruth.ref, at=at)
    actors = {FOUNDER.login: staff.renew(ruth)} | {part.login: enter(part.login) for part in PARTS}
    return Cast(**actors, shares=founding.shares, teams=teams)


def renewed(cast: Cast) -> Cast:
    """Return the same cast with rings that have opened nothing yet."""
    actors: dict[str, Any] = {
        part.login: staff.renew(getattr(cast, part.login)) for part in (FOUNDER, *PARTS)
    }
    return replace(cast, **actors)


def enter(login: str) -> staff.Actor:
    """Unlock one of the cast with the passphrase they all have."""
    return staff.unlock(login, PASSPHRASE)


def at_work(at: datetime) -> Cast:
    """Return the cast, in the house that stands already or in a new one."""
    if not staff.has_house():
        return raise_house(at)
    actors = {part.login: enter(part.login) for part in (FOUNDER, *PARTS)}
    lines = {card.name: card.line for card in staff.list_teams(actors["noor"])}
    return Cast(**actors, shares=(), teams={code: lines[name] for code, name in CASEWORK_TEAMS.items()})
