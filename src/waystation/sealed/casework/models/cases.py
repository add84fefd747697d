"""Cases, their sections' sheets, travel units, who is assigned, and the timeline."""

from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.models.columns import code_check, line_column
from waystation.sealed.casework.rules.levels import LEVELS
from waystation.sealed.casework.rules.phases import PHASES
from waystation.sealed.casework.rules.sections import SECTIONS


class CaseQuerySet(models.QuerySet["Case"]):
    """Ways to ask for cases; all of them begin with what a ring reaches."""

    def within_reach(self, ring: vault.Ring) -> "CaseQuerySet":
        """Keep the cases of which the ring holds at least one section."""
        return self.filter(
            models.Exists(Reader.objects.filter(case=models.OuterRef("ref"), line__in=ring.lines()))
        )

    def open(self) -> "CaseQuerySet":
        """Keep the cases with somebody open in them."""
        return self.filter(closed_on=None)


class Case(vault.Row):
    """One travel unit's matter, from acceptance on. Its phase is derived from its members (rules.case_phase)."""

    data_map = {
        "request": "Opaque reference of the request it came from; joins the conversation to the case.",
        "team": "Opaque name of the team that works on it.",
        "phase": "Derived phase code, for lists and figures; staff with a grant; erased with the case.",
        "base_level": "Triage level as people set it, so that it returns when an overlay is closed.",
        "level": "Triage level in force, so that what is urgent comes first.",
        "opened_on": "Day the case was opened, for lists.",
        "closed_on": "Day nobody in it was open any longer; retention counts from it.",
        "heard_on": "Day somebody last heard from them, so that silence is noticed.",
        "next_step_on": "Day of the next step, so that cases without one are noticed.",
    }

    request = line_column(unique=True)
    team = line_column()
    phase = models.CharField(max_length=20)
    base_level = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    heard_on = models.DateField()
    next_step_on = models.DateField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            code_check("case", "phase", PHASES),
            code_check("case", "level", LEVELS),
            code_check("case", "base_level", LEVELS),
        ]
        indexes = [
            models.Index(fields=["-opened_on", "ref"], name="casework_case_opened"),
            models.Index(fields=["heard_on", "ref"], name="casework_case_heard"),
            models.Index(fields=["next_step_on", "ref"], name="casework_case_next_step"),
        ]


class CaseSheet(vault.SealedRow):
    """One section of a case: the compartment's key, and a body with the alias and the section's own fields."""

    data_map = {"case": "Which case.", "kind": "Which section, so that gates know what they guard."}

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="casework_case_sheet_once"),
            code_check("case_sheet", "kind", SECTIONS),
        ]


class Reader(vault.Row):
    """Who may open some section of a case: the grants once more, so that lists and counts are one indexed question."""

    data_map = {
        "case": "Which case.",
        "line": "Opaque name of a person or team with a grant; follows from the grants, which say the same.",
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    line = line_column()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "line"], name="casework_reader_once")]
        indexes = [models.Index(fields=["line", "case"], name="casework_reader_of")]


class TravelUnit(vault.Row):
    """People of one case who travel together; a child sent ahead is a unit of its own."""

    data_map = {"case": "Which case."}

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")


class Assignment(vault.Row):
    """Who works on a case in which role, from when to when: a history, not a field."""

    data_map = {
        "case": "Which case.",
        "role": "Role code on the case.",
        "line": "Opaque name of a member of staff, so that 'mine' is one indexed question.",
        "from_on": "Day it began.",
        "until_on": "Day it ended.",
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16)
    line = line_column()
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "role"],
                condition=models.Q(until_on=None),
                name="casework_assignment_one_live",
            )
        ]
        indexes = [models.Index(fields=["line", "until_on", "case"], name="casework_assignment_mine")]


class Entry(vault.SealedRow):
    """One line of the timeline: a note, or something that happened. Exact time, author and text are in the body."""

    data_map = {
        "case": "Which case.",
        "person": "Which person, where it is about one; erased with the person.",
        "kind": "note, moved, overlay …: which sentence the page shows.",
        "on": "Day, for paging.",
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    person = models.CharField(max_length=LENGTH, blank=True, db_index=True)
    kind = models.CharField(max_length=24)
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["case", "-on", "ref"], name="casework_entry_timeline")]


class SavedView(vault.Row):
    """A filter of the case list that somebody keeps; its name and codes are sealed to them."""

    data_map = {"line": "Whose.", "sealed": "Sealed to the line."}

    line = line_column(db_index=True)
    sealed = models.BinaryField()
