"""`waystation init`: a first real installation, asked for on the screen or given as options."""

import argparse
import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from waystation.site import installation as installations
from waystation.site.commands.founding import lay_ground

IS_DEMO = (
    "This data folder is a demonstration, whose passphrases everybody knows. "
    "Choose another folder with WAYSTATION_DATA."
)
NOT_DONE = 1
MISUNDERSTOOD = 2


def register(subparsers: Any) -> None:
    """Say what `init` understands."""
    parser = subparsers.add_parser("init", help=__doc__)
    parser.add_argument("--organisation", help="the name shown at the foot of pages")
    parser.add_argument("--languages", default="en,ru", help="codes, the first one is the default")
    parser.add_argument(
        "--front", help="address of the front, such as https://example.org; empty: this machine only"
    )
    parser.add_argument("--desk", help="address of the desk")
    parser.add_argument("--login", help="login of the first supervisor")
    parser.add_argument("--name", help="name of the first supervisor, as colleagues see it")
    parser.add_argument(
        "--passphrase-file", type=Path, help="a file with the first passphrase (else it is asked for)"
    )
    parser.add_argument("--shares", default="3/5", help="how many recovery shares are needed, of how many")
    parser.add_argument("--shares-file", type=Path, help="write the shares there instead of the screen, once")


def run(chosen: argparse.Namespace) -> int:
    """Make the data folder, the keys, the database and the first supervisor; print the recovery shares once."""
    data = Path(os.environ.get("WAYSTATION_DATA", "var")).resolve()
    needed, _slash, people = chosen.shares.partition("/")
    if not (needed.isdigit() and people.isdigit()):
        return _complain(
            "--shares is two numbers, such as 3/5: how many are needed, of how many.", MISUNDERSTOOD
        )
    found = installations.read(data)
    if found is not None and found.mode == "demo":
        return _complain(IS_DEMO)
    if found is not None and _is_founded(data, found):
        return _complain("There is an installation in this data folder already. Nothing was changed.")
    wanted = _wished(chosen)
    complaints = installations.complaints(wanted)
    if complaints:
        return _complain(" ".join(complaints), MISUNDERSTOOD)
    if (
        found is not None
    ):  # an earlier attempt stopped before the house was founded: what is wished now counts
        installations.write(data, replace(wanted, id=found.id, secret_key=found.secret_key))
    lay_ground(data, wanted)
    return _found(chosen, int(needed), int(people))


def _is_founded(data: Path, found: installations.Installation) -> bool:
    lay_ground(data, found)
    from waystation.foundation.staff import api as staff

    return staff.has_house()


def _wished(chosen: argparse.Namespace) -> installations.Installation:
    front = _address(
        chosen.front, "Address of the front, such as https://example.org (empty: this machine only): "
    )
    desk = _address(chosen.desk, "Address of the desk (empty: this machine only): ")
    return installations.new(
        mode="real",
        organisation=chosen.organisation or input("Name of the organisation: ").strip(),
        languages=tuple(code for code in chosen.languages.split(",") if code),
        front=(front,) if front else (),
        desk=(desk,) if desk else (),
    )


def _address(given: str | None, question: str) -> str:
    """Return what was given; somebody who sits there is asked, a script that says nothing means this machine."""
    return input(question).strip() if given is None and sys.stdin.isatty() else given or ""


def _found(chosen: argparse.Namespace, needed: int, people: int) -> int:
    from django.utils.translation import gettext

    from waystation.foundation.kernel import clock
    from waystation.foundation.kernel.errors import Invalid, Refused
    from waystation.foundation.staff import api as staff

    try:
        founding = staff.found_house(
            login=chosen.login or input("Login of the first supervisor: ").strip(),
            name=chosen.name or input("Their name, as colleagues see it: ").strip(),
            passphrase=_passphrase(chosen.passphrase_file),
            needed=needed,
            people=people,
            at=clock.now(),
        )
    except Invalid as wrong:
        return _complain(" ".join(gettext(sentence) for sentence in wrong.fields.values()))
    except Refused as refusal:
        return _complain(" ".join(gettext(sentence) for sentence in refusal.missing))
    except ValueError as wrong_numbers:
        return _complain(f"--shares: {wrong_numbers}", MISUNDERSTOOD)
    _hand_out(founding.shares, needed, chosen.shares_file)
    sys.stdout.write("\nNext: `waystation check`, then `waystation serve`, and sign in at the desk.\n")
    return 0


def _passphrase(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").strip("\n")
    first = getpass.getpass("Passphrase (at least 14 characters): ")
    return first if first == getpass.getpass("Once more: ") else ""


def _hand_out(shares: tuple[str, ...], needed: int, file: Path | None) -> None:
    lines = [f"Share {number} of {len(shares)}: {share}" for number, share in enumerate(shares, 1)]
    text = "\n".join(lines) + "\n"
    if file is not None:
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        sys.stdout.write(f"The recovery shares are in {file.name}. Hand them out and destroy the file.\n")
        return
    sys.stdout.write(
        f"\nRecovery shares, shown this once: {needed} of {len(shares)} people together can bring back every key.\n"
        "Give each to one named person, on paper, far from this machine.\n\n" + text
    )


def _complain(sentence: str, code: int = NOT_DONE) -> int:
    sys.stderr.write(sentence + "\n")
    return code
