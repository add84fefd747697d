"""What one process remembers of a petition that is being signed: its text's hash, its keys, its strands."""

import time
from dataclasses import dataclass
from threading import Lock, local

from django.db import connections

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.models import Petition
from waystation.outreach.petitions.rules import machine

MAILS = "petition mail"
REMEMBERED_SECONDS = 1.0
_HOUR = 3600.0


@dataclass(frozen=True)
class Booth:
    """What is needed to take a signature."""

    petition: str
    state: str
    text: bytes
    is_dangerous: bool
    key: bytes

    @property
    def key_name(self) -> str:
        """Name the mortal key by which duplicates are found."""
        return tag_key_of(self.petition)


def tag_key_of(petition: str) -> str:
    """Name the key that dies when a petition is settled."""
    return f"petition-{petition}"


_booths: dict[str, tuple[float, Booth]] = {}
_strands: dict[tuple[str, bytes], tuple[float, vault.Strand]] = {}
_lock = Lock()
_thread = local()


def is_own() -> bool:
    """Say whether this thread is in nobody else's transaction, so that what is made now may be remembered."""
    mine = getattr(_thread, "connection", None)
    if mine is None:  # looked up once: the framework's way there costs as much as two seals
        mine = _thread.connection = connections["default"]
    return not mine.in_atomic_block


def booth_of(petition: str, *, own: bool) -> Booth:
    """Return what is known of an open or once open petition, at most a second old.

    ``own`` is what :func:`is_own` says: asking it costs as much as everything else here.

    :raises NotHere: there is no such petition, or it was never open.
    """
    now = time.monotonic()
    known = _booths.get(petition)
    if known is not None and now < known[0] and own:
        return known[1]
    row = Petition.objects.select_related("key").filter(ref=petition, state__in=machine.PUBLIC).first()
    if row is None or row.key is None:
        raise NotHere
    booth = Booth(row.ref, row.state, bytes.fromhex(row.text_hash), row.is_dangerous, bytes(row.key.public))
    _booths[petition] = (now + REMEMBERED_SECONDS, booth)
    return booth


def strand_for(purpose: str, public: bytes, *, own: bool) -> vault.Strand:
    """Return the strand that this process hangs things on now; another each hour.

    Within somebody else's transaction nothing is remembered: it may be rolled back, and its strand with it.
    """
    if not own:
        return vault.Strand(public, purpose=purpose)
    now = time.monotonic()
    known = _strands.get((purpose, public))
    if known is not None and now <= known[0]:
        return known[1]
    with _lock:
        known = _strands.get((purpose, public))
        if known is None or now > known[0]:
            known = _strands[purpose, public] = (now + _HOUR, vault.Strand(public, purpose=purpose))
        return known[1]


def seal(purpose: str, public: bytes, data: bytes, *, own: bool) -> tuple[vault.Strand, bytes]:
    """Seal something on the present strand; begin another when it is full."""
    while True:
        strand = strand_for(purpose, public, own=own)
        try:
            return strand, strand.seal(data)
        except vault.StrandSpent:
            with _lock:
                if _strands.get((purpose, public), (0.0, None))[1] is strand:
                    del _strands[purpose, public]


def mailer(*, own: bool) -> bytes:
    """Return the public key of the mailer, which never changes.

    :raises vault.NoSuchLine: the installation has none yet.
    """
    known = _booths_mailer.get(vault.installation())
    if known is None:
        line = vault.line_of_kind(vault.MAILER)
        if line is None:
            raise vault.NoSuchLine
        known = bytes(vault.newest(line).public)
        if own:
            _booths_mailer[vault.installation()] = known
    return known


_booths_mailer: dict[str, bytes] = {}
