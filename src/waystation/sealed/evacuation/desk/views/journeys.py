"""Pages of journeys: all of them on one line of time, one with its legs, and what an escort sees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.staff import api as staff
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.desk import forms
from waystation.sealed.evacuation.desk.line import line_of


@require_GET
def journey_list(request: HttpRequest) -> HttpResponse:
    """Show the journeys that are not over: legs and check-ins on one line of time; to an escort, their own."""
    actor, at = staff.acting(request), clock.now()
    if actor.is_any("escort"):
        return render(
            request, "evacuation/desk/errands.html", {"errands": evacuation.list_errands(actor), "now": at}
        )
    found = evacuation.list_journeys(actor, at)
    context = {"line": line_of(found, at), "journeys": found, "now": at}
    return render(request, "evacuation/desk/journeys.html", context)


@require_GET
def errand(request: HttpRequest, journey: str) -> HttpResponse:
    """Show an escort one of their journeys."""
    actor = staff.acting(request)
    context = {"errand": evacuation.get_errand(actor, journey), "form": forms.Heard()}
    return render(request, "evacuation/desk/errand.html", context)


@require_GET
def journey(request: HttpRequest, journey: str) -> HttpResponse:
    """Show a journey: line of time, legs, check-ins, what was said, and what can be done."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_journey(actor, journey, at)
    reports = evacuation.list_reports(actor, journey)
    names = staff.names_of(actor, {card.owner, card.escort, *(report.by for report in reports)})
    context = {
        "journey": card,
        "line": line_of([card], at),
        "reports": [(report, names.get(report.by, "")) for report in reports],
        "escort": names.get(card.escort, ""),
        "owner": names.get(card.owner, ""),
        "may_keep": actor.is_any("coordinator", "supervisor"),
        "form": forms.Reason(),
        "phrase_form": forms.Phrase(),
    }
    return render(request, "evacuation/desk/journey.html", context)


@require_http_methods(["GET", "POST"])
def plan_journey(request: HttpRequest, plan: str) -> HttpResponse:
    """Begin a journey for people of a plan."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_plan(actor, plan)
    people = list(card.people.items())
    form = forms.NewJourney(
        request.POST or None,
        persons=people,
        initial={"persons": [ref for ref, _alias in people], "kind": "house"},
    )
    made: list[evacuation.JourneyCard] = []

    def act() -> None:
        made.append(evacuation.plan_journey(actor=actor, plan=plan, at=at, **form.cleaned_data))

    if asking.is_done(form, act):
        return redirect("evacuation:journey", journey=made[0].ref)
    return render(request, "evacuation/desk/plan_journey.html", {"form": form, "plan": card})


@require_POST
def move(request: HttpRequest, journey: str) -> HttpResponse:
    """Decide: go, do not go, cancel."""
    actor, at = staff.acting(request), clock.now()
    name, reason = request.POST.get("move", ""), request.POST.get("reason", "")
    asking.try_move(
        request,
        lambda: evacuation.move_journey(actor=actor, journey=journey, move=name, reason=reason, at=at),
    )
    return redirect("evacuation:journey", journey=journey)


@require_POST
def follow(request: HttpRequest, journey: str) -> HttpResponse:
    """Bring the case up to date with what an escort said."""
    actor, at, phrase = staff.acting(request), clock.now(), request.POST.get("phrase", "")
    asking.try_move(
        request,
        lambda: evacuation.bring_up_to_date(actor=actor, journey=journey, phrase=phrase, at=at),
    )
    return redirect("evacuation:journey", journey=journey)


@require_http_methods(["GET", "POST"])
def receiver(request: HttpRequest, journey: str) -> HttpResponse:
    """Write down who receives them."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_journey(actor, journey, at)
    form = forms.Receiver(request.POST or None, initial={"receiver": card.receiver, "phrase": card.phrase})
    if asking.is_done(
        form,
        lambda: evacuation.change_journey(actor=actor, journey=journey, at=at, **form.cleaned_data),
    ):
        return redirect("evacuation:journey", journey=journey)
    return render(request, "evacuation/desk/receiver.html", {"form": form, "journey": card})


@require_http_methods(["GET", "POST"])
def escort(request: HttpRequest, journey: str) -> HttpResponse:
    """Name who goes along."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_journey(actor, journey, at)
    found = [(one.ref, one.name) for one in staff.list_colleagues(actor, role="escort") if one.is_active]
    form = forms.Escort(request.POST or None, escorts=found, initial={"escort": card.escort})
    if asking.is_done(
        form,
        lambda: evacuation.appoint_escort(actor=actor, journey=journey, at=at, **form.cleaned_data),
    ):
        return redirect("evacuation:journey", journey=journey)
    return render(request, "evacuation/desk/escort.html", {"form": form, "journey": card, "found": found})


@require_POST
def end_escort(request: HttpRequest, journey: str) -> HttpResponse:
    """Take the journey from its escort."""
    actor, at = staff.acting(request), clock.now()
    asking.try_move(request, lambda: evacuation.dismiss_escort(actor=actor, journey=journey, at=at))
    return redirect("evacuation:journey", journey=journey)


@require_http_methods(["GET", "POST"])
def add_leg(request: HttpRequest, journey: str) -> HttpResponse:
    """Add a leg."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_journey(actor, journey, at)
    form = forms.Leg(request.POST or None)
    if asking.is_done(form, lambda: evacuation.add_leg(actor=actor, journey=journey, at=at, **form.told())):
        return redirect("evacuation:journey", journey=journey)
    return render(request, "evacuation/desk/leg.html", {"form": form, "journey": card.ref})


@require_http_methods(["GET", "POST"])
def change_leg(request: HttpRequest, leg: str) -> HttpResponse:
    """Write a leg anew."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_leg(actor, leg)
    first = {**card.stops, "departs_at": card.departs_at, "arrives_at": card.arrives_at}
    form = forms.Leg(request.POST or None, initial={**first, "version": card.version})
    if asking.is_done(
        form,
        lambda: evacuation.change_leg(
            actor=actor, leg=leg, version=form.cleaned_data["version"], at=at, **form.told()
        ),
    ):
        return redirect("evacuation:journey", journey=card.journey)
    return render(
        request, "evacuation/desk/leg.html", {"form": form, "journey": card.journey, "is_change": True}
    )


@require_POST
def move_leg(request: HttpRequest, leg: str) -> HttpResponse:
    """Note what became of a leg; back to the journey."""
    actor, at = staff.acting(request), clock.now()
    name, text = request.POST.get("move", ""), request.POST.get("text", "")
    asking.try_move(request, lambda: evacuation.move_leg(actor=actor, leg=leg, move=name, text=text, at=at))
    if actor.is_any("escort"):
        return redirect("evacuation:journey-list")
    return redirect("evacuation:journey", journey=evacuation.get_leg(actor, leg).journey)
