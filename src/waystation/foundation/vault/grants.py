"""Making and rotating grants: the two steps on which sections and rows both stand."""

import secrets
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import F

from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.vault import holders, keystore, pins, primitives
from waystation.foundation.vault.models import Grant, Holder, KeyWrap, Section
from waystation.foundation.vault.ring import Ring, grant_context, put_on_layer, take_off_layer

CHUNK = 500

_CURRENT = Prepared(
    lambda section: Grant.objects.select_related("holder").filter(
        section=section, generation=F("section__generation")
    )
)


def make_grant(section: Section, data_key: bytes, holder: Holder, generation: int | None = None) -> Grant:
    """Wrap a section's data key to a holder, under the outer layer of the current epoch; not saved."""
    number = generation or section.generation
    wrapped = primitives.wrap(bytes(holder.public), data_key, grant_context(section.ref, number, holder.ref))
    return _covered(wrapped, section, holder, number)


def make_hollow_grant(section: Section, holder: Holder, generation: int) -> Grant:
    """Return a grant that nobody can tell from a genuine one but whoever opens it: for benches, where nobody does."""
    return _covered(secrets.token_bytes(primitives.WRAPPED_KEY_BYTES), section, holder, generation)


def _covered(wrapped: bytes, section: Section, holder: Holder, number: int) -> Grant:
    epoch = keystore.current_epoch()
    return Grant(
        section_id=section.ref,
        holder_id=holder.ref,
        line=holder.line,
        generation=number,
        epoch=epoch,
        sealed=put_on_layer(wrapped, section.ref, number, holder.ref, epoch),
    )


def is_ours(grant: Grant) -> bool:
    """Say whether this house made a grant, for a key pair that is as it made it (T-33)."""
    return _has_our_layer(grant) and pins.is_pinned(grant.holder)


def _has_our_layer(grant: Grant) -> bool:
    """Only whoever has the epoch's key, which is in no database, can put the outer layer on a grant.

    Where that key is missing nothing can be said, and guessing would take the section from those who read it.
    """
    try:
        take_off_layer(grant)
    except primitives.Unopenable:
        return False
    return True


def list_forged() -> Iterator[tuple[str, str]]:
    """Yield table and reference of every key, handed-on key and grant that was not written by this house.

    Grants under an epoch whose key is gone are left out: they open nothing, and are spoken of elsewhere.
    """
    for model in (Holder, KeyWrap):
        for row in model.objects.order_by("ref").iterator(CHUNK):
            if not pins.is_pinned(row):
                yield model._meta.label_lower, row.ref  # noqa: SLF001 - Django's documented way to a model's name
    for grant in Grant.objects.filter(epoch__in=keystore.epochs()).order_by("ref").iterator(CHUNK):
        if not _has_our_layer(grant):
            yield "vault.grant", grant.ref


def granted_lines(section: Section) -> set[str]:
    """Return the lasting names of everyone who may open the section now, recovery included.

    Only grants that this house made count: a row that somebody wrote past it is never carried on to the next key (T-33).
    """
    return {grant.holder.line for grant in _CURRENT(section=section.ref) if is_ours(grant)}


def lines_to_keep(section: Section, *, without: str = "") -> set[str]:
    """Return the lines that are to have a section's next key as well, but for one that is losing it.

    :raises pins.KeySwapped: the key of one of them is not as this house made it: leaving it out would take the section
        from whoever it stood for, and nobody would notice.
    """
    found = (grant for grant in _CURRENT(section=section.ref) if grant.line != without)
    return {pins.check(grant.holder).line for grant in found if _has_our_layer(grant)}


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
        rotate_section(ring, section, lines_to_keep(section))
