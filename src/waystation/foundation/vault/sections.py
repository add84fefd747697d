"""Sections and grants: who can read what is decided here, by wrapping keys and by nothing else."""

import secrets
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import OuterRef, QuerySet

from waystation.foundation.kernel import saving
from waystation.foundation.vault import files, holders, news, primitives
from waystation.foundation.vault.grants import granted_lines, lines_to_keep, make_grant, rotate_section
from waystation.foundation.vault.models import Card, Grant, SealedFile, Section, VersionName
from waystation.foundation.vault.ring import NotGranted, Ring, newest_slots, put_on_layer, take_off_layer

CHUNK = 500


class LastGrant(Exception):
    """Taking this grant away would leave nobody but recovery able to read the section."""


def create_section(ring: Ring, *, kind: str, to: Iterable[str]) -> Section:
    """Create a section with a fresh data key, granted to each line in ``to`` and to recovery.

    The ring remembers the key, so that its maker can seal into it at once even when it is not granted to them.

    :raises holders.NoSuchLine: a line that cannot receive.
    """
    return create_sections(ring, {kind: to})[kind]


@transaction.atomic(savepoint=False)
def create_sections(ring: Ring, wanted: Mapping[str, Iterable[str]]) -> dict[str, Section]:
    """Create several sections, each with a key and grants of its own as :func:`create_section` would, in three queries.

    :raises holders.NoSuchLine: a line that cannot receive.
    """
    to = {kind: set(lines) for kind, lines in wanted.items()}
    made = {kind: Section(kind=kind) for kind in to}
    saving.insert(list(made.values()))
    readers = holders.newest_of(set().union(*to.values()), with_recovery=True)
    granted = []
    for kind, section in made.items():
        data_key = secrets.token_bytes(primitives.KEY_BYTES)
        ring.keep(section.ref, section.generation, data_key)
        granted += [
            make_grant(section, data_key, holder)
            for holder in readers
            if holder.line in to[kind] or holder.kind == holders.RECOVERY
        ]
    saving.insert(granted)
    return made


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
    return {section.ref for section in listed if ring.has(section.ref, section.generation)}


def within_reach(ring: Ring, column: str = "section") -> QuerySet[Grant, str]:
    """Return a subquery for ``section__in=…``: of the rows asked about, those whose section the ring has a grant of.

    It spares opening thousands of keys to count rows; what is shown is opened, and only that proves the grant. It
    looks a grant up for each row, by index, rather than listing everything the ring holds first: ``column`` names
    the column of those rows.
    """
    return within_reach_of(ring.lines(), ring.holders(), column)


def within_reach_of(
    lines: Iterable[str], holders: Iterable[str], column: str = "section"
) -> QuerySet[Grant, str]:
    """Return the same subquery for a ring's ``lines()`` and ``holders()``, in a question that is prepared once."""
    held_by = Grant.objects.filter(line__in=lines, holder__in=holders)
    return held_by.filter(section=OuterRef(column)).values_list("section", flat=True)


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
        made.append(make_grant(section, data_key, holder, generation))
    Grant.objects.bulk_create(made)
    news.tell(Card.objects.filter(section=section), [to], is_gone=False)


@transaction.atomic
def withdraw(ring: Ring, section: Section, line: str) -> None:
    """Take a line's grants away and rotate: what is written after is sealed under a key it never had.

    :raises NotGranted: the ring does not hold the section.
    :raises LastGrant: nobody else holds it.
    """
    ring.data_key(section.ref, section.generation)
    remaining = lines_to_keep(section, without=line)
    recovery = holders.line_of_kind(holders.RECOVERY)
    if not remaining - {recovery}:
        raise LastGrant
    Grant.objects.filter(section=section, line=line).delete()
    rotate_section(ring, section, remaining)
    news.tell(Card.objects.filter(section=section), [line], is_gone=True)


@transaction.atomic
def set_readers(
    ring: Ring, section: Section, lines: Iterable[str], *, may_be_recovery_alone: bool = False
) -> None:
    """Let exactly these lines, and recovery, open a section from now on; what is written after is closed to all others.

    Whoever is missing is handed what the ring holds. A ring that does not hold the section hands nothing on, but takes
    away all the same: the section is stale then, and whoever holds it rotates it before it is next written.

    :raises holders.NoSuchLine: nobody by one of these names.
    :raises LastGrant: nobody but recovery would be left, and that is not asked for.
    """
    recovery = holders.line_of_kind(holders.RECOVERY)
    wanted, had = {*lines} - {recovery}, granted_lines(section) - {recovery}
    is_held = holds(ring, section)
    gone = had - wanted
    if gone and not (wanted if is_held else had & wanted) and not may_be_recovery_alone:
        raise LastGrant
    for line in sorted(wanted - had) if is_held else ():
        grant(ring, section, to=line)
    if not gone:
        return
    Grant.objects.filter(section=section, line__in=gone).delete()
    news.tell(Card.objects.filter(section=section), gone, is_gone=True)
    if is_held:
        rotate_section(ring, section, lines_to_keep(section))
    else:
        section.is_stale = True
        section.save(update_fields=["is_stale"])


def follow_rotation(ring: Ring, *, line: str, sections: Iterable[str]) -> int:
    """Move a line's grants of these sections to its newest key pair; return how many were moved.

    The ring must have loaded the data keys before the line was rotated.

    :raises NotGranted: it has not.
    """
    new, moved, refs = holders.newest(line), 0, list(sections)
    for start in range(0, len(refs), CHUNK):
        old = list(
            Grant.objects.filter(line=line, section__in=refs[start : start + CHUNK])
            .exclude(holder=new)
            .select_related("section")
        )
        made = [
            make_grant(
                grant.section, ring.data_key(grant.section_id, grant.generation), new, grant.generation
            )
            for grant in old
        ]
        Grant.objects.bulk_create(made, ignore_conflicts=True)
        Grant.objects.filter(ref__in=[grant.ref for grant in old]).delete()
        moved += len(old)
    return moved


@transaction.atomic
def erase_section(section: Section) -> list[VersionName]:
    """Destroy every wrapped copy of the section's keys, its files and its cards: unreadable everywhere.

    Backups lose it too when the epoch's key, which they never contain, is destroyed. Returns the cards and files
    that went with it, as the ledger wants them named.
    """
    readers = granted_lines(section)
    cards = Card.objects.filter(section=section)
    kept = SealedFile.objects.filter(section=section)
    gone: list[VersionName] = [
        *(card.version_name() for card in cards),
        *(row.version_name() for row in kept),
    ]
    Grant.objects.filter(section=section).delete()
    news.tell(cards, readers, is_gone=True)
    cards.delete()
    for row in kept:
        files.destroy(row.ref)
    kept.delete()
    return gone


def epochs_in_use() -> set[int]:
    """Return the epochs under which grants still lie."""
    return set(Grant.objects.values_list("epoch", flat=True).distinct())


@transaction.atomic
def move_to_epoch(epoch: int, *, batch: int = 500) -> int:
    """Cover up to ``batch`` grants of older epochs anew under this one; return how many were moved.

    Safe to interrupt: each grant names its own epoch. Call until it returns 0, then destroy the old key.
    """
    grants = list(Grant.objects.exclude(epoch=epoch).select_for_update()[:batch])
    for found in grants:
        bare = take_off_layer(found)
        found.sealed = put_on_layer(bare, found.section_id, found.generation, found.holder_id, epoch)
        found.epoch, found.fast = epoch, None
    Grant.objects.bulk_update(grants, ["sealed", "epoch", "fast"])
    return len(grants)
