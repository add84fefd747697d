"""The doctor's whole round: the ledger and the rows it names, jobs, mail, files on disk, key work, epochs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from waystation.foundation.ledger import api as ledger
from waystation.foundation.library import api as library
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault

Finding = ledger.Finding
LATE = timedelta(minutes=10)
OLD = timedelta(days=2)
FORGED = (
    "was not written by this house: somebody who can write to the database wants keys handed to them; nothing is sealed "
    "to it. Look who can reach the database, and bring the row back from a backup"
)

COPIES = {
    "gone": "its archived copy is not on the disk: bring it back from a backup",
    "altered": "its archived copy is not what its hash says: it cannot be cited; bring it back from a backup",
}


def go_round(at: datetime) -> list[Finding]:
    """Return everything that is wrong, and what is worth knowing; opens nothing and holds no reading key."""
    return [*ledger.doctor(), *_jobs(at), *_files(at), *_copies(), *_key_work(), *_epochs(), *_keys()]


def _jobs(at: datetime) -> Iterator[Finding]:
    for trouble in outbox.list_troubles():
        sentence = f"a job of kind {trouble.kind} failed for good on {trouble.failed_on} ({trouble.error})"
        yield Finding("outbox", trouble.ref, f"{sentence}: a supervisor can have it tried again")
    behind = outbox.behind_since(at)
    if behind is not None and behind < at - LATE:
        yield Finding("outbox", "", f"jobs wait since {behind:%Y-%m-%d %H:%M} UTC: no worker runs")
    silent = outbox.silent_since(at)
    if silent is not None and silent < at - LATE:
        yield Finding("outbox", "", f"no mail leaves since {silent:%Y-%m-%d %H:%M} UTC: see WAYSTATION_SMTP")


def _files(at: datetime) -> Iterator[Finding]:
    unknown, gone = vault.astray(before=at.date() - OLD)
    for ref in unknown:
        yield Finding(
            "files", ref, "a sealed file that no row knows: left by an upload that broke off; delete it"
        )
    for ref in gone:
        yield Finding("files", ref, "a row whose sealed file is not on the disk: bring it back from a backup")


def _copies() -> Iterator[Finding]:
    for ref, what in library.damaged():
        yield Finding("library.clipping", ref, COPIES[what])


def _key_work() -> Iterator[Finding]:
    for team, number in sorted(staff.key_work_owed().items()):
        sentence = f"{number} pieces of key work wait for a member of this team to press the button on Team"
        yield Finding("staff.team", team, sentence, is_wrong=False)


def _keys() -> Iterator[Finding]:
    for table, ref in vault.list_forged():
        yield Finding(table, ref, FORGED)


def _epochs() -> Iterator[Finding]:
    used = vault.epochs_in_use()
    for epoch in sorted(used - set(vault.epochs())):
        yield Finding(
            "vault.grant", "", f"grants lie under epoch {epoch}, whose key is missing: they open nothing"
        )
    for epoch in sorted(number for number in used if number < vault.current_epoch()):
        sentence = f"grants still lie under the old epoch {epoch}: run `waystation keys new-epoch` once more"
        yield Finding("vault.grant", "", sentence)
