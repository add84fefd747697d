"""Pages of leaving: papers, exit check, booking, departure, arrival, the right to stay, legal clocks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.staff import api as staff
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.desk import forms
from waystation.sealed.destinations.desk.ways import only

_now = clock.now


@dataclass(frozen=True)
class Ask:
    """A form that asks one thing: its words, and the deed."""

    form: Form
    heading: str
    submit: str
    act: Callable[..., object]


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, application: str, person: str) -> HttpResponse:
    """Write down a visa or another paper to travel."""
    actor = only(staff.acting(request), "liaison", "legal")
    form = forms.Paper(
        request.POST or None, initial={"kind": "visa", "original": "us", "valid_from": _now().date()}
    )
    ask = Ask(form, _("A paper to travel"), _("Write it down"), destinations.record_authorisation)
    return _for_person(request, actor, application, person, ask)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, application: str, person: str) -> HttpResponse:
    """Write down what a lawyer found before somebody crosses the border."""
    actor = only(staff.acting(request), "legal")
    form = forms.ExitCheck(request.POST or None)

    def act(**typed: Any) -> None:
        typed = {name: typed[name] for name in ("actor", "application", "person", "at", "note")}
        destinations.check_exit(results=form.results(), **typed)

    ask = Ask(form, _("Exit check"), _("That is what I found"), act)
    return _for_person(request, actor, application, person, ask)


@require_POST
def clear(request: HttpRequest, application: str, person: str) -> HttpResponse:
    """Clear somebody to leave."""
    actor = staff.acting(request)
    asking.try_move(
        request,
        lambda: destinations.clear_person(actor=actor, application=application, person=person, at=_now()),
        _("They are cleared to leave."),
    )
    return redirect("destinations:application", application=application)


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, application: str, person: str) -> HttpResponse:
    """Book somebody's way out."""
    actor = only(staff.acting(request), "coordinator", "liaison")
    form = forms.Booking(request.POST or None)
    ask = Ask(form, _("The way out"), _("Book"), destinations.book_departure)
    return _for_person(request, actor, application, person, ask)


@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, application: str, person: str) -> HttpResponse:
    """Write down a step towards the right to stay."""
    actor = only(staff.acting(request), "legal", "supervisor")
    form = forms.Status(request.POST or None, initial={"on": _now().date()})
    ask = Ask(form, _("The right to stay"), _("Write it down"), destinations.record_status)
    return _for_person(request, actor, application, person, ask)


@require_http_methods(["GET", "POST"])
def start_clock(request: HttpRequest, application: str, person: str) -> HttpResponse:
    """Start a period of law."""
    actor = only(staff.acting(request), "legal", "supervisor")
    form = forms.Clock(request.POST or None, initial={"started_on": _now().date()})
    ask = Ask(form, _("A legal clock"), _("Start"), destinations.start_clock)
    return _for_person(request, actor, application, person, ask)


@require_POST
def lapse(request: HttpRequest, authorisation: str, application: str) -> HttpResponse:
    """Write down that a paper was taken back or is lost."""
    actor = staff.acting(request)
    asking.try_move(
        request,
        lambda: destinations.lapse_authorisation(actor=actor, authorisation=authorisation, at=_now()),
        _("The paper no longer counts."),
    )
    return redirect("destinations:application", application=application)


@require_http_methods(["GET", "POST"])
def move_clock(request: HttpRequest, clock: str, application: str, move: str) -> HttpResponse:
    """Stop a clock, let it run again, or end it."""
    actor = only(staff.acting(request), "legal", "supervisor")
    page = destinations.get_application(actor, application, _now())
    found = next((one for who in page.travellers for one in who.clocks if one.ref == clock), None)
    if found is None or move not in {button.name for button in found.offers}:
        raise NotHere
    form = forms.ClockMove(request.POST or None, initial={"on": _now().date()})
    if move != "stop":
        del form.fields["cause"]
    if asking.is_done(
        form,
        lambda: destinations.move_clock(actor=actor, clock=clock, move=move, at=_now(), **form.cleaned_data),
    ):
        return redirect("destinations:application", application=application)
    context = {"form": form, "page": page, "heading": _(found.label), "submit": _("Write it down")}
    return render(request, "destinations/desk/person_form.html", context)


@require_GET
def departure(request: HttpRequest, departure: str) -> HttpResponse:
    """Show a way out and what can be done."""
    actor = staff.acting(request)
    context = {"departure": destinations.get_departure(actor, departure)}
    return render(request, "destinations/desk/departure.html", context)


@require_POST
def depart(request: HttpRequest, departure: str) -> HttpResponse:
    """Write down that they have left."""
    actor = staff.acting(request)
    asking.try_move(
        request,
        lambda: destinations.depart(actor=actor, departure=departure, at=_now()),
        _("They are on their way."),
    )
    return redirect("destinations:departure", departure=departure)


@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest, departure: str) -> HttpResponse:
    """Confirm an arrival by the words agreed."""
    form = forms.Arrival(request.POST or None)
    return _for_departure(
        request,
        departure,
        "arrive",
        Ask(form, _("They have arrived"), _("Confirm the arrival"), destinations.confirm_arrival),
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, departure: str) -> HttpResponse:
    """Call a departure off."""
    form = forms.Reason(request.POST or None)
    return _for_departure(
        request,
        departure,
        "cancel",
        Ask(form, _("Call the departure off"), _("Call off"), destinations.cancel_departure),
    )


@require_http_methods(["GET", "POST"])
def turn_back(request: HttpRequest, departure: str) -> HttpResponse:
    """Write down that they were refused at the border."""
    form = forms.Reason(request.POST or None)
    return _for_departure(
        request,
        departure,
        "turn_back",
        Ask(form, _("Refused at the border"), _("They are back"), destinations.turn_back),
    )


def _for_person(
    request: HttpRequest, actor: staff.Actor, application: str, person: str, ask: Ask
) -> HttpResponse:
    """Show a form about one person on an application; do what it says and go back there."""
    page = destinations.get_application(actor, application, _now())
    who = here(next((one for one in page.travellers if one.ref == person), None))
    if asking.is_done(
        ask.form,
        lambda: ask.act(
            actor=actor, application=application, person=person, at=_now(), **ask.form.cleaned_data
        ),
    ):
        messages.success(request, _("Written down."))
        return redirect("destinations:application", application=application)
    context = {"form": ask.form, "page": page, "who": who, "heading": ask.heading, "submit": ask.submit}
    return render(request, "destinations/desk/person_form.html", context)


def _for_departure(request: HttpRequest, departure: str, move: str, ask: Ask) -> HttpResponse:
    actor = staff.acting(request)
    card = destinations.get_departure(actor, departure)
    if move not in {button.name for button in card.offers}:
        raise NotHere
    if asking.is_done(
        ask.form,
        lambda: ask.act(actor=actor, departure=departure, at=_now(), **ask.form.cleaned_data),
    ):
        messages.success(request, _("Written down."))
        return redirect("destinations:departure", departure=departure)
    context = {"form": ask.form, "departure": card, "heading": ask.heading, "submit": ask.submit}
    return render(request, "destinations/desk/departure_form.html", context)
