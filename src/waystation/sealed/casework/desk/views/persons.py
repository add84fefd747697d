"""Pages of one person: who they are, moving them, the checklist, what has befallen them, what they allow."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.desk import forms
from waystation.sealed.casework.desk.doing import tried


@require_GET
def person(request: HttpRequest, person: str) -> HttpResponse:
    """Show a person: phase and moves, checklist, what has befallen them, consent, who they are."""
    actor, at = staff.acting(request), clock.now()
    sheet = casework.open_person(actor=actor, person=person, at=at)
    return render(
        request,
        "casework/desk/person.html",
        {
            "sheet": sheet,
            "person": sheet.person,
            "case": casework.case(actor, sheet.person.case),
            "identity": _rows(casework.IDENTITY, sheet.identity),
            "logistics": _rows(casework.LOGISTICS, sheet.logistics),
            "may_change": sheet.identity is not None and sheet.logistics is not None,
            "may_keep": actor.is_any("coordinator", "supervisor") and sheet.identity is not None,
            "travels_apart": len({other.unit for other in casework.list_persons(actor, sheet.person.case)})
            > 1,
            "today": at.date(),
        },
    )


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case: str) -> HttpResponse:
    """Add somebody to a case."""
    actor = staff.acting(request)
    card = casework.case(actor, case)
    form = forms.PersonForm(request.POST or None, initial={"role": "partner"})
    if request.method == "POST" and tried(form, lambda told: _add(actor, case, told)):
        messages.success(request, _("Added. A code name was made up for them."))
        return redirect("case", case=case)
    context = {"form": form, "case": card, "heading": _("Somebody new"), "submit": _("Add")}
    return render(request, "casework/desk/form.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, person: str) -> HttpResponse:
    """Change what is known of a person."""
    actor, at = staff.acting(request), clock.now()
    card = casework.person(actor, person)
    sheet = casework.open_person(actor=actor, person=person, at=at) if request.method == "GET" else None
    form = forms.PersonForm(request.POST or None, initial=_initial(sheet) if sheet else {})
    if request.method == "POST" and tried(
        form, lambda told: casework.change_person(actor=actor, person=person, at=at, **told)
    ):
        messages.success(request, _("Kept."))
        return redirect("casework:person", person=person)
    return render(request, "casework/desk/form.html", _page(actor, card, form, _("What is known"), _("Keep")))


@require_POST
def moves(request: HttpRequest, person: str) -> HttpResponse:
    """Make a move at once, or go to the page that asks what it needs."""
    move = request.POST.get("move", "")
    if move in casework.REASONED or move in casework.APPROVALS:
        return redirect("casework:move", person=person, move=move)
    card = casework.move_person(actor=staff.acting(request), person=person, move=move, at=clock.now())
    messages.success(request, _("Now: %(phase)s.") % {"phase": _(card.phase_label)})
    return redirect("casework:person", person=person)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, person: str, move: str) -> HttpResponse:
    """Ask for a reason, and make the move or ask a second person to agree to it."""
    actor = staff.acting(request)
    card = casework.person(actor, person)
    label = here(casework.MOVES.get(move))
    is_asked = move in casework.APPROVALS
    form = forms.Move(request.POST or None, move=move)
    act = casework.ask_approval if is_asked else casework.move_person
    if request.method == "POST" and tried(
        form, lambda told: act(actor=actor, person=person, move=move, at=clock.now(), **told)
    ):
        done = _("A second person has been asked.") if is_asked else _("Done.")
        messages.success(request, done)
        return redirect("casework:person", person=person)
    submit = _("Ask a second person") if is_asked else _("Do it")
    return render(
        request,
        "casework/desk/form.html",
        _page(actor, card, form, _(label), submit) | {"is_asked": is_asked},
    )


@require_POST
def check(request: HttpRequest, person: str) -> HttpResponse:
    """Set or clear one line of the checklist."""
    casework.check_off(
        actor=staff.acting(request),
        person=person,
        kind=request.POST.get("kind", ""),
        is_done=request.POST.get("done") == "yes",
        at=clock.now(),
    )
    return redirect("casework:person", person=person)


@require_http_methods(["GET", "POST"])
def overlay(request: HttpRequest, person: str) -> HttpResponse:
    """Note that something has befallen somebody."""
    actor = staff.acting(request)
    card = casework.person(actor, person)
    form = forms.OverlayForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda told: casework.open_overlay(actor=actor, person=person, at=clock.now(), **told)
    ):
        messages.success(request, _("Noted. Whoever coordinates the case has been told."))
        return redirect("casework:person", person=person)
    title = _("Something has happened")
    return render(request, "casework/desk/form.html", _page(actor, card, form, title, _("Note it")))


@require_http_methods(["GET", "POST"])
def overlay_step(request: HttpRequest, person: str, kind: str) -> HttpResponse:
    """Say that it is over, or what was done and when we look again."""
    actor = staff.acting(request)
    card = casework.person(actor, person)
    if kind not in card.overlays:
        raise NotHere
    form = forms.OverlayStep(request.POST or None)
    is_over = request.POST.get("over") == "yes"
    if request.method == "POST" and tried(
        form, lambda told: _go_on(actor, person, kind, told, is_over=is_over)
    ):
        messages.success(request, _("Noted."))
        return redirect("casework:person", person=person)
    context = _page(actor, card, form, _(casework.OVERLAYS[kind].label), _("Look again then"))
    return render(request, "casework/desk/overlay.html", context)


@require_POST
def apart(request: HttpRequest, person: str) -> HttpResponse:
    """Have a person travel apart from the others, as a unit of their own."""
    actor = staff.acting(request)
    casework.travel_apart(actor=actor, persons=[person], at=clock.now())
    messages.success(request, _("They travel apart from the others now."))
    return redirect("casework:person", person=person)


@require_POST
def together(request: HttpRequest, case: str) -> HttpResponse:
    """Have everyone of a case travel together again."""
    casework.travel_together(actor=staff.acting(request), case=case, at=clock.now())
    messages.success(request, _("Everyone travels together now."))
    return redirect("case", case=case)


def _page(
    actor: staff.Actor, card: casework.PersonCard, form: Any, title: str, submit: str
) -> dict[str, Any]:
    case = casework.case(actor, card.case)
    return {"case": case, "person": card, "form": form, "heading": title, "submit": submit}


def _add(actor: staff.Actor, case: str, told: dict[str, Any]) -> None:
    words = {name: value for name, value in told.items() if name != "version"}
    casework.add_person(actor=actor, case=case, at=clock.now(), **words)


def _go_on(actor: staff.Actor, person: str, kind: str, told: dict[str, Any], *, is_over: bool) -> None:
    at, note = clock.now(), told["note"]
    if is_over:
        casework.close_overlay(actor=actor, person=person, kind=kind, note=note, at=at)
    else:
        days = told["days"] or 0
        casework.put_off_overlay(actor=actor, person=person, kind=kind, note=note, days=days, at=at)


def _initial(sheet: casework.PersonSheetCard) -> dict[str, Any]:
    return {
        **(sheet.identity or {}),
        **(sheet.logistics or {}),
        "role": sheet.person.role,
        "is_minor": sheet.person.is_minor,
        "version": sheet.version,
    }


def _rows(labels: Any, values: Any) -> list[dict[str, str]] | None:
    if values is None:
        return None
    return [{"label": _(labels[name]), "value": text} for name, text in values.items() if text]
