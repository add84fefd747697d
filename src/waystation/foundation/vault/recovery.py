"""Recovery: one key pair receives every grant; its private half exists only as shares among named people (SLIP-39)."""

from collections.abc import Sequence

from django.db import transaction

from waystation.foundation.vault import holders, pins, primitives
from waystation.foundation.vault.grants import is_ours, make_grant
from waystation.foundation.vault.models import Grant, Holder, KeyWrap
from waystation.foundation.vault.ring import Ring
from waystation.foundation.vault.shares import SharesUnfit, new_shared_pair, pair_from_shares

PURPOSE = "recovery-key"


def create_recovery(*, needed: int, people: int) -> list[str]:
    """Create the recovery key pair and return its shares, ``needed`` of which rebuild it; nothing is stored.

    :raises ValueError: the numbers make no sense (at least 2 of at least 2, at most 16).
    """
    pair, shares = new_shared_pair(PURPOSE, needed=needed, people=people)
    holders.create_holder(holders.RECOVERY, pair=pair)
    return shares


def ring_from(shares: Sequence[str]) -> Ring:
    """Rebuild the recovery ring from enough shares.

    :raises SharesUnfit: they do not rebuild this installation's key.
    """
    pair = pair_from_shares(PURPOSE, shares)
    for holder in Holder.objects.filter(kind=holders.RECOVERY):
        if bytes(holder.public) == pair.public:
            return Ring(holder.ref, pair.private)
    raise SharesUnfit


@transaction.atomic
def replace_key(recovery: Ring, line: str) -> tuple[Holder, primitives.KeyPair]:
    """Give a person who lost their key a new one: team keys and their own grants are handed over from recovery.

    :raises NotGranted: the ring is not recovery's.
    """
    old = holders.newest(line)
    new, pair = holders.create_holder(old.kind, line=line, generation=old.generation + 1)
    for wrapped in filter(
        pins.is_pinned, KeyWrap.objects.filter(keeper__line=line).select_related("subject")
    ):
        holders.hand_key(recovery.private_of(wrapped.subject_id), wrapped.subject, new)
    own = Grant.objects.filter(line=line).select_related("section", "holder")
    Grant.objects.bulk_create(
        make_grant(
            found.section, recovery.data_key(found.section_id, found.generation), new, found.generation
        )
        for found in filter(is_ours, list(own))
    )
    KeyWrap.objects.filter(keeper=old).delete()
    Grant.objects.filter(holder=old).delete()
    holders.retire(old)
    return new, pair
