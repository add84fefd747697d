"""Tables of a petition: its words, its signatures, what is counted, delivered and audited."""

from typing import ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.rules import audit
from waystation.outreach.petitions.rules.machine import PETITION
from waystation.outreach.petitions.rules.signing import ASIDE, CONFIRMED, COUNTED, PENDING, STRUCK

PUBLIC = "Public."
PUBLIC_ONCE_OPEN = "Public from the day the petition opens; until then a draft."
SIGNATURE_STATES = (PENDING, ASIDE, CONFIRMED, COUNTED, STRUCK)
SHEET_STATES = ("entered", "counted", "refused")


class CampaignKey(vault.Row):
    """The public half of a key pair to which signers' details are sealed; its private half was never here."""

    data_map: ClassVar[dict[str, str]] = {
        "name": "What the campaign calls it; not public, says nothing of a person.",
        "public": "Public key; made to be public.",
        "added_on": "Since when it may be used.",
        "added_by": "Line of who brought it.",
    }

    name = models.CharField(max_length=80)
    public = models.BinaryField()
    added_on = models.DateField()
    added_by = models.CharField(max_length=LENGTH)


class Petition(vault.Row):
    """One petition; its words are in its texts, one for each language."""

    data_map: ClassVar[dict[str, str]] = {
        "state": "Where it stands; public once it is open.",
        "is_dangerous": "Whether being known to have signed may harm; decides about receipts and the size of batches.",
        "author": "Line of who changed the draft last, who must not decide alone.",
        "key": "Which campaign key the details are sealed to.",
        "goals": PUBLIC_ONCE_OPEN,
        "text_hash": "Public: fixes the text in all languages.",
        "opened_on": PUBLIC,
        "closed_on": PUBLIC,
    }

    state = models.CharField(max_length=12, default=PETITION.start)
    is_dangerous = models.BooleanField(default=True)
    author = models.CharField(max_length=LENGTH)
    key = models.ForeignKey(CampaignKey, on_delete=models.PROTECT, related_name="+", null=True)
    goals = models.JSONField(default=list)
    text_hash = models.CharField(max_length=64, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(PETITION.states)), name="petition_state_known"
            ),
        ]


class PetitionText(vault.Row):
    """The words of a petition in one language."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Whose text.",
        "language": PUBLIC_ONCE_OPEN,
        "title": PUBLIC_ONCE_OPEN,
        "addressee": PUBLIC_ONCE_OPEN,
        "demand": PUBLIC_ONCE_OPEN,
    }

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=160)
    addressee = models.CharField(max_length=240)
    demand = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "language"], name="petition_text_once")]


class StrandHead(vault.Row):
    """The beginning of a strand: a seed, sealed to a campaign's key or to the mailer."""

    data_map: ClassVar[dict[str, str]] = {
        "header": "Sealed; needed to open what hangs on it.",
        "begun_on": "Heads on which nothing hangs any more are swept after a day.",
    }

    header = models.BinaryField()
    begun_on = models.DateField()


class Signature(vault.Row):
    """One signature. Its reference is a keyed hash of the contact, which nobody can make once the key is destroyed."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Which petition.",
        "state": "Whether it is confirmed and counted.",
        "evidence": "How it is known that somebody stands behind it; counted apart.",
        "country": "Counted by country; small countries are shown together only. Erased with the row.",
        "signed_on": "Unconfirmed signatures die after three days.",
        "mailed_on": "At most one mail a day leaves for one address.",
        "suspicion": "A code of why it waits to be looked at, if it does.",
        "grouping": "Keyed hash of an uncommon mail domain, so that a burst can be seen; emptied when settled.",
        "position": "Where it stands in the public log, in an order shuffled for each batch.",
        "committed": "What the public log says of it: a salted hash.",
        "strand": "Which strand its details hang on.",
        "sealed": "Sealed to the campaign's key, whose private half is not on this machine.",
    }

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, default=PENDING)
    evidence = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    signed_on = models.DateField()
    mailed_on = models.DateField(null=True)
    suspicion = models.PositiveSmallIntegerField(default=0)
    grouping = models.BinaryField(null=True)
    position = models.PositiveBigIntegerField(null=True)
    committed = models.BinaryField()
    strand = models.ForeignKey(StrandHead, on_delete=models.PROTECT, related_name="+", db_index=False)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SIGNATURE_STATES), name="signature_state_known"
            ),
        ]
        indexes = [
            # Only what waits is looked for by state, and it never waits long: two small indexes, not two large.
            models.Index(fields=["petition"], condition=models.Q(state=CONFIRMED), name="signature_to_count"),
            models.Index(fields=["petition"], condition=models.Q(state=ASIDE), name="signature_aside"),
        ]


class Removal(vault.Row):
    """Something the next batch will say of a signature that is in the log: withdrawn, struck out, let in again."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Which petition.",
        "kind": "Which kind of entry; public once it is in the log.",
        "evidence": "Of which kind the signature was.",
        "country": "Whose country's count changes; erased with the row.",
        "position": "Which entry it speaks of; public once it is in the log.",
        "reason": "A code; public once it is in the log.",
    }

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    kind = models.PositiveSmallIntegerField()
    evidence = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2, blank=True)
    position = models.PositiveBigIntegerField()
    reason = models.PositiveSmallIntegerField(default=0)


class WaitingMail(vault.Row):
    """A mail that has not left yet, sealed to the mailer; erased as it leaves."""

    data_map: ClassVar[dict[str, str]] = {
        "strand": "Which strand it hangs on.",
        "is_again": "Which of two sentences it carries: please confirm, or you signed already.",
        "sealed": "Sealed to the mailer, whose key only the worker can read. Erased when the mail has left.",
    }

    strand = models.ForeignKey(StrandHead, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_again = models.BooleanField(default=False)
    sealed = models.BinaryField()


class DayTally(vault.Row):
    """What entered the log of a petition on one day, by kind and evidence."""

    data_map: ClassVar[dict[str, str]] = dict.fromkeys(
        ("petition", "on", "kind", "evidence", "count"), PUBLIC
    )

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    kind = models.PositiveSmallIntegerField()
    evidence = models.PositiveSmallIntegerField()
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "on", "kind", "evidence"], name="petition_day_tally_once"
            )
        ]


class CountryTally(vault.Row):
    """How many signatures stand for one country; small ones are never shown alone, and go when it is archived."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": PUBLIC,
        "country": PUBLIC,
        "count": "Shown rounded, small ones together; rounded here too once the petition is archived.",
    }

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "country"], name="petition_country_tally_once")
        ]


class Sheet(vault.Row):
    """Paper sheets: how many signatures, and the hash of their scan. The sheets themselves never come here."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Which petition.",
        "state": "Whether a second person has counted them too.",
        "count": "How many signatures; public once counted.",
        "country": "Counted by country.",
        "scan_hash": "Hash of the scan, public in the log, so that the sheets can be asked for.",
        "received_on": "When they came.",
        "entered_by": "Line of who counted first, who must not decide alone.",
    }

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="entered")
    count = models.PositiveIntegerField()
    country = models.CharField(max_length=2, blank=True)
    scan_hash = models.CharField(max_length=64)
    received_on = models.DateField()
    entered_by = models.CharField(max_length=LENGTH)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=SHEET_STATES), name="sheet_state_known"),
            models.UniqueConstraint(fields=["petition", "scan_hash"], name="sheet_once"),
        ]


class Delivery(vault.Row):
    """One delivery of the pack: where to, by what way, under which number, and until when an answer is due."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Which petition.",
        "delivered_on": PUBLIC,
        "channel": PUBLIC,
        "office": PUBLIC,
        "incoming_number": "The office's own number for it, for asking after it.",
        "reply_due_on": PUBLIC,
        "answered_on": PUBLIC,
    }

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    delivered_on = models.DateField()
    channel = models.CharField(max_length=16)
    office = models.CharField(max_length=240)
    incoming_number = models.CharField(max_length=80, blank=True)
    reply_due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)


class Audit(vault.Row):
    """The audit of a petition's count by random sample: announced, drawn, found, published. It names no signer."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Which petition.",
        "state": PUBLIC,
        "head": "The signed head the sample is drawn under; published.",
        "wanted": PUBLIC,
        "source": "Which public randomness, announced before it existed; published.",
        "drawn_on": PUBLIC,
        "result": "What came; published.",
        "positions": "Which entries of the public log were drawn; published.",
        "reached": "Public once a second person has approved it, like everything found.",
        "real": "As above.",
        "bad": "As above.",
        "unreached": "As above.",
        "auditor": "Who answers for the finding, as they want to be named in public; public once approved.",
        "found_on": "As above.",
        "entered_by": "Line of who entered the finding, who must not approve it alone.",
    }

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=audit.ANNOUNCED)
    head = models.JSONField()
    wanted = models.PositiveIntegerField()
    source = models.CharField(max_length=240)
    drawn_on = models.DateField()
    result = models.CharField(max_length=240, blank=True)
    positions = models.JSONField(default=list)
    reached = models.PositiveIntegerField(null=True)
    real = models.PositiveIntegerField(null=True)
    bad = models.PositiveIntegerField(null=True)
    unreached = models.PositiveIntegerField(null=True)
    auditor = models.CharField(max_length=240, blank=True)
    found_on = models.DateField(null=True)
    entered_by = models.CharField(max_length=LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=audit.STATES), name="petition_audit_state_known"
            ),
        ]
