"""`waystation staff`: add the first colleagues, and bring a lost key back from recovery shares."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault


def register(subparsers: Any) -> None:
    """Say what `staff` understands."""
    parser = subparsers.add_parser("staff", help=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    add = parts.add_parser(
        "add", help="add a member of staff; a supervisor's login and passphrase are needed"
    )
    add.add_argument("login")
    add.add_argument("--as", dest="supervisor", required=True, help="login of the supervisor who adds them")
    add.add_argument("--name", required=True, help="name, as colleagues see it")
    add.add_argument("--role", action="append", required=True, choices=sorted(staff.ROLES))
    add.add_argument(
        "--team", action="append", default=[], help="name of a team, or intake, medical, legal …"
    )
    add.add_argument("--address", default="", help="mail address for notices that say only 'look'")
    add.add_argument("--language", default="en")
    restore = parts.add_parser("restore", help="a new key from recovery shares, for somebody who lost theirs")
    restore.add_argument("login")
    restore.add_argument("--shares-file", type=Path, help="one share a line (else they are asked for)")
    for part in (add, restore):
        part.add_argument(
            "--passphrase-file", type=Path, help="lines: the supervisor's (add only), the new one"
        )


def run(chosen: argparse.Namespace) -> int:
    """Carry it out; 0 done, 1 with a sentence if it was not."""
    from django.utils.translation import gettext

    try:
        return _add(chosen) if chosen.part == "add" else _restore(chosen)
    except vault.WrongPassphrase:
        return _complain("The supervisor's login and passphrase do not fit.")
    except vault.SharesUnfit:
        return _complain(
            "These shares do not rebuild this installation's recovery key: too few, or mistyped."
        )
    except NotHere:
        return _complain("There is no such team.")
    except Invalid as wrong:
        return _complain(" ".join(gettext(sentence) for sentence in wrong.fields.values()))
    except Refused as refusal:
        return _complain(" ".join(gettext(sentence) for sentence in refusal.missing))


def _add(chosen: argparse.Namespace) -> int:
    typed = _passphrases(
        chosen.passphrase_file, ["The supervisor's passphrase: ", "The new member's first one: "]
    )
    supervisor = staff.unlock(chosen.supervisor, typed[0])
    teams = {team.name.casefold(): team.line for team in staff.list_teams(supervisor)}
    kinds = {team.kind: team.line for team in staff.list_teams(supervisor) if team.kind != "casework"}
    lines = [teams.get(name.casefold()) or kinds.get(name) for name in chosen.team]
    if None in lines:
        raise NotHere
    staff.add_member(
        actor=supervisor,
        login=chosen.login,
        passphrase=typed[1],
        name=chosen.name,
        roles=chosen.role,
        teams=[line for line in lines if line],
        address=chosen.address,
        language=chosen.language,
        at=clock.now(),
    )
    sys.stdout.write("Added. The first passphrase must be changed at the first visit.\n")
    return 0


def _restore(chosen: argparse.Namespace) -> int:
    shares = chosen.shares_file.read_text("utf-8").splitlines() if chosen.shares_file else _ask_shares()
    bare = [share.rpartition(":")[2].strip() for share in shares if share.strip()]
    (passphrase,) = _passphrases(chosen.passphrase_file, ["The new passphrase: "])
    staff.restore_member(shares=bare, login=chosen.login, passphrase=passphrase, at=clock.now())
    sys.stdout.write("Restored. Everyone is told; the second factor they had still holds.\n")
    return 0


def _ask_shares() -> list[str]:
    sys.stdout.write("One share a line, an empty line to finish:\n")
    return list(iter(input, ""))


def _passphrases(file: Path | None, questions: list[str]) -> list[str]:
    if file is None:
        return [getpass.getpass(question) for question in questions]
    lines = file.read_text("utf-8").splitlines()
    return (lines + [""] * len(questions))[: len(questions)]


def _complain(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1
