"""Streams sealed as age files, for backups that an operator can also open with the ordinary `age` tool."""

from pathlib import Path
from typing import IO

import pyrage


class RecipientUnknown(Exception):
    """This is no age recipient; one begins with ``age1``."""


class IdentityUnfit(Exception):
    """This identity does not open the file, or the file was altered or cut off."""


def seal_stream(source: IO[bytes], out: IO[bytes], *, to: str) -> None:
    """Write what a source yields as an age file to a recipient, in constant memory.

    :raises RecipientUnknown: the recipient makes no sense.
    """
    try:
        recipient = pyrage.x25519.Recipient.from_str(to.strip())
    except pyrage.RecipientError as error:
        raise RecipientUnknown from error
    pyrage.encrypt_io(source, out, [recipient])


def open_stream(source: IO[bytes], out: IO[bytes], *, identity: Path) -> None:
    """Write the content of an age file; ``identity`` is a file as `age-keygen` writes it.

    What was written counts only once this has returned: a file that was cut off is noticed at its end.

    :raises IdentityUnfit: there is no identity in the file, or none that fits, or the age file is damaged.
    """
    lines = [line.strip() for line in identity.read_text("utf-8").splitlines()]
    try:
        identities = [
            pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")
        ]
        if not identities:
            raise IdentityUnfit
        pyrage.decrypt_io(source, out, identities)
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise IdentityUnfit from error
    except OSError as error:
        if error.errno is not None:  # the disk's own trouble; age's has no number
            raise
        raise IdentityUnfit from error
