"""Tables of the room: an offer, its conversation, the trust given, concerns, bookings and the days they take."""

from django.db import models
from django.db.models import Q

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.sealed.allies.rules import bookings, vetting


class Conversation(vault.SealedRow):
    """The messages between somebody who offers help and those who vet, all in one sealed body.

    One row cannot lose a message without losing its seal; a secret kept under the twelve words stands in it.
    """

    data_map = {
        "receipt": "Opaque name of the receipt's key pair, derived from the twelve words by a hash; finds the "
        "messages, and makes a second sending of the same form one offer. Erased with the offer.",
        "anchor": "Sealed under the twelve words: what the genuine conversation must contain (T-17).",
        "is_waiting": "They wrote last, so that the desk knows an answer is owed without opening every row.",
    }

    receipt = models.CharField(max_length=LENGTH, unique=True)
    anchor = models.BinaryField()
    is_waiting = models.BooleanField(default=True)


class Ally(vault.SealedRow):
    """Somebody who offered help. The body, for those who vet only: the offer, and everything the vetting found."""

    data_map = {
        "conversation": "Its conversation; opaque.",
        "state": "Where the vetting stands, so that whoever is not trusted is never found. Says nothing of who it is.",
        "received_on": "Day it came in: order of the list, retention. The time is sealed.",
        "trusted_until_on": "Day on which trust runs out, so that the worker can end it without a key.",
    }

    conversation = models.OneToOneField(Conversation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=vetting.MACHINE.start)
    received_on = models.DateField()
    trusted_until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(vetting.STATES)), name="ally_state_known")
        ]
        indexes = [models.Index(fields=["state", "-received_on", "-ref"], name="ally_by_state")]


class Trust(vault.SealedRow):
    """What colleagues who look for a helper may know of one who is trusted, in a compartment of its own."""

    data_map = {"ally": "Whose it is."}

    ally = models.OneToOneField(Ally, on_delete=models.CASCADE, related_name="+")


class Concern(vault.SealedRow):
    """Something that worried a colleague about a helper. Sealed to those who vet; its writer cannot read it back."""

    data_map = {
        "ally": "About whom.",
        "is_open": "Nobody has cleared it yet: until then nothing moves.",
    }

    ally = models.ForeignKey(Ally, on_delete=models.CASCADE, related_name="+")
    is_open = models.BooleanField(default=True)


class Booking(vault.SealedRow):
    """Asking a trusted helper for some days. What for is sealed to whoever asked, their teams and those who vet."""

    data_map = {
        "ally": "Whom.",
        "asked_by": "Which colleague asked, so that they are told when it falls away; opaque.",
        "state": "Where it stands, so that days that were let go are free.",
        "from_on": "First day: nobody must be promised twice.",
        "to_on": "Last day.",
    }

    ally = models.ForeignKey(Ally, on_delete=models.CASCADE, related_name="+")
    asked_by = models.CharField(max_length=LENGTH)
    state = models.CharField(max_length=12, default=bookings.MACHINE.start)
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(bookings.MACHINE.states)), name="ally_booking_state_known"
            ),
            models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="ally_booking_has_days"),
        ]


class BookedDay(vault.Row):
    """One day of one booking. The database itself refuses to promise the same place on a day twice."""

    data_map = {
        "booking": "Which booking.",
        "ally": "Whom.",
        "day": "Which day is taken.",
        "place": "Which of the helper's places on that day: always the first, except where several may ask at once.",
    }

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="+")
    ally = models.ForeignKey(Ally, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    place = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ally", "day", "place"], name="ally_day_once")]
