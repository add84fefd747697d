"""Sending an update: one bundle after the other, opened as it leaves, at most one mail for each who asked (T-54)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.access import ref_of_reader
from waystation.outreach.petitions.addressing import bundles_for
from waystation.outreach.petitions.models import Bundle, Reader, Update
from waystation.outreach.petitions.rules import news
from waystation.outreach.petitions.tags import Tag

SEND = "petitions:send"
AT_ONCE = 50
TRY_AGAIN_AFTER = timedelta(minutes=15)
# Stands where each mail has its own link; no text of ours has two of these signs next to each other.
LINK_MARK = "§§link§§"


def send_update(payload: Mapping[str, str], at: datetime) -> None:
    """Send an update's bundles for a few seconds; what is left is sent at the next turn (a job)."""
    update = Update.objects.filter(ref=payload["update"], state=news.SENDING).first()
    if update is None:
        return
    put_off = _Run(update, at).send()
    waiting = Bundle.objects.filter(update=update, state=news.WAITING)
    is_late = update.sent_on is not None and at.date() - update.sent_on > news.BUNDLES_LIE_FOR
    if is_late or not waiting.exists():
        _finish(update.ref, at)
        return
    is_only_put_off = not waiting.exclude(ref__in=put_off).exists()
    again = at + TRY_AGAIN_AFTER if is_only_put_off else at - timedelta(minutes=1)
    with transaction.atomic():
        outbox.enqueue(SEND, payload=dict(payload), due_at=again, key=f"{SEND}:{update.ref}")


class _Run:
    """One turn of sending, with the strands it has opened."""

    def __init__(self, update: Update, at: datetime) -> None:
        self._update, self._at = update, at
        self._strands: dict[str, vault.OpenStrand] = {}
        self._open: dict[str, news.Addressed] = {}

    def send(self) -> set[str]:
        """Return the bundles that the server did not want now."""
        return outbox.send_parcels(
            waiting=self._waiting,
            take=self._take,
            send=self._hand_over,
            settle=self._settle,
            goes_on=Update.objects.filter(ref=self._update.ref, state=news.SENDING).exists,
        )

    def _waiting(self, but: set[str]) -> list[Bundle]:
        rows = Bundle.objects.filter(update=self._update, state=news.WAITING).exclude(ref__in=but)
        return list(rows.select_related("strand")[:AT_ONCE])

    def _take(self, bundle: Bundle) -> bool:
        """Mark a bundle as leaving; no if somebody else has it, or the update is paused."""
        mine = Bundle.objects.filter(ref=bundle.ref, state=news.WAITING, update__state=news.SENDING)
        return bool(mine.update(state=news.LEAVING))

    def _hand_over(self, bundle: Bundle, connection: BaseEmailBackend) -> outbox.Fate:
        """Hand one mail to the server; none to whom it left before, or who has stopped updates since."""
        to = self._opened(bundle)
        if to is None or to.language not in self._update.letters:
            return outbox.Fate.NOBODY
        self._open = {bundle.ref: to}
        reader = Reader.objects.filter(
            ref=ref_of_reader(to.token), petition=self._update.petition_id, state=news.CONFIRMED
        )
        if not reader.exclude(told=self._update.ref).update(told=self._update.ref):
            return outbox.Fate.NOT_WANTED
        return outbox.fate_of(self._mail(bundle, to), connection)

    def _opened(self, bundle: Bundle) -> news.Addressed | None:
        try:
            if bundle.strand_id not in self._strands:
                self._strands[bundle.strand_id] = vault.open_mailers_strand(
                    bytes(bundle.strand.header), purpose=bundles_for(self._update.ref), ref=bundle.strand_id
                )
            return news.unspell(self._strands[bundle.strand_id].open(bytes(bundle.sealed)))
        except (vault.Unopenable, ValueError):
            return None

    def _mail(self, bundle: Bundle, to: news.Addressed) -> EmailMessage:
        """Write one mail; only the link to stop differs from one reader to the other."""
        front = str(settings.DOORS["front"]["urlconf"])
        with translation.override(to.language):
            path = reverse("petitions:news", args=[to.token.hex()], urlconf=front)
        link, letter = f"{settings.FRONT_ADDRESS}{path}", self._update.letters[to.language]
        mail = outbox.quiet_mail(
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=letter["subject"],
            body=letter["text"].replace(LINK_MARK, link),
            to=to.address,
            at=self._at,
        )
        name = vault.lookup_tag("petition update", bundle.ref)
        mail.extra_headers = outbox.stoppable(mail, link=link, name=name, language=to.language)
        return mail

    def _settle(self, bundle: Bundle, fate: outbox.Fate) -> None:
        """Write down what became of a bundle; what is uncertain stays marked."""
        to = self._open.get(bundle.ref)
        mine = Bundle.objects.filter(ref=bundle.ref)
        rows = Update.objects.filter(ref=self._update.ref)
        reader = Reader.objects.filter(ref=ref_of_reader(to.token) if to else "")
        with transaction.atomic():
            if fate is outbox.Fate.NOT_NOW:
                mine.update(state=news.WAITING)
                reader.update(told="")
            elif fate is not outbox.Fate.UNKNOWN:
                mine.delete()
            if fate is outbox.Fate.TAKEN:
                rows.update(gone=F("gone") + 1)
                reader.update(refusals=0)
            elif fate is outbox.Fate.NOBODY:
                rows.update(refused=F("refused") + 1)
                reader.update(refusals=F("refusals") + 1)
                reader.filter(refusals__gte=news.MOST_REFUSALS).delete()


@transaction.atomic
def _finish(update: str, at: datetime) -> None:
    """Nothing waits any more, or has waited too long: count what is left, and forget for whom it was."""
    row = Update.objects.select_for_update().get(ref=update)
    if row.state != news.SENDING:
        return
    row.state = news.UPDATE.move("finish", row.state, frozenset({"worker"}), {}).target
    left = Bundle.objects.filter(update=row)
    row.uncertain += left.filter(state=news.LEAVING).count()
    row.refused += left.filter(state=news.WAITING).count()
    left.delete()
    row.save(update_fields=["state", "uncertain", "refused"])
    detail = {"gone": row.gone, "to": row.state}
    ledger.record(actor=None, tag=Tag.UPDATE_MOVED, subject=row.ref, at=at, detail=detail)
