"""Tables of letters. Officials are public; of whoever writes nothing stands here but counters and sealed mail on its way."""

from typing import ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.outreach.letters.rules.machine import CAMPAIGN, STATEMENT

PUBLIC = "Public: an official's, from open data."
PUBLIC_ONCE_OPEN = "Public from the day the campaign opens; until then a draft."
PUBLIC_ONCE_SHOWN = "Public once a second person has looked."
ASK, LETTER, COPY = "ask", "letter", "copy"


class Official(vault.Row):
    """Somebody who decides, or the office they hold, as open data describe them."""

    data_map: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "source",
                "key",
                "country",
                "body",
                "division",
                "region",
                "district",
                "name",
                "title",
                "party",
                "email",
                "phone",
                "address",
                "form",
                "website",
            ),
            PUBLIC,
        ),
        "is_dangerous": "Public: a letter to them may harm who signs it.",
        "is_gone": "Public: the newest file does not name them any more.",
        "position": "Public: where they stand, by the newest public statement.",
    }

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    body = models.CharField(max_length=120)
    division = models.CharField(max_length=160)
    region = models.CharField(max_length=80, blank=True)
    district = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=160)
    title = models.CharField(max_length=120, blank=True)
    party = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=300, blank=True)
    form = models.CharField(max_length=300, blank=True)
    website = models.CharField(max_length=300, blank=True)
    is_dangerous = models.BooleanField(default=False)
    is_gone = models.BooleanField(default=False)
    position = models.CharField(max_length=12, default="unknown")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="official_once")]
        indexes = [models.Index(fields=["country", "body"], name="official_by_body")]


class Office(vault.Row):
    """A local office of an official."""

    data_map: ClassVar[dict[str, str]] = dict.fromkeys(
        ("official", "key", "city", "address", "phone"), PUBLIC
    )

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["official", "key"], name="office_once")]


class PostalArea(vault.Row):
    """A postal code and one of the constituencies it lies in."""

    data_map: ClassVar[dict[str, str]] = {
        "country": "Public: geography, from open data.",
        "code": "Public: every postal code there is; which of them anybody looked up is not kept.",
        "division": "Public: geography, from open data.",
    }

    country = models.CharField(max_length=2)
    code = models.CharField(max_length=10)
    division = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "code", "division"], name="postal_area_once")
        ]


class Edition(vault.Row):
    """Which edition of a source is taken in; a new reference each time, so that every process notices."""

    data_map: ClassVar[dict[str, str]] = {
        "source": PUBLIC,
        "taken_on": "When the file was imported last; says nothing of a person.",
    }

    source = models.CharField(max_length=40, unique=True)
    taken_on = models.DateField()


class Campaign(vault.Row):
    """One letter campaign; its words are in its texts, one for each language."""

    data_map: ClassVar[dict[str, str]] = {
        "state": "Where it stands; public once it is open.",
        "author": "Line of who changed the draft last, who must not decide alone.",
        "letter_language": PUBLIC_ONCE_OPEN,
        "country": PUBLIC_ONCE_OPEN,
        "body": PUBLIC_ONCE_OPEN,
        "official": PUBLIC_ONCE_OPEN,
        "is_dangerous": PUBLIC_ONCE_OPEN,
        "is_relayed": PUBLIC_ONCE_OPEN,
        "opened_on": "Public.",
        "closed_on": "Public.",
    }

    state = models.CharField(max_length=12, default=CAMPAIGN.start)
    author = models.CharField(max_length=LENGTH)
    letter_language = models.CharField(max_length=8, default="en")
    country = models.CharField(max_length=2, blank=True)
    body = models.CharField(max_length=120, blank=True)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+", null=True)
    is_dangerous = models.BooleanField(default=True)
    is_relayed = models.BooleanField(default=False)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(CAMPAIGN.states)), name="letter_campaign_state_known"
            ),
        ]


class CampaignText(vault.Row):
    """The words of a campaign in one language."""

    data_map: ClassVar[dict[str, str]] = {
        "campaign": "Whose text.",
        **dict.fromkeys(
            ("language", "title", "summary", "subject", "body", "points", "script"), PUBLIC_ONCE_OPEN
        ),
    }

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=160)
    summary = models.TextField()
    subject = models.CharField(max_length=140)
    body = models.TextField()
    points = models.TextField(blank=True)
    script = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "language"], name="letter_campaign_text_once")
        ]


class Statement(vault.Row):
    """What an official said or did, with its day and source; a promise has a day on which it is due."""

    data_map: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "official",
                "kind",
                "position",
                "said_on",
                "source",
                "words",
                "language",
                "due_on",
                "outcome",
            ),
            PUBLIC_ONCE_SHOWN,
        ),
        "state": "Whether a second person has looked.",
        "author": "Line of who noted it, who must not make it public alone.",
        "weighed": "Kept or broken, as one person says: public in outcome once another says the same.",
        "weighed_by": "Line of who says so; emptied when another does.",
    }

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    position = models.CharField(max_length=12, default="unknown")
    said_on = models.DateField()
    source = models.CharField(max_length=300)
    words = models.TextField()
    language = models.CharField(max_length=8)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=8, blank=True)
    weighed = models.CharField(max_length=8, blank=True)
    weighed_by = models.CharField(max_length=LENGTH, blank=True)
    state = models.CharField(max_length=12, default=STATEMENT.start)
    author = models.CharField(max_length=LENGTH)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(STATEMENT.states)), name="statement_state_known"
            ),
        ]


class Tally(vault.Row):
    """How many wrote to or called one official in one campaign by one way; who and when is kept nowhere."""

    data_map: ClassVar[dict[str, str]] = {
        "campaign": "Which campaign.",
        "official": "To whom.",
        "channel": "By which way.",
        "heard": "For calls: what was heard, one of six codes.",
        "count": "How many; the desk sees it, the public sees `said`.",
        "said": "Public: what was said yesterday, in steps of five and never small.",
        "lag": "By how much `said` stays behind, so that nobody sees one person write; shown to nobody.",
    }

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)
    heard = models.CharField(max_length=12, blank=True)
    count = models.PositiveBigIntegerField(default=0)
    said = models.PositiveBigIntegerField(default=0)
    lag = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "official", "channel", "heard"], name="letter_tally_once"
            )
        ]


class Press(vault.Row):
    """A button that was pressed, by the hash of a number made up for its page: pressed twice it counts once."""

    data_map: ClassVar[dict[str, str]] = {"pressed_on": "Swept after a day."}

    pressed_on = models.DateField()


class RelayMail(vault.Row):
    """A mail on its way through the relay, sealed to the mailer: who writes, to whom and what. Erased as it leaves."""

    data_map: ClassVar[dict[str, str]] = {
        "letter": "Hash of the mailed link's secret; joins the mails of one letter.",
        "kind": "Which mail: the question whether it may go, the letter, the copy.",
        "is_confirmed": "Whether the mailed link's button was pressed.",
        "left_on": "Letters that nobody confirmed, or that could not leave, are erased after some days.",
        "sealed": "Sealed to the mailer, whose key only the worker can read. Erased when the mail has left.",
    }

    letter = models.CharField(max_length=LENGTH, db_index=True)
    kind = models.CharField(max_length=8)
    is_confirmed = models.BooleanField(default=False)
    left_on = models.DateField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[ASK, LETTER, COPY]), name="relay_mail_kind_known"
            ),
        ]
