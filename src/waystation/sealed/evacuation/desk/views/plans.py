"""Pages of plans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import here
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.desk import forms


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, case: str) -> HttpResponse:
    """Begin a plan for people of a case."""
    actor, at = staff.acting(request), clock.now()
    here(evacuation.panel(actor, case, at))
    people = [(card.ref, card.called) for card in casework.list_persons(actor, case)]
    form = forms.NewPlan(
        request.POST or None, persons=people, initial={"persons": [ref for ref, _name in people]}
    )
    made: list[evacuation.PlanCard] = []

    def act() -> None:
        persons = form.cleaned_data["persons"]
        made.append(
            evacuation.draft_plan(actor=actor, case=case, persons=persons, fields=form.texts(), at=at)
        )

    if asking.is_done(form, act):
        return redirect("evacuation:plan", plan=made[0].ref)
    return render(request, "evacuation/desk/draft_plan.html", {"form": form, "case": case})


@require_GET
def plan(request: HttpRequest, plan: str) -> HttpResponse:
    """Show a plan, what was done to it, and what can be done."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_plan(actor, plan)
    names = staff.names_of(actor, {step.by for step in card.history})
    context = {
        "plan": card,
        "history": [(step, names.get(step.by, "")) for step in card.history],
        "journeys": [
            journey
            for journey in evacuation.list_journeys(actor, at, case=card.case)
            if journey.plan == card.ref
        ],
        "form": forms.Reason(),
    }
    return render(request, "evacuation/desk/plan.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, plan: str) -> HttpResponse:
    """Write a draft anew."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_plan(actor, plan)
    form = forms.Plan(request.POST or None, initial={**card.fields, "version": card.version})
    if asking.is_done(
        form,
        lambda: evacuation.change_plan(
            actor=actor, plan=plan, fields=form.texts(), version=form.cleaned_data["version"], at=at
        ),
    ):
        return redirect("evacuation:plan", plan=plan)
    return render(request, "evacuation/desk/change_plan.html", {"form": form, "plan": card})


@require_POST
def move(request: HttpRequest, plan: str) -> HttpResponse:
    """Propose, approve, send back, take back, supersede."""
    actor, at = staff.acting(request), clock.now()
    name, reason = request.POST.get("move", ""), request.POST.get("reason", "")
    read = request.POST.get("version", "")
    version = int(read) if read.isdecimal() else None
    asking.try_move(
        request,
        lambda: evacuation.move_plan(
            actor=actor, plan=plan, move=name, reason=reason, version=version, at=at
        ),
    )
    return redirect("evacuation:plan", plan=plan)
