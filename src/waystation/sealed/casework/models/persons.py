"""Persons and what is true of each: phase and its history, overlays, marks, consent."""

from django.db import models

from waystation.foundation.vault import api as vault
from waystation.sealed.casework.models.cases import Case, TravelUnit
from waystation.sealed.casework.models.columns import code_check, line_column
from waystation.sealed.casework.rules.consents import STATES as CONSENT_STATES
from waystation.sealed.casework.rules.endings import END_REASONS
from waystation.sealed.casework.rules.marks import MARKS
from waystation.sealed.casework.rules.overlays import OVERLAYS
from waystation.sealed.casework.rules.phases import PHASES


class Person(vault.Row):
    """A member of a travel unit with a phase of their own, and an identity section that can be destroyed alone."""

    data_map = {
        "case": "Which case.",
        "unit": "Who travels with whom.",
        "identity": "The person's own compartment for name, papers and consent.",
        "phase": "Phase code, for lists and figures; staff with a grant; erased with the person.",
        "end_reason": "Reason code of the ending, for figures; erased with the person.",
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(TravelUnit, on_delete=models.CASCADE, related_name="+")
    identity = models.ForeignKey(vault.Section, on_delete=models.PROTECT, related_name="+")
    phase = models.CharField(max_length=20)
    end_reason = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            code_check("person", "phase", PHASES),
            code_check("person", "end_reason", ["", *END_REASONS]),
        ]


class PersonSheet(vault.SealedRow):
    """What one section says about a person: ``identity`` in their own compartment, ``logistics`` in the case's."""

    data_map = {"person": "Whose.", "kind": "identity or logistics."}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="casework_person_sheet_once"),
            code_check("person_sheet", "kind", ["identity", "logistics"]),
        ]


class PhaseMove(vault.Row):
    """One step of a person from phase to phase; the exact time, the reason and who did it are in the timeline."""

    data_map = {
        "person": "Whose; erased with the person.",
        "name": "Name of the move.",
        "source": "Phase code before.",
        "target": "Phase code after.",
        "on": "Day, for figures by date.",
    }

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    on = models.DateField()

    class Meta:
        constraints = [
            code_check("phase_move", "source", PHASES),
            code_check("phase_move", "target", PHASES),
        ]
        indexes = [models.Index(fields=["target", "on"], name="casework_phase_move_by_day")]


class Overlay(vault.Row):
    """Something that has befallen a person, with an owner and a day for the next action."""

    data_map = {
        "person": "Whose; erased with the person.",
        "kind": "Overlay code.",
        "opened_on": "Day it was opened.",
        "closed_on": "Day it was closed.",
        "due_on": "Day of the next action, so that it is not forgotten.",
        "owner": "Opaque name of who sees to it; empty: whoever the case is assigned to.",
    }

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    due_on = models.DateField()
    owner = line_column(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(closed_on=None),
                name="casework_overlay_one_open",
            ),
            code_check("overlay", "kind", OVERLAYS),
        ]
        indexes = [models.Index(fields=["closed_on", "due_on"], name="casework_overlay_due")]


class Mark(vault.Row):
    """A fact that decides which moves are possible, placed by the room that brings it about; gone when lifted."""

    data_map = {
        "person": "Whose; erased with the person.",
        "kind": "Mark code.",
        "thing": "Opaque reference of what brings it about (a stay, a journey …).",
        "placed_on": "Day it was placed.",
    }

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    thing = line_column()
    placed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "thing"], name="casework_mark_once"),
            code_check("mark", "kind", MARKS),
        ]


class Consent(vault.SealedRow):
    """What a person allows: purpose, audiences, identifiability and days are sealed with their identity."""

    data_map = {
        "person": "Whose; erased with the person.",
        "state": "given, narrowed or withdrawn: which ones still count.",
    }

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12)

    class Meta:
        constraints = [code_check("consent", "state", CONSENT_STATES)]
