"""Pages of medical and psychological help."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.sealed.care import api as care
from waystation.sealed.care.desk import forms
from waystation.sealed.care.desk.ways import tabs
from waystation.sealed.casework import api as casework


@require_GET
def help_list(request: HttpRequest) -> HttpResponse:
    """List open referrals, and for the medical team the appointments that are planned."""
    actor, at = staff.acting(request), clock.now()
    if not actor.is_any("coordinator", "supervisor", "psychologist", "doctor"):
        raise NotHere
    return render(
        request,
        "care/desk/help.html",
        {
            "referrals": care.list_referrals(actor, at, states=care.OPEN_REFERRALS),
            "appointments": care.list_planned(actor, at),
            "is_medical": _is_medical(actor),
            "tabs": tabs(actor, "care:help"),
        },
    )


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, case: str) -> HttpResponse:
    """Begin to refer somebody of a case to the medical team."""
    actor = staff.acting(request)
    if not actor.is_any("coordinator", "supervisor"):
        raise NotHere
    people = [(card.ref, card.called) for card in casework.list_persons(actor, case)]
    form = forms.Referral(request.POST or None, persons=people)
    made: list[care.ReferralCard] = []
    if asking.is_done(
        form,
        lambda: made.append(care.draft_referral(actor=actor, at=clock.now(), **form.cleaned_data)),
    ):
        return redirect("care:referral", referral=made[0].ref)
    return render(request, "care/desk/refer.html", {"form": form, "case": case})


@require_http_methods(["GET", "POST"])
def referral(request: HttpRequest, referral: str) -> HttpResponse:
    """Show one referral, and move it."""
    actor, at = staff.acting(request), clock.now()
    card = care.get_referral(actor, referral, at)
    form = forms.Answer(request.POST or None, initial={"answer": card.answer})
    chosen = request.POST.get("move", "")
    if asking.is_done(
        form,
        lambda: care.move_referral(actor=actor, referral=referral, move=chosen, at=at, **form.cleaned_data),
    ):
        messages.success(request, _("Done."))
        return redirect("care:referral", referral=referral)
    context = {"referral": card, "form": form, "is_medical": _is_medical(actor)}
    return render(request, "care/desk/referral.html", context)


@require_GET
def person(request: HttpRequest, person: str) -> HttpResponse:
    """Show the medical team what it holds about a person; each opening is recorded."""
    actor = staff.acting(request)
    page = care.open_help(actor=actor, person=person, at=clock.now())
    names = staff.names_of(
        actor, {note.by for note in page.notes} | {one.with_line for one in page.appointments}
    )
    return render(
        request,
        "care/desk/person.html",
        {
            "page": page,
            "notes": [(note, names.get(note.by, "")) for note in page.notes],
            "appointments": [(one, names.get(one.with_line, "")) for one in page.appointments],
        },
    )


@require_http_methods(["GET", "POST"])
def write_note(request: HttpRequest, person: str) -> HttpResponse:
    """Write a closed note."""
    actor = staff.acting(request)
    alias = care.name_treated(actor, person)
    form = forms.Note(request.POST or None)
    if asking.is_done(
        form,
        lambda: care.write_note(actor=actor, person=person, at=clock.now(), **form.cleaned_data),
    ):
        return redirect("care:person", person=person)
    return render(request, "care/desk/note.html", {"form": form, "person": person, "alias": alias})


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, person: str) -> HttpResponse:
    """Plan a meeting."""
    actor = staff.acting(request)
    alias = care.name_treated(actor, person)
    form = forms.Appointment(request.POST or None)
    if asking.is_done(
        form,
        lambda: care.plan_appointment(actor=actor, person=person, at=clock.now(), **form.cleaned_data),
    ):
        return redirect("care:person", person=person)
    return render(request, "care/desk/appointment.html", {"form": form, "person": person, "alias": alias})


@require_POST
def move(request: HttpRequest, appointment: str, person: str) -> HttpResponse:
    """Say how a meeting went."""
    actor, chosen = staff.acting(request), request.POST.get("move", "")
    asking.try_move(
        request,
        lambda: care.move_appointment(actor=actor, appointment=appointment, move=chosen, at=clock.now()),
        _("Done."),
    )
    return redirect("care:person", person=person)


def _is_medical(actor: staff.Actor) -> bool:
    return actor.is_any("psychologist", "doctor")
