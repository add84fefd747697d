"""Those who asked for updates: noted as their mail leaves, confirmed by its button, and sealed to a key that is not here."""

from datetime import datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel.errors import here
from waystation.outreach.petitions.access import (
    reader_of_link,
    ref_of_reader,
    ref_of_token,
    signature_of_link,
)
from waystation.outreach.petitions.addressing import READERS
from waystation.outreach.petitions.models import Bundle, Petition, Reader, Signature, StrandHead
from waystation.outreach.petitions.operations import booths
from waystation.outreach.petitions.rules import counts, news


def ask_for_news(*, link: bytes, address: str, language: str, at: datetime) -> None:
    """Note that somebody asked for updates: called by the worker, which holds the address while it writes their mail.

    What it keeps opens with the campaign's private half alone. Nobody is written to before the button behind the mail.
    """
    row = Signature.objects.select_related("petition__key").filter(ref=ref_of_token(link)).first()
    if row is None or row.petition.key is None:
        return
    token = news.token_from(link)
    told = news.Addressed(address, language, token).spell()
    strand, sealed = booths.seal(READERS, bytes(row.petition.key.public), told, own=booths.is_own())
    asked = Reader(
        ref=ref_of_reader(token),
        petition=row.petition,
        asked_on=at.date(),
        strand_id=strand.ref,
        sealed=sealed,
    )
    with transaction.atomic():
        head = StrandHead(ref=strand.ref, header=strand.header, begun_on=at.date())
        StrandHead.objects.bulk_create([head], ignore_conflicts=True)
        Reader.objects.bulk_create([asked], ignore_conflicts=True)


@transaction.atomic
def confirm_news(*, token: bytes, at: datetime) -> None:  # noqa: ARG001 - the clock is every operation's
    """Confirm the wish for updates by the mailed link of a signature. Whoever has the link may.

    :raises NotHere: the link leads nowhere, or nothing was asked for.
    """
    signature_of_link(token)
    row = here(Reader.objects.filter(ref=ref_of_reader(news.token_from(token))).first())
    Reader.objects.filter(ref=row.ref).update(state=news.CONFIRMED, asked_on=None)


@transaction.atomic
def stop_news(*, token: bytes, at: datetime) -> None:  # noqa: ARG001 - the clock is every operation's
    """Erase an address that asked for updates, by the link in each of them. Whoever has the link may.

    :raises NotHere: the link leads nowhere, or it was erased already.
    """
    reader_of_link(token).delete()


def sweep_readers(at: datetime) -> None:
    """Erase wishes that nobody confirmed, addresses of petitions long closed, and bundles that lie too long."""
    last = at.date() - timedelta(days=counts.CONFIRM_DAYS)
    Reader.objects.filter(state=news.PENDING, asked_on__lt=last).delete()
    Bundle.objects.filter(laid_on__lt=at.date() - news.BUNDLES_LIE_FOR).delete()
    over = Petition.objects.filter(closed_on__lt=at.date() - news.KEPT_AFTER_CLOSING)
    Reader.objects.filter(petition__in=over.values("ref")).delete()
