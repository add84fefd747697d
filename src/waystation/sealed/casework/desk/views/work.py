"""Pages of tasks, the next step, consent and approvals."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import here
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.desk import forms
from waystation.sealed.casework.desk.doing import colleagues, tried
from waystation.sealed.casework.desk.views.cases import sections


@require_GET
def tasks(request: HttpRequest, case: str) -> HttpResponse:
    """Show the tasks of a case: what is open, and the last that are over."""
    actor = staff.acting(request)
    return render(
        request,
        "casework/desk/tasks.html",
        {
            "case": casework.case(actor, case),
            "live": casework.list_tasks(actor, case),
            "over": casework.list_tasks(actor, case, is_live=False),
            "today": clock.today(),
        },
    )


@require_http_methods(["GET", "POST"])
def add_task(request: HttpRequest, case: str) -> HttpResponse:
    """Open a task."""
    actor = staff.acting(request)
    form = forms.TaskForm(request.POST or None)
    nobody = [("", _("Whoever coordinates the case"))]
    forms.offer(form, section=sections(actor, case), owner=[*nobody, *colleagues(actor)])
    if request.method == "POST" and tried(
        form, lambda told: casework.add_task(actor=actor, case=case, at=clock.now(), **told)
    ):
        messages.success(request, _("Kept."))
        return redirect("case", case=case)
    return render(request, "casework/desk/form.html", _page(actor, case, form, _("A task"), _("Keep")))


@require_http_methods(["GET", "POST"])
def next_step(request: HttpRequest, case: str) -> HttpResponse:
    """Say what happens next."""
    actor = staff.acting(request)
    casework.case(actor, case)
    form = forms.NextStep(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda told: casework.set_next_step(actor=actor, case=case, at=clock.now(), **told)
    ):
        messages.success(request, _("Kept."))
        return redirect("case", case=case)
    return render(request, "casework/desk/form.html", _page(actor, case, form, _("The next step"), _("Keep")))


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, task: str) -> HttpResponse:
    """Show a task; begin, finish, give up, cancel or put it off."""
    actor = staff.acting(request)
    card = casework.task(actor, task)
    form = forms.TaskStep(request.POST or None, initial={"version": card.version})
    if request.method == "POST" and tried(form, _task_deed(actor, card, request.POST.get("move", ""))):
        messages.success(request, _("Kept."))
        return redirect("case", case=card.case)
    names = staff.names_of(actor, {card.owner, *(step["by"] for step in card.history)})
    return render(
        request,
        "casework/desk/task.html",
        {
            "task": card,
            "form": form,
            "case": casework.case(actor, card.case),
            "owner": names.get(card.owner, ""),
            "history": [
                (step, names.get(step["by"], ""), _STEPS.get(step["what"], "")) for step in card.history
            ],
            "today": clock.today(),
        },
    )


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, person: str) -> HttpResponse:
    """Write down what somebody allows."""
    actor = staff.acting(request)
    card = casework.person(actor, person)
    form = forms.ConsentForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda told: casework.give_consent(actor=actor, person=person, at=clock.now(), **_bare(told))
    ):
        messages.success(request, _("Kept."))
        return redirect("casework:person", person=person)
    context = _page(actor, card.case, form, _("What they allow"), _("Keep"))
    return render(request, "casework/desk/form.html", {**context, "person": card})


@require_http_methods(["GET", "POST"])
def narrow(request: HttpRequest, person: str, consent: str) -> HttpResponse:
    """Write down that somebody allows less."""
    actor = staff.acting(request)
    card, found = casework.person(actor, person), _consent(actor, person, consent)
    initial = {
        "audiences": found.audiences,
        "excluded": found.excluded,
        "identifiability": found.identifiability,
        "until": found.until,
        "version": found.version,
    }
    form = forms.ConsentForm(request.POST or None, is_narrowing=True, initial=initial)
    if request.method == "POST" and tried(
        form, lambda told: casework.narrow_consent(actor=actor, consent=consent, at=clock.now(), **told)
    ):
        messages.success(request, _("Kept. What was wider no longer counts."))
        return redirect("casework:person", person=person)
    title = _("They allow less: %(purpose)s") % {"purpose": _(found.purpose_label)}
    context = _page(actor, card.case, form, title, _("Keep"))
    return render(request, "casework/desk/form.html", {**context, "person": card})


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, person: str, consent: str) -> HttpResponse:
    """Write down that somebody takes a consent back."""
    actor = staff.acting(request)
    card, found = casework.person(actor, person), _consent(actor, person, consent)
    form = forms.TakeBack(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and tried(
        form, lambda told: casework.withdraw_consent(actor=actor, consent=consent, at=clock.now(), **told)
    ):
        messages.success(request, _("Taken back. A task to tell everyone who received something is open."))
        return redirect("casework:person", person=person)
    title = _("They take it back: %(purpose)s") % {"purpose": _(found.purpose_label)}
    context = _page(actor, card.case, form, title, _("Take it back"))
    return render(request, "casework/desk/form.html", {**context, "person": card})


@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, case: str, approval: str) -> HttpResponse:
    """Show what waits for a second person, and decide it."""
    actor = staff.acting(request)
    card = here(next((each for each in casework.list_approvals(actor, case) if each.ref == approval), None))
    form = forms.Decision(request.POST or None)
    decision = request.POST.get("decision", "")
    if request.method == "POST" and tried(
        form,
        lambda told: casework.decide_approval(
            actor=actor, approval=approval, decision=decision, at=clock.now(), **told
        ),
    ):
        messages.success(request, _("Decided."))
        return redirect("case", case=case)
    return render(
        request,
        "casework/desk/approval.html",
        {
            "approval": card,
            "form": form,
            "case": casework.case(actor, case),
            "person": casework.person(actor, card.person),
            "asked_by": staff.names_of(actor, {card.asked_by}).get(card.asked_by, ""),
        },
    )


_STEPS = {
    "opened": gettext_noop("Opened"),
    "begin": gettext_noop("Begun"),
    "finish": gettext_noop("Done"),
    "give_up": gettext_noop("Not possible"),
    "cancel": gettext_noop("Cancelled"),
    "snoozed": gettext_noop("Put off"),
}


def _task_deed(actor: staff.Actor, card: casework.TaskCard, move: str) -> Callable[[dict[str, Any]], object]:
    def do(told: dict[str, Any]) -> object:
        at, reason, version = clock.now(), told["reason"], told["version"]
        if move == "snooze":
            due_on = told["due_on"] or card.due_on
            return casework.snooze_task(
                actor=actor, task=card.ref, due_on=due_on, reason=reason, version=version, at=at
            )
        return casework.move_task(
            actor=actor, task=card.ref, move=move, reason=reason, version=version, at=at
        )

    return do


def _consent(actor: staff.Actor, person: str, ref: str) -> casework.ConsentCard:
    return here(next((card for card in casework.list_consents(actor, person) if card.ref == ref), None))


def _bare(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "version"}


def _page(actor: staff.Actor, case: str, form: Any, title: str, submit: str) -> dict[str, Any]:
    return {"case": casework.case(actor, case), "form": form, "heading": title, "submit": submit}
