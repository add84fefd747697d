"""What is due and what waits for a second person: tasks and approvals."""

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.models.cases import Case
from waystation.sealed.casework.models.columns import code_check, line_column
from waystation.sealed.casework.rules.approvals import APPROVAL
from waystation.sealed.casework.rules.phases import APPROVAL_KINDS
from waystation.sealed.casework.rules.tasks import KINDS, TASK


class Task(vault.SealedRow):
    """Something to do, in a section of the case; what exactly is sealed, the day is not."""

    data_map = {
        "case": "Which case.",
        "person": "Which person, where it is about one; erased with the person.",
        "kind": "Task code, so that a task the house opened itself can be named in the reader's language.",
        "state": "State code.",
        "due_on": "Day it is due, so that nothing is forgotten.",
        "owner": "Opaque name of who does it; empty: whoever the case is assigned to.",
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=LENGTH, blank=True, db_index=True)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    due_on = models.DateField()
    owner = line_column(blank=True)

    class Meta:
        constraints = [
            code_check("task", "kind", KINDS),
            code_check("task", "state", TASK.states),
        ]
        indexes = [
            models.Index(fields=["state", "due_on", "ref"], name="casework_task_due"),
            models.Index(fields=["case", "state", "due_on"], name="casework_task_of_case"),
        ]


class Approval(vault.SealedRow):
    """A deed that needs a second person: asked for by one, given or returned by another. Reasons are sealed."""

    data_map = {
        "case": "Which case.",
        "person": "Which person; erased with the person.",
        "kind": "What is to be agreed to.",
        "state": "asked, given or returned.",
        "asked_by": "Opaque name of who asked: they may not approve it.",
        "asked_on": "Day it was asked.",
        "decided_by": "Opaque name of who decided.",
        "decided_on": "Day it was decided.",
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=LENGTH, db_index=True)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    asked_by = line_column()
    asked_on = models.DateField()
    decided_by = line_column(blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        constraints = [
            code_check("approval", "kind", APPROVAL_KINDS),
            code_check("approval", "state", APPROVAL.states),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by")),
                name="casework_approval_by_somebody_else",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(state="asked"),
                name="casework_approval_asked_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_on"], name="casework_approval_waiting")]
