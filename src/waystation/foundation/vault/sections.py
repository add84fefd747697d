"""Sections and grants: who can read what is decided here, by wrapping keys and by nothing else."""

import secrets
from collections.abc import Iterable

from django.db import transaction

from waystation.foundation.vault import holders, keystore, primitives
from waystation.foundation.vault.models import Card, Grant, Holder, SealedFile, Section, ShelfNews
from waystation.foundation.vault.ring import NotGranted, Ring, grant_context, newest_slots, put_on_layer


class LastGrant(Exception):
    """Taking this grant away would leave nobody but recovery able to read the section."""


@transaction.atomic
def create_section(ring: Ring, *, kind: str, to: Iterable[str]) -> Section:
    """Create a section with a fresh data key, granted to each line in ``to`` and to recovery.

    The ring remembers the key, so that its maker can seal into it at once even when it is not granted to them.

    :raises holders.NoSuchLine: a line that cannot receive.
    """
    section = Section.objects.create(kind=kind)
    data_key = secrets.token_bytes(primitives.KEY_BYTES)
    ring.keep(section.ref, section.generation, data_key)
    lines = dict.fromkeys(to)
    recovery = holders.line_of_kind(holders.RECOVERY)
    if recovery is not None:
        lines[recovery] = None
    Grant.objects.bulk_create([_make_grant(section, data_key, holders.newest(line)) for line in lines])
    return section


def holds(ring: Ring, section: Section) -> bool:
    """Say whether the ring can open the section's current data key."""
    try:
        ring.data_key(section.ref, section.generation)
    except NotGranted:
        return False
    return True


def held(ring: Ring, sections: Iterable[Section]) -> set[str]:
    """Return the references of those sections the ring can open, with one query."""
    listed = list(sections)
    ring.load(newest_slots(listed))
    return {section.ref for section in listed if holds(ring, section)}


@transaction.atomic
def grant(ring: Ring, section: Section, *, to: str) -> None:
    """Hand every data key of the section that the ring holds to another line; doing it twice changes nothing.

    :raises NotGranted: the ring does not hold the section itself.
    :raises holders.NoSuchLine: nobody by that name.
    """
    holder = holders.newest(to)
    ring.data_key(section.ref, section.generation)
    missing = set(range(1, section.generation + 1)) - set(
        Grant.objects.filter(section=section, holder=holder).values_list("generation", flat=True)
    )
    made = []
    for generation in sorted(missing):
        try:
            data_key = ring.data_key(section.ref, generation)
        except NotGranted:
            continue
        made.append(_make_grant(section, data_key, holder, generation))
    Grant.objects.bulk_create(made)
    _tell_shelves(section, [to], is_gone=False)


@transaction.atomic
def withdraw(ring: Ring, section: Section, line: str) -> None:
    """Take a line's grants away and rotate: what is written after is sealed under a key it never had.

    :raises NotGranted: the ring does not hold the section.
    :raises LastGrant: nobody else holds it.
    """
    ring.data_key(section.ref, section.generation)
    remaining = granted_lines(section) - {line}
    recovery = holders.line_of_kind(holders.RECOVERY)
    if not remaining - {recovery}:
        raise LastGrant
    Grant.objects.filter(section=section, line=line).delete()
    rotate_section(ring, section, remaining)
    _tell_shelves(section, [line], is_gone=True)


def rotate_section(ring: Ring, section: Section, lines: Iterable[str]) -> None:
    """Give the section a new data key for what is written from now on, granted to these lines."""
    locked = Section.objects.select_for_update().get(pk=section.pk)
    section.generation = locked.generation + 1
    section.save(update_fields=["generation"])
    data_key = secrets.token_bytes(primitives.KEY_BYTES)
    ring.keep(section.ref, section.generation, data_key)
    Grant.objects.bulk_create([_make_grant(section, data_key, holders.newest(line)) for line in lines])


def granted_lines(section: Section) -> set[str]:
    """Return the lasting names of everyone who may open the section, recovery included."""
    return set(Grant.objects.filter(section=section).values_list("line", flat=True))


def follow_rotation(ring: Ring, *, old: Holder, new: Holder, sections: Iterable[str]) -> int:
    """Move the grants of these sections from a team's old key pair to its new one; return how many moved."""
    moved = []
    for found in Grant.objects.filter(holder=old, section__in=list(sections)).select_related("section"):
        data_key = ring.data_key(found.section_id, found.generation)
        moved.append(_make_grant(found.section, data_key, new, found.generation))
    Grant.objects.bulk_create(moved, ignore_conflicts=True)
    return len(moved)


@transaction.atomic
def erase_section(section: Section) -> None:
    """Destroy every wrapped copy of the section's keys, its files and its cards: unreadable everywhere.

    Backups lose it too when the epoch's key, which they never contain, is destroyed.
    """
    Grant.objects.filter(section=section).delete()
    for card in Card.objects.filter(section=section):
        ShelfNews.objects.filter(subject=card.subject, kind=card.kind).update(is_gone=True)
    Card.objects.filter(section=section).delete()
    from waystation.foundation.vault import files

    for row in SealedFile.objects.filter(section=section):
        files.destroy(row.ref)
    SealedFile.objects.filter(section=section).delete()


@transaction.atomic
def move_to_epoch(epoch: int, *, batch: int = 500) -> int:
    """Cover up to ``batch`` grants of older epochs anew under this one; return how many were moved.

    Safe to interrupt: each grant names its own epoch. Call until it returns 0, then destroy the old key.
    """
    from waystation.foundation.vault.ring import take_off_layer

    grants = list(Grant.objects.exclude(epoch=epoch).select_for_update()[:batch])
    for found in grants:
        bare = take_off_layer(found)
        found.sealed = put_on_layer(bare, found.section_id, found.generation, found.holder_id, epoch)
        found.epoch, found.fast = epoch, None
    Grant.objects.bulk_update(grants, ["sealed", "epoch", "fast"])
    return len(grants)


def _make_grant(section: Section, data_key: bytes, holder: Holder, generation: int | None = None) -> Grant:
    number = generation or section.generation
    epoch = keystore.current_epoch()
    wrapped = primitives.wrap(bytes(holder.public), data_key, grant_context(section.ref, number, holder.ref))
    return Grant(
        section=section,
        holder=holder,
        line=holder.line,
        generation=number,
        epoch=epoch,
        sealed=put_on_layer(wrapped, section.ref, number, holder.ref, epoch),
    )


def _tell_shelves(section: Section, lines: Iterable[str], *, is_gone: bool) -> None:
    from waystation.foundation.vault import shelf

    shelf.tell(Card.objects.filter(section=section), lines, is_gone=is_gone)
