"""Pages of one case: opening it from a request, its sections, who reads it, urgency, notes, timeline, printing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.desk import forms
from waystation.sealed.casework.desk.doing import colleagues, coordinators, readers, tried
from waystation.sealed.intake import api as intake


@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, request_ref: str) -> HttpResponse:
    """Make an accepted request a case: choose the team that works on it."""
    actor, at = staff.acting(request), clock.now()
    intake.conversation(actor, request_ref)
    form = forms.OpenCase(request.POST or None)
    teams: forms.Choices = [(card.line, card.name) for card in staff.list_teams(actor, "casework")]
    forms.offer(form, team=teams, only=colleagues(actor, outside=False))
    if request.method == "POST" and tried(
        form, lambda told: casework.open_case(actor=actor, request=request_ref, at=at, **told)
    ):
        messages.success(request, _("The case is open, and its team has been told."))
        is_ours = form.cleaned_data["team"] in actor.teams and not form.cleaned_data["only"]
        if not is_ours:
            return redirect("intake:queue")
        opened = casework.find_case_of_request(actor, request_ref)
        return redirect("case", case=opened.ref if opened else request_ref)
    return render(request, "casework/desk/open.html", {"form": form, "request_ref": request_ref})


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, case: str, kind: str) -> HttpResponse:
    """Change one section's sheet."""
    actor = staff.acting(request)
    sheet = casework.get_sheet(actor, case, kind)
    labels = casework.FIELDS[kind]
    form = forms.SheetForm(
        request.POST or None, labels=labels, initial={**sheet.fields, "version": sheet.version}
    )
    if request.method == "POST" and tried(form, lambda told: _write(actor, case, kind, told)):
        messages.success(request, _("Kept."))
        return redirect("case", case=case)
    return render(request, "casework/desk/form.html", _page(actor, case, form, _(sheet.label), _("Keep")))


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, case: str) -> HttpResponse:
    """Write a note."""
    actor = staff.acting(request)
    form = forms.NoteForm(request.POST or None)
    forms.offer(form, section=sections(actor, case))
    if request.method == "POST" and tried(form, lambda told: _add_note(actor, case, told)):
        messages.success(request, _("Kept."))
        return redirect("case", case=case)
    return render(request, "casework/desk/form.html", _page(actor, case, form, _("Write a note"), _("Keep")))


@require_http_methods(["GET", "POST"])
def level(request: HttpRequest, case: str) -> HttpResponse:
    """Set how urgent a case is."""
    actor = staff.acting(request)
    card = casework.case(actor, case)
    form = forms.Level(request.POST or None, initial={"level": card.base_level})
    if request.method == "POST" and tried(
        form, lambda told: casework.set_level(actor=actor, case=case, at=clock.now(), **told)
    ):
        messages.success(request, _("Kept. What has befallen somebody may still demand more."))
        return redirect("case", case=case)
    return render(request, "casework/desk/form.html", _page(actor, case, form, _("Urgency"), _("Keep")))


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, case: str) -> HttpResponse:
    """Give a case to a colleague."""
    actor = staff.acting(request)
    casework.case(actor, case)
    form = forms.Assign(request.POST or None)
    forms.offer(form, line=coordinators(actor))
    if request.method == "POST" and tried(
        form, lambda told: casework.assign(actor=actor, case=case, at=clock.now(), **told)
    ):
        messages.success(request, _("Given."))
        return redirect("case", case=case)
    return render(
        request, "casework/desk/form.html", _page(actor, case, form, _("Who coordinates it?"), _("Give"))
    )


@require_POST
def heard(request: HttpRequest, case: str) -> HttpResponse:
    """Note that somebody heard from them today."""
    casework.hear_from(actor=staff.acting(request), case=case, at=clock.now())
    messages.success(request, _("Noted."))
    return redirect("case", case=case)


@require_http_methods(["GET", "POST"])
def who_reads(request: HttpRequest, case: str) -> HttpResponse:
    """Show who reads which section, and let somebody read one more."""
    actor = staff.acting(request)
    held = casework.list_readers(actor, case)
    form = forms.Grant(request.POST or None)
    forms.offer(
        form,
        line=readers(actor),
        kind=[(kind, _(label)) for kind, label in casework.SECTIONS.items() if kind in held],
    )
    if request.method == "POST" and tried(
        form, lambda told: casework.grant_section(actor=actor, case=case, at=clock.now(), **told)
    ):
        messages.success(request, _("They hold the key from now on."))
        return redirect("casework:readers", case=case)
    names = dict(readers(actor))
    rows = [
        (
            kind,
            casework.SECTIONS[kind],
            sorted((names.get(line, ""), line) for line in lines if line in names),
        )
        for kind, lines in held.items()
    ]
    context = _page(actor, case, form, _("Who reads what"), _("Let them read"))
    context["may_restrict"] = actor.is_any("coordinator", "supervisor") and "identity" in held
    return render(request, "casework/desk/readers.html", {**context, "rows": rows})


@require_POST
def withdraw(request: HttpRequest, case: str) -> HttpResponse:
    """Take a section back from somebody."""
    casework.withdraw_section(
        actor=staff.acting(request),
        case=case,
        kind=request.POST.get("kind", ""),
        line=request.POST.get("line", ""),
        at=clock.now(),
    )
    messages.success(request, _("Taken back. What is written from now on is closed to them."))
    return redirect("casework:readers", case=case)


@require_http_methods(["GET", "POST"])
def restrict(request: HttpRequest, case: str) -> HttpResponse:
    """Keep a case to named people."""
    actor = staff.acting(request)
    casework.case(actor, case)
    form = forms.Restrict(request.POST or None)
    forms.offer(form, people=colleagues(actor, outside=False))
    if request.method == "POST" and tried(
        form, lambda told: casework.restrict_case(actor=actor, case=case, at=clock.now(), **told)
    ):
        messages.success(request, _("From now on only those named read this case."))
        return redirect("case", case=case)
    title = _("Keep it to a few people")
    return render(request, "casework/desk/form.html", _page(actor, case, form, title, _("Keep it to them")))


@require_GET
def timeline(request: HttpRequest, case: str) -> HttpResponse:
    """Show the whole timeline, page by page."""
    actor = staff.acting(request)
    page = casework.timeline_page(actor, case, after=request.GET.get("after", ""))
    context = {
        "case": casework.case(actor, case),
        "content": page,
        "is_later": "after" in request.GET,
    }
    return render(request, "casework/desk/timeline_page.html", context)


@require_GET
def printed(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case for the printer: what the actor holds, on plain pages."""
    at = clock.now()
    page = casework.case_page(actor=staff.acting(request), case=case, at=at)
    return render(request, "casework/desk/print.html", {"page": page, "file": page.file, "at": at})


def sections(actor: staff.Actor, case: str) -> forms.Choices:
    """Return the sections the actor holds as choices.

    :raises NotHere: no such case for this actor.
    """
    held = casework.sections_held(actor, case)
    order = sorted(casework.SECTIONS, key=lambda kind: kind != "story")
    return [(kind, _(casework.SECTIONS[kind])) for kind in order if kind in held]


def _page(actor: staff.Actor, case: str, form: Any, title: str, submit: str) -> dict[str, Any]:
    return {"case": casework.case(actor, case), "form": form, "heading": title, "submit": submit}


def _write(actor: staff.Actor, case: str, kind: str, told: dict[str, Any]) -> None:
    fields = {name: told[name] for name in casework.FIELDS[kind]}
    casework.change_section(
        actor=actor, case=case, kind=kind, fields=fields, version=told["version"], at=clock.now()
    )


def _add_note(actor: staff.Actor, case: str, told: dict[str, Any]) -> None:
    at = clock.now()
    casework.add_note(actor=actor, case=case, text=told["text"], section=told["section"], at=at)
    if told["heard"]:
        casework.hear_from(actor=actor, case=case, at=at)
