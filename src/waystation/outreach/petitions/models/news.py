"""Tables of updates: what is told, and to whom, whose addresses nobody on this machine can open while none is being sent."""

from typing import ClassVar

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions.models.petitions import PUBLIC, Petition, StrandHead
from waystation.outreach.petitions.rules import news

_ONCE_APPROVED = "Public once a second person approved it; until then a draft that names nobody in danger."


class Update(vault.Row):
    """What happened with a petition, told on its page and by mail to those who asked."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Which petition.",
        "state": "Where it stands; public once it was approved.",
        "goal": "Which milestone it tells of, so that each is told once; public.",
        "author": "Line of who changed it last, who must not decide alone.",
        "subjects": _ONCE_APPROVED,
        "words": _ONCE_APPROVED,
        "letters": "The mails as approved, by language, without anybody's link in them.",
        "published_on": PUBLIC,
        "sent_on": "The day on which its sending began.",
        "gone": "How many mails the server took.",
        "refused": "How many mailboxes there are no more; no address is kept of it.",
        "uncertain": "How many were under way when the worker died; no address is kept of it.",
    }

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=news.UPDATE.start)
    goal = models.PositiveIntegerField(null=True)
    author = models.CharField(max_length=LENGTH, blank=True)
    subjects = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    letters = models.JSONField(default=dict)
    published_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)
    gone = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(news.UPDATE.states)), name="petition_update_state_known"
            ),
            models.UniqueConstraint(fields=["petition", "goal"], name="petition_goal_told_once"),
        ]


class Reader(vault.Row):
    """Somebody who asked for updates. No table leads from here to a signature, and no key here opens the address."""

    data_map: ClassVar[dict[str, str]] = {
        "petition": "Which petition.",
        "state": "Unconfirmed ones die after three days, the others half a year after closing.",
        "asked_on": "The three days are counted from it; emptied when confirmed.",
        "told": "The update that last left for them, so that none leaves twice.",
        "refusals": "How often in a row the mailbox was not there; erased with the row after the third.",
        "strand": "Which strand the address hangs on.",
        "sealed": "Address and language, sealed to the campaign's key, whose private half is not on this machine.",
    }

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=news.PENDING)
    asked_on = models.DateField(null=True)
    told = models.CharField(max_length=LENGTH, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    strand = models.ForeignKey(StrandHead, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=news.READER_STATES), name="petition_reader_state_known"
            ),
        ]


class Bundle(vault.Row):
    """One address that the key holder sealed to the mailer for one update; erased as the mail leaves, or after three days."""

    data_map: ClassVar[dict[str, str]] = {
        "update": "For which update.",
        "state": "Waiting, or being handed to the mail server at this moment.",
        "laid_on": "Those that wait are erased after three days.",
        "strand": "Which strand it hangs on.",
        "sealed": "Address, language and link to stop, sealed to the mailer, whose key only the worker can read.",
    }

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, default=news.WAITING)
    laid_on = models.DateField()
    strand = models.ForeignKey(StrandHead, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=news.BUNDLE_STATES), name="petition_bundle_state_known"
            ),
        ]
