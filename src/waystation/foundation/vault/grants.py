"""Making and rotating grants: the two steps on which sections and rows both stand."""

import secrets
from collections.abc import Iterable

from django.db import transaction

from waystation.foundation.vault import holders, keystore, primitives
from waystation.foundation.vault.models import Grant, Holder, Section
from waystation.foundation.vault.ring import Ring, grant_context, put_on_layer


def make_grant(section: Section, data_key: bytes, holder: Holder, generation: int | None = None) -> Grant:
    """Wrap a section's data key to a holder, under the outer layer of the current epoch; not saved."""
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


def granted_lines(section: Section) -> set[str]:
    """Return the lasting names of everyone who may open the section, recovery included."""
    return set(Grant.objects.filter(section=section).values_list("line", flat=True))


@transaction.atomic
def rotate_section(ring: Ring, section: Section, lines: Iterable[str]) -> None:
    """Give the section a new data key for what is written from now on, granted to these lines' newest keys."""
    locked = Section.objects.select_for_update().get(pk=section.pk)
    section.generation, section.is_stale = locked.generation + 1, False
    section.save(update_fields=["generation", "is_stale"])
    data_key = secrets.token_bytes(primitives.KEY_BYTES)
    ring.keep(section.ref, section.generation, data_key)
    Grant.objects.bulk_create([make_grant(section, data_key, holder) for holder in holders.newest_of(lines)])


def mark_stale(line: str) -> None:
    """Have every section of a line rotate before it is next written: somebody who left knew its data key."""
    held = Grant.objects.filter(line=line).values("section")
    Section.objects.filter(ref__in=held).update(is_stale=True)


def freshen(ring: Ring, section: Section) -> None:
    """Rotate a stale section before writing; a section that is not stale stays as it is."""
    if section.is_stale:
        ring.data_key(section.ref, section.generation)
        rotate_section(ring, section, granted_lines(section))
