"""The mailed link: confirming by a button, withdrawing, being forgotten."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Refused, here
from waystation.foundation.kernel.turns import turn
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.outreach.petitions.access import ref_of_reader, signature_of_link
from waystation.outreach.petitions.cards import LinkCard
from waystation.outreach.petitions.models import Petition, Reader, Removal, Signature
from waystation.outreach.petitions.operations.together import Together
from waystation.outreach.petitions.queries import link_card
from waystation.outreach.petitions.rules import leaves, machine, news, signing

TOO_LATE = _("This petition is closed, and nothing more can be confirmed.")


def confirm(*, token: bytes, at: datetime) -> LinkCard:  # noqa: ARG001 - the clock is every operation's
    """Confirm a signature by its mailed link; it is counted with the next batch. Whoever has the link may, again and again.

    The same button confirms the wish for updates, where there was one.

    What looks suspicious is set aside to be looked at; the page says the same.

    :raises NotHere: the link leads nowhere: unknown, withdrawn, or not confirmed in time.
    :raises Refused: the petition was closed too long ago.
    """
    row = signature_of_link(token)
    if row.state == signing.PENDING:
        if row.petition.state not in machine.CONFIRMABLE:
            raise Refused(TOO_LATE)
        _writer.bring((row.ref, row.suspicion, ref_of_reader(news.token_from(token))))
    return link_card(signature_of_link(token), token)


def _write(things: Sequence[tuple[str, int, str]]) -> Sequence[None]:
    with turn(), transaction.atomic():
        for is_aside, state in ((False, signing.CONFIRMED), (True, signing.ASIDE)):
            refs = [ref for ref, suspicion, _reader in things if bool(suspicion) == is_aside]
            if refs:
                Signature.objects.filter(ref__in=refs, state=signing.PENDING).update(state=state)
        Reader.objects.filter(ref__in=[reader for *_signature, reader in things], state=news.PENDING).update(
            state=news.CONFIRMED, asked_on=None
        )
    return [None] * len(things)


@transaction.atomic
def withdraw(*, token: bytes, at: datetime) -> str:  # noqa: ARG001 - the clock is every operation's
    """Take a signature back and erase everything about it; return the petition. Whoever has the link may.

    Where it was counted, an entry that takes it out of the count follows with the next batch.

    :raises NotHere: the link leads nowhere, or everything was erased already.
    """
    row = signature_of_link(token)
    locked = here(Signature.objects.select_for_update().filter(ref=row.ref).first())
    if locked.state == signing.COUNTED and locked.position is not None:
        Removal.objects.create(
            petition=row.petition,
            kind=leaves.Kind.WITHDRAWAL,
            evidence=locked.evidence,
            country=locked.country,
            position=locked.position,
        )
    locked.delete()
    Reader.objects.filter(ref=ref_of_reader(news.token_from(token))).delete()
    return str(Petition.objects.values_list("ref", flat=True).get(ref=row.petition_id))


_writer = Together[tuple[str, int, str], None](_write)
