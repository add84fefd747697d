"""What somebody read before they change or approve it, named by a hash: nobody overwrites or approves what they have not seen."""

from hashlib import sha256

from waystation.foundation.kernel.errors import ChangedMeanwhile

LENGTH = 32


def of(*told: object) -> str:
    """Name what is told: cards, texts, numbers, and mappings and lists of them; sets must be sorted first."""
    return sha256(repr(told).encode()).hexdigest()[:LENGTH]


def only(read: str | None, now: str) -> None:
    """Let go on only whoever ``read`` what stands there ``now``. None is a caller inside the house who has just read it.

    :raises ChangedMeanwhile: it is another by now, or nothing says what was read.
    """
    if read is not None and read != now:
        raise ChangedMeanwhile
