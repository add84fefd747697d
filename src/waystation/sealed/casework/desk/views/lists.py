"""The list of cases: filters, columns, pages, kept filters, giving many at once, taking it away as a table."""

import csv
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.desk import forms
from waystation.sealed.casework.desk.doing import coordinators, tried

# A cell that begins like this is taken for a formula by programs that open tables.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the cases the actor reads, filtered and page by page."""
    actor, on = staff.acting(request), clock.today()
    form = forms.Filter(request.GET or None)
    filters = form.filters()
    found = casework.list_cases(actor, filters, on=on, after=request.GET.get("after", ""))
    columns = form.shown()
    names = staff.names_of(actor, {row.owner for row in found.rows}) if "owner" in columns else {}
    phases = casework.count_by_phase(actor, filters, on=on)
    may_assign = actor.is_any("coordinator", "supervisor")
    assign = forms.Assign()
    if may_assign:
        forms.offer(assign, line=coordinators(actor))
    return render(
        request,
        "casework/desk/list.html",
        {
            "filter": form,
            "rows": [(row, names.get(row.owner, "")) for row in found.rows],
            "count": sum(phases.values()),
            "phases": [
                (_(casework.PHASES[phase]), count, _query(request.GET, phase=phase))
                for phase, count in phases.items()
            ],
            "columns": columns,
            "older": _query(request.GET, after=found.after) if found.after else "",
            "newer": _query(request.GET, after="") if request.GET.get("after") else "",
            "views": casework.list_views(actor),
            "save": forms.SaveView(initial={"query": _query(request.GET, after="")}),
            "assign": assign if may_assign else None,
            "query": _query(request.GET, after=""),
            "today": on,
        },
    )


@require_POST
def assign_many(request: HttpRequest) -> HttpResponse:
    """Give the chosen cases to one colleague."""
    actor = staff.acting(request)
    form = forms.Assign(request.POST)
    forms.offer(form, line=coordinators(actor))
    chosen = request.POST.getlist("case")
    if not chosen:
        messages.error(request, _("Choose at least one case."))
    elif form.is_valid():
        count = casework.assign_many(
            actor=actor, cases=chosen, line=form.cleaned_data["line"], at=clock.now()
        )
        messages.success(
            request, ngettext("%(count)s case given.", "%(count)s cases given.", count) % {"count": count}
        )
    else:
        messages.error(request, _("Choose to whom."))
    return redirect(_list(request.POST.get("query", "")))


@require_POST
def table(request: HttpRequest) -> HttpResponse:
    """Give the filtered list as a table; a post, because it is written into the ledger."""
    actor, at = staff.acting(request), clock.now()
    form = forms.Filter(QueryDict(request.POST.get("query", "")))
    rows = casework.take_list_away(actor=actor, filters=form.filters(), at=at)
    names = staff.names_of(actor, {row.owner for row in rows})
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="list.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    columns = _columns(names)
    sheet.writerow([heading for heading, _cell in columns])
    for row in rows:
        sheet.writerow([plain(cell(row)) for _heading, cell in columns])
    return response


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep a filter."""
    actor, form = staff.acting(request), forms.SaveView(request.POST)
    query = _query(QueryDict(request.POST.get("query", "")))
    if tried(form, lambda told: casework.save_view(actor=actor, name=told["name"], query=query)):
        messages.success(request, _("Kept. Only you can see its name."))
    else:
        messages.error(request, _("Give the filter a name."))
    return redirect(_list(query))


@require_POST
def drop_view(request: HttpRequest, view: str) -> HttpResponse:
    """Keep a filter no longer."""
    casework.drop_view(actor=staff.acting(request), view=view)
    return redirect("casework:case-list")


def plain(text: str) -> str:
    """Keep a cell from being taken for a formula when somebody opens the table."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _columns(names: dict[str, str]) -> list[tuple[str, Callable[[casework.CaseRow], str]]]:
    return [
        (_("Reference"), lambda row: row.ref),
        (_("Code name"), lambda row: row.alias),
        (_("Name"), lambda row: row.name),
        (_("Phase"), lambda row: _(row.phase_label)),
        (_("People"), _people),
        (_("Urgency"), lambda row: _(row.level_label)),
        (_("Coordinator"), lambda row: names.get(row.owner, "")),
        (_("Next step"), lambda row: row.next_step_on.isoformat() if row.next_step_on else ""),
        (_("Last heard"), lambda row: row.heard_on.isoformat()),
        (_("Opened"), lambda row: row.opened_on.isoformat()),
    ]


def _people(row: casework.CaseRow) -> str:
    """Say each member's phase, with what has befallen them."""
    told = [
        f"{_(phase)}{''.join(f' ({_(label)})' for _sign, label in marks)}{f' × {count}' if count > 1 else ''}"
        for phase, marks, count in row.member_labels
    ]
    return "; ".join(told)


_KNOWN = ("state", "phase", "level", "overlay", "silent", "order", "mine", "no_step", "columns")


def _query(present: QueryDict, **changes: str) -> str:
    """Return the filter as it stands in an address: known codes only, so that nothing typed ever stands there."""
    pairs = [
        (name, value) for name in _KNOWN for value in present.getlist(name) if name not in changes and value
    ]
    return urlencode([*pairs, *((name, value) for name, value in changes.items() if value)])


def _list(query: str) -> str:
    return f"{reverse('casework:case-list')}?{_query(QueryDict(query))}"
