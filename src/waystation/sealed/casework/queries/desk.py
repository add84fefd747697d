"""What the desk asks across cases: what is due today, what a name leads to, which filters somebody keeps."""

import json
from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from waystation.foundation.kernel.errors import here
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.cards import DueCard, FoundCard, Today, ViewCard
from waystation.sealed.casework.models import Approval, Case, Overlay, Person, Reader, SavedView, Task
from waystation.sealed.casework.queries.lists import MOST_COUNTED, count_waiting, mine
from waystation.sealed.casework.queries.naming import Named, name_cases
from waystation.sealed.casework.rules.tasks import LIVE

SILENT_DAYS = 14
_MOST = 30
VIEW = "saved view"


def today(actor: staff.Actor, on: date) -> Today:
    """Return what is due or overdue for the actor, and how many of their cases nobody is moving."""
    if not Reader.objects.filter(line__in=actor.ring.lines()).exists():
        return Today()  # nothing is due to them, and the questions would look through all cases
    return _today(actor, on)


def _today(actor: staff.Actor, on: date) -> Today:
    my_cases = Case.objects.all().within_reach(actor.ring).open().filter(mine(actor))
    tasks = _due_tasks(actor, on, my_cases)
    overlays = _due_overlays(actor, on, my_cases)
    approvals = _waiting_approvals(actor)
    without_step, silent = count_waiting(actor, on=on, silent_days=SILENT_DAYS)
    named = name_cases(
        actor,
        [row.case_id for row, _body in tasks]
        + [row.person.case_id for row in overlays]
        + [row.case_id for row in approvals],
    )
    return Today(
        tasks=tuple(
            _due(
                "task",
                row.ref,
                row.case_id,
                named,
                kind=row.kind,
                text=body["text"],
                due_on=row.due_on,
                on=on,
            )
            for row, body in tasks
        ),
        overlays=tuple(
            _due("overlay", row.person_id, row.person.case_id, named, kind=row.kind, due_on=row.due_on, on=on)
            for row in overlays
        ),
        approvals=tuple(
            _due("approval", row.ref, row.case_id, named, kind=row.kind, due_on=row.asked_on, on=on)
            for row in approvals
        ),
        without_step=without_step,
        silent=silent,
        silent_days=SILENT_DAYS,
        is_cut=MOST_COUNTED in (without_step, silent),
    )


def search(actor: staff.Actor, query: str, *, limit: int = 50) -> list[FoundCard]:
    """Find persons and cases by any known spelling of a name or by alias, among what the actor holds."""
    found = vault.search(actor.ring, kinds=["person", "case"], query=query, limit=limit)
    persons = Person.objects.in_bulk([hit.subject for hit in found if hit.kind == "person"])
    cases = (
        Case.objects.all()
        .within_reach(actor.ring)
        .in_bulk([hit.subject if hit.kind == "case" else str(hit.card["case"]) for hit in found])
    )
    cards = []
    for hit in found:
        row = persons.get(hit.subject) if hit.kind == "person" else cases.get(hit.subject)
        case = row.case_id if isinstance(row, Person) else hit.subject
        if row is not None and case in cases:
            card = hit.card
            cards.append(FoundCard(hit.subject, hit.kind, case, card["name"], card["alias"], row.phase))
    return cards


def list_views(actor: staff.Actor) -> list[ViewCard]:
    """List the filters the actor keeps."""
    views = []
    for row in SavedView.objects.filter(line=actor.ref):
        told = json.loads(vault.open_from_line(actor.ring, bytes(row.sealed), purpose=VIEW, about=row.ref))
        views.append(ViewCard(row.ref, told["name"], told["query"]))
    return sorted(views, key=lambda view: view.name.casefold())


def get_view(actor: staff.Actor, ref: str) -> ViewCard:
    """Return one of the filters the actor keeps.

    :raises NotHere: they keep none by that reference.
    """
    return here(next((view for view in list_views(actor) if view.ref == ref), None))


def _due(
    what: str,
    ref: str,
    case: str,
    named: Mapping[str, Named],
    *,
    kind: str,
    due_on: date,
    on: date,
    text: str = "",
) -> DueCard:
    called = named[case].called if case in named else ""
    return DueCard(ref, what, case, called, kind, text, due_on, due_on < on)


def _due_tasks(actor: staff.Actor, on: date, my_cases: QuerySet[Case]) -> list[tuple[Task, dict[str, str]]]:
    """Open what has been due longest, at most so many.

    One question for each state, so that the index gives them in order and grants are looked up for those only which
    are shown, not for everything that is due; and references first, because sealed bodies are dear to sort.
    """
    due = Task.objects.filter(due_on__lte=on, section__in=vault.within_reach(actor.ring)).filter(
        Q(owner=actor.ref) | Q(owner="") & Exists(my_cases.filter(ref=OuterRef("case")))
    )
    found: list[tuple[date, str]] = []
    for state in LIVE:
        found += due.filter(state=state).order_by("due_on", "ref").values_list("due_on", "ref")[:_MOST]
    refs = [ref for _due_on, ref in sorted(found)[:_MOST]]
    rows = Task.objects.select_related("section").filter(ref__in=refs).order_by("due_on", "ref")
    return vault.read_held(actor.ring, rows)


def _due_overlays(actor: staff.Actor, on: date, my_cases: QuerySet[Case]) -> list[Overlay]:
    reached = Reader.objects.filter(case=OuterRef("person__case"), line__in=actor.ring.lines())
    rows = (
        Overlay.objects.select_related("person")
        .filter(Exists(reached), closed_on=None, due_on__lte=on)
        .filter(Q(owner=actor.ref) | Q(owner="") & Exists(my_cases.filter(ref=OuterRef("person__case"))))
        .order_by("due_on", "ref")
    )
    return list(rows[:_MOST])


def _waiting_approvals(actor: staff.Actor) -> list[Approval]:
    if not actor.is_any("supervisor"):
        return []
    rows = Approval.objects.filter(state="asked", section__in=vault.within_reach(actor.ring))
    return list(rows.exclude(asked_by=actor.ref).order_by("asked_on", "ref")[:_MOST])
