"""`waystation keys`: begin a new epoch, so that backups lose what was erased since."""

import argparse
import sys
from typing import Any

from waystation.foundation.vault import api as vault


def register(subparsers: Any) -> None:
    """Say what `keys` understands."""
    parser = subparsers.add_parser("keys", help=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    parts.add_parser(
        "new-epoch", help="make the next epoch's key and move every grant under it; safe to interrupt"
    )
    destroy = parts.add_parser(
        "destroy-epoch", help="destroy an old epoch's key: older backups open nothing after this"
    )
    destroy.add_argument("epoch", type=int)


def run(chosen: argparse.Namespace) -> int:
    """Carry it out; 0 done, 1 with a sentence if it was not."""
    if chosen.part == "new-epoch":
        epoch = vault.new_epoch()
        moved = 0
        while count := vault.move_to_epoch(epoch):
            moved += count
            sys.stderr.write(f"\r{moved} grants moved")
        sys.stdout.write(
            f"\nEpoch {epoch}: {moved} grants moved. Destroy the old key when old backups may die.\n"
        )
        return 0
    if chosen.epoch not in vault.epochs():
        here = ", ".join(str(epoch) for epoch in vault.epochs())
        sys.stderr.write(
            f"There is no key of epoch {chosen.epoch} here, only of: {here}. Nothing was destroyed.\n"
        )
        return 1
    if chosen.epoch in vault.epochs_in_use():
        sys.stderr.write("Grants are still under this epoch: run `waystation keys new-epoch` first.\n")
        return 1
    vault.destroy_epoch(chosen.epoch)
    sys.stdout.write(f"The key of epoch {chosen.epoch} is destroyed. Backups made under it open nothing.\n")
    return 0
