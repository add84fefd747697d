"""Pages of check-ins: what is due tonight, what was heard, the alarm word."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.staff import api as staff
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.desk import forms


@require_GET
def tonight(request: HttpRequest) -> HttpResponse:
    """Show what is due now, and nothing else: for whoever is on duty at night."""
    actor, at = staff.acting(request), clock.now()
    context = {
        "due": evacuation.list_due(actor, at),
        "now": at,
        "may_read": actor.is_any("coordinator", "supervisor", "planner"),
    }
    return render(request, "evacuation/desk/tonight.html", context)


@require_POST
def move(request: HttpRequest, check_in: str) -> HttpResponse:
    """Note what was heard, or how a missed check-in ended; back to where the button stood."""
    actor, at = staff.acting(request), clock.now()
    name, text = request.POST.get("move", ""), request.POST.get("text", "")
    asking.try_move(
        request,
        lambda: evacuation.move_check_in(actor=actor, check_in=check_in, move=name, text=text, at=at),
    )
    return redirect("evacuation:journey-list" if actor.is_any("escort") else "evacuation:tonight-duty")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, journey: str) -> HttpResponse:
    """Agree on a time."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_journey(actor, journey, at)
    form = forms.CheckIn(request.POST or None)
    if asking.is_done(
        form,
        lambda: evacuation.set_check_in(actor=actor, journey=journey, at=at, **form.cleaned_data),
    ):
        return redirect("evacuation:journey", journey=journey)
    return render(request, "evacuation/desk/add_check_in.html", {"form": form, "journey": card})


@require_http_methods(["GET", "POST"])
def alarm(request: HttpRequest, journey: str) -> HttpResponse:
    """Agree on the silent alarm word."""
    actor, at = staff.acting(request), clock.now()
    card = evacuation.get_journey(actor, journey, at)
    form = forms.Alarm(request.POST or None, initial={"word": card.alarm})
    if asking.is_done(
        form,
        lambda: evacuation.agree_alarm(actor=actor, journey=journey, at=at, **form.cleaned_data),
    ):
        return redirect("evacuation:journey", journey=journey)
    return render(request, "evacuation/desk/alarm.html", {"form": form, "journey": card})
