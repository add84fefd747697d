"""The `waystation` command: one table of what it can do; each deed lives in a module of its own."""

import argparse
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec


@dataclass(frozen=True)
class Command:
    """One word of the command line: where its code is, what it is for, and whether it needs the house."""

    name: str
    module: str
    what: str
    needs_house: bool = True


COMMANDS = (
    Command(
        "demo", "waystation.site.commands.demo", "invented people and both doors, on this machine only", False
    ),
    Command(
        "init",
        "waystation.site.commands.init",
        "a first real installation: organisation, keys, first supervisor",
        False,
    ),
    Command("upgrade", "waystation.site.commands.upgrade", "bring the tables to this version"),
    Command("serve", "waystation.site.commands.serve", "the front, the desk and the worker"),
    Command("work", "waystation.site.commands.work", "the worker alone"),
    Command("check", "waystation.site.commands.check", "whether settings, keys and database fit together"),
    Command(
        "doctor", "waystation.site.commands.doctor", "whether anything stored was altered, lost or is stuck"
    ),
    Command(
        "staff", "waystation.site.commands.staff", "add a member of staff; restore one from recovery shares"
    ),
    Command(
        "keys", "waystation.site.commands.keys", "rotate the epoch key, so that backups lose what was erased"
    ),
    Command("backup", "waystation.site.commands.backup", "write an encrypted backup"),
    Command("restore", "waystation.site.commands.restore", "bring an encrypted backup back", False),
    Command(
        "ledger", "waystation.foundation.ledger.command", "heads, proofs and the log, for checking elsewhere"
    ),
    Command(
        "campaign",
        "waystation.outreach.petitions.command",
        "a campaign's private key, and what was sealed to it, away from the house",
        False,
    ),
    Command(
        "addressees",
        "waystation.outreach.letters.command",
        "officials and postal codes, imported from open data",
    ),
    Command(
        "bench", "waystation.site.commands.bench", "measure: intake, desk, vault, ledger, engines", False
    ),
    Command("names", "waystation.engines.names.command", "match and search names across scripts", False),
    Command("clocks", "waystation.engines.clocks.command", "legal clocks from dated programme files", False),
    Command("plan", "waystation.engines.placement.command", "who goes where, when, and why", False),
    Command("estimate", "waystation.engines.estimation.command", "how many are on nobody's list", False),
    Command("forecast", "waystation.engines.forecast.command", "what another pathway would change", False),
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 found something wrong, 2 not understood)."""
    words = sys.argv[1:] if argv is None else argv
    built = [command for command in COMMANDS if _is_built(command)]
    chosen = next((command for command in built if words and command.name == words[0]), None)
    parser = argparse.ArgumentParser(prog="waystation", description="Run and look after a Waystation.")
    if chosen is None:
        parser.add_argument("command", choices=[command.name for command in built], metavar="COMMAND")
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        wide = max(len(command.name) for command in built)
        parser.epilog = "\n".join(f"  {command.name:<{wide}}  {command.what}" for command in built)
        parser.parse_args(words)
        return 2
    try:
        if chosen.needs_house and not _open_house():
            return _complain(
                "There is no installation in this data folder: run `waystation init`, or `waystation demo`."
            )
        module = import_module(chosen.module)
        module.register(parser.add_subparsers(dest="command"))
        code = int(module.run(parser.parse_args(words)))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough (`… | head`). Python would complain once more on leaving, so it gets nowhere to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (EOFError, KeyboardInterrupt):
        return _complain("\nStopped before the end.")
    except Exception as error:
        sentence = _what_to_do(error)
        if not sentence:
            raise
        return _complain(sentence)
    return code


def _what_to_do(error: Exception) -> str:
    """Say what stands in the way where that is the configuration, a key, a file or the database; else nothing."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from waystation.site.installation import InstallationUnreadable

    if isinstance(error, ImproperlyConfigured | InstallationUnreadable):
        return str(error)
    from waystation.foundation.vault import api as vault  # needs a configuration that can be used

    if isinstance(error, vault.KeysMissing):
        return str(error)
    if isinstance(error, OperationalError):
        return "The database does not answer, or lacks tables: `waystation check` says what is wrong."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}."
    return ""


def _complain(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 1


def _is_built(command: Command) -> bool:
    try:
        return find_spec(command.module) is not None
    except ModuleNotFoundError:
        return False


def _open_house() -> bool:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    import django
    from django.conf import settings

    django.setup()
    return bool(settings.MODE != "blank")


if __name__ == "__main__":
    sys.exit(main())
