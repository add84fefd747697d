"""Rings: the unlocked keys of one holder and of the teams whose keys it holds. A ring lives for one request."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.vault import keystore, pins, primitives
from waystation.foundation.vault.models import Grant, Holder, KeyWrap, Section

Slot = tuple[str, int]

WORTH_REMEMBERING = 64  # opening slowly costs 0.1 ms each; below this a write costs more than it saves


_GRANTS = Prepared(
    lambda sections, lines, holders: Grant.objects.filter(
        section__in=sections, line__in=lines, holder__in=holders
    )
)
_TEAM_KEYS = Prepared(
    lambda keeper: KeyWrap.objects.select_related("subject", "keeper").filter(keeper=keeper)
)


class NotGranted(Exception):
    """This ring does not hold the section: the data key cannot be had, whatever a page may think."""


class Ring:
    """Unlocked keys. Made by logging in, by twelve words, or empty (the front door seals what it makes itself).

    Private keys of teams are opened when first needed; data keys are remembered until the ring is dropped.
    """

    __slots__ = ("_data_keys", "_fast_keys", "_lines", "_parsed", "_privates", "_wraps", "holder")

    def __init__(self, holder: str | None = None, private: bytes | None = None) -> None:
        self.holder = holder
        self._data_keys: dict[Slot, bytes] = {}
        self._lines: dict[str, list[str]] | None = None
        self._privates: dict[str, bytes] = {}
        self._wraps: dict[str, bytes] = {}
        self._parsed: dict[str, Any] = {}
        self._fast_keys: dict[Slot, bytes] = {}
        if holder is not None and private is not None:
            self._privates[holder] = private

    def __repr__(self) -> str:
        return "Ring(…)"

    def lines(self) -> frozenset[str]:
        """Return the lasting names of the key pairs this ring can use: its own and its teams'."""
        return frozenset(self._load_lines())

    def holders(self) -> list[str]:
        """Return the references of those key pairs, every generation held."""
        return [holder for holders in self._load_lines().values() for holder in holders]

    def holders_of(self, line: str) -> list[str]:
        """Return the references of the key pairs of one line that this ring can use."""
        return self._load_lines().get(line, [])

    def own_private(self) -> bytes | None:
        """Return the ring's own private key, to be put into a session sealed under its cookie; None when empty."""
        return self._privates.get(self.holder) if self.holder else None

    def private_of(self, holder: str) -> bytes:
        """Return a private key this ring holds, directly or through a team.

        :raises NotGranted: it does not.
        """
        if holder not in self._privates:
            self._privates[holder] = self._open_wrap(holder)
        return self._privates[holder]

    def keep(self, section: str, generation: int, data_key: bytes) -> None:
        """Remember a data key that was just made or opened."""
        self._data_keys[section, generation] = data_key

    def has(self, section: str, generation: int) -> bool:
        """Say whether this data key is open already, without looking for a grant: for use after :meth:`load`."""
        return (section, generation) in self._data_keys

    def forget_lines(self) -> None:
        """Look the lines up again: a team was joined or a key rotated during this request."""
        self._lines = None

    def data_key(self, section: str, generation: int) -> bytes:
        """Return the data key of a section's generation.

        :raises NotGranted: no grant for any key pair on this ring.
        """
        slot = (section, generation)
        if slot not in self._data_keys:
            self.load([slot])
        try:
            return self._data_keys[slot]
        except KeyError:
            raise NotGranted from None

    def load(self, slots: Iterable[Slot]) -> None:
        """Open the grants of many sections with one query; those not held are simply not there afterwards."""
        wanted = {slot for slot in slots if slot not in self._data_keys}
        if not wanted or self.holder is None:
            return
        sections = {section for section, _ in wanted}
        grants = _GRANTS(sections=sections, lines=self.lines(), holders=self.holders())
        used_slowly = []
        for grant in grants:
            slot = (grant.section_id, grant.generation)
            if slot in wanted and slot not in self._data_keys:
                self._data_keys[slot] = self._open_grant(grant)
                if grant.fast is None:
                    used_slowly.append(grant)
        self._remember_fast(used_slowly)

    def _open_grant(self, grant: Grant) -> bytes:
        place = grant_context(grant.section_id, grant.generation, grant.holder_id)
        if grant.fast is not None:
            return primitives.unseal(self._fast_key(grant), bytes(grant.fast), place)
        if grant.holder_id not in self._parsed:
            self._parsed[grant.holder_id] = primitives.private_key(self.private_of(grant.holder_id))
        return primitives.unwrap(self._parsed[grant.holder_id], take_off_layer(grant), place)

    def _fast_key(self, grant: Grant) -> bytes:
        slot = (grant.holder_id, grant.epoch)
        if slot not in self._fast_keys:
            self._fast_keys[slot] = fast_key(self.private_of(grant.holder_id), grant.epoch)
        return self._fast_keys[slot]

    def _remember_fast(self, grants: list[Grant]) -> None:
        if len(grants) < WORTH_REMEMBERING:
            return
        told = []
        for grant in grants:
            place = grant_context(grant.section_id, grant.generation, grant.holder_id)
            key = self._fast_key(grant)
            data_key = self._data_keys[grant.section_id, grant.generation]
            told.append((primitives.seal(key, data_key, place), grant.ref, grant.epoch))
        # A plain update of each: the framework's own way spells one sentence with a thousand cases, at ten times the
        # price. One moved to another epoch, or taken away, in the meantime is left alone.
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE vault_grant SET fast = %s WHERE ref = %s AND epoch = %s", told)

    def _load_lines(self) -> dict[str, list[str]]:
        if self._lines is None:
            self._lines, self._wraps = {}, {}
            if self.holder is not None:
                # The keeper comes along, so that one question answers for everyone who is in a team.
                wraps = _TEAM_KEYS(keeper=self.holder)
                own = [wraps[0].keeper] if wraps else Holder.objects.filter(ref=self.holder)
                ours = [wrap for wrap in wraps if pins.is_pinned(wrap)]
                self._wraps = {wrap.subject_id: bytes(wrap.sealed) for wrap in ours}
                for holder in (*own, *(wrap.subject for wrap in ours)):
                    self._lines.setdefault(holder.line, []).append(holder.ref)
        return self._lines

    def _open_wrap(self, holder: str) -> bytes:
        if self.holder is None or self.holder not in self._privates:
            raise NotGranted
        self._load_lines()
        if holder not in self._wraps:
            raise NotGranted
        place = key_wrap_context(holder, self.holder)
        return primitives.unwrap(self._privates[self.holder], self._wraps[holder], place)


def grant_context(section: str, generation: int, holder: str) -> bytes:
    """Bind a grant to its installation, section, generation and holder."""
    return primitives.context("grant", keystore.installation(), section, generation, holder)


def key_wrap_context(subject: str, keeper: str) -> bytes:
    """Bind a handed-on private key to whose it is and who keeps it."""
    return primitives.context("key-wrap", keystore.installation(), subject, keeper)


def layer_context(section: str, generation: int, holder: str, epoch: int) -> bytes:
    """Bind the outer layer of a grant to its place and epoch."""
    return primitives.context("layer", keystore.installation(), section, generation, holder, epoch)


def fast_key(private: bytes, epoch: int) -> bytes:
    """Derive the symmetric key under which a holder re-wraps data keys, dead without the epoch key."""
    return primitives.derive(private, "fast-grant", salt=keystore.epoch_key(epoch))


def put_on_layer(wrapped: bytes, section: str, generation: int, holder: str, epoch: int) -> bytes:
    """Cover a wrapped data key with the outer layer of an epoch."""
    place = layer_context(section, generation, holder, epoch)
    return primitives.seal(keystore.epoch_key(epoch), wrapped, place, primitives.KIND_LAYER)


def take_off_layer(grant: Grant) -> bytes:
    """Uncover a grant's wrapped data key; its epoch's key must still exist."""
    place = layer_context(grant.section_id, grant.generation, grant.holder_id, grant.epoch)
    key = keystore.epoch_key(grant.epoch)
    return primitives.unseal(key, bytes(grant.sealed), place, primitives.KIND_LAYER)


def newest_slots(sections: Iterable[Section]) -> list[Slot]:
    """Name the current data key of each section."""
    return [(section.ref, section.generation) for section in sections]
