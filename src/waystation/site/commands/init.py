"""`waystation init`: a first real installation, asked for on the screen or given as options."""

import argparse
import getpass
import os
import sys
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
    parser.add_argument("--front", default="", help="address of the front, such as https://example.org")
    parser.add_argument("--desk", default="", help="address of the desk")
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
    organisation = chosen.organisation or input("Name of the organisation: ").strip()
    lay_ground(
        data,
        installations.new(
            mode="real",
            organisation=organisation,
            languages=tuple(code for code in chosen.languages.split(",") if code),
            front=(chosen.front,) if chosen.front else (),
            desk=(chosen.desk,) if chosen.desk else (),
        ),
    )
    return _found(chosen, int(needed), int(people))


def _found(chosen: argparse.Namespace, needed: int, people: int) -> int:
    from django.utils.translation import gettext

    from waystation.foundation.kernel import clock
    from waystation.foundation.kernel.errors import Invalid, Refused
    from waystation.foundation.staff import api as staff

    if staff.has_house():
        return _complain("There is an installation in this data folder already. Nothing was changed.")
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
