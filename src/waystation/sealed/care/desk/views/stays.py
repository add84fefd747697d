"""Pages of stays: wanting, holding, moving, other nights."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import NotHere, here
from waystation.foundation.staff import api as staff
from waystation.sealed.care import api as care
from waystation.sealed.care.desk import forms
from waystation.sealed.casework import api as casework

_FEW_DAYS, _USUAL_NIGHTS = timedelta(days=2), timedelta(days=14)


@require_http_methods(["GET", "POST"])
def want(request: HttpRequest, case: str) -> HttpResponse:
    """Write down for whom of a case beds are wanted, and for which nights."""
    actor, at = staff.acting(request), clock.now()
    if not actor.is_any("coordinator", "planner", "supervisor"):
        raise NotHere
    people = [(card.ref, card.called) for card in casework.list_persons(actor, case)]
    first = {
        "arrives_on": at.date(),
        "leaves_on": at.date() + _USUAL_NIGHTS,
        "persons": [ref for ref, _name in people],
    }
    form = forms.Wanted(request.POST or None, persons=people, initial=first)
    if asking.is_done(form, lambda: care.want_beds(actor=actor, at=at, **form.cleaned_data)):
        return redirect("care:book", case=case)
    return render(request, "care/desk/want.html", {"form": form, "case": case})


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, case: str) -> HttpResponse:
    """Hold beds in one house for those of a case who want one."""
    actor, at = staff.acting(request), clock.now()
    if not actor.is_any("coordinator", "supervisor"):
        raise NotHere
    casework.case(actor, case)
    wanted = [card for card in care.list_wanted(actor, at) if card.case == case]
    if not wanted:
        return redirect("care:want", case=case)
    arrives_on = max(at.date(), min(card.arrives_on for card in wanted))
    free = care.count_free_beds(actor, arrives_on, max(card.leaves_on for card in wanted))
    form = forms.Hold(
        request.POST or None,
        wanted=[(card.ref, _who(card)) for card in wanted],
        houses=[(house.ref, _how_free(house.code_name, beds)) for house, beds in free],
        initial={"wanted": [card.ref for card in wanted], "until_on": _until(at.date(), arrives_on)},
    )
    if asking.is_done(form, lambda: care.hold_beds(actor=actor, at=at, **form.cleaned_data)):
        messages.success(request, _("The beds are held. Confirm them before the hold is over."))
        return redirect("care:tonight")
    return render(request, "care/desk/book.html", {"form": form, "case": case, "free": free})


@require_http_methods(["GET", "POST"])
def hold_bed(request: HttpRequest, bed: str) -> HttpResponse:
    """Hold one bed, chosen on the grid, for somebody who wants one."""
    actor, at = staff.acting(request), clock.now()
    house, card = care.get_bed(actor, bed)
    wanted = care.list_wanted(actor, at)
    form = forms.HoldBed(
        request.POST or None,
        wanted=[(stay.ref, _who(stay)) for stay in wanted],
        initial={"until_on": at.date(), "stay": wanted[0].ref if len(wanted) == 1 else None},
    )
    if asking.is_done(form, lambda: care.hold_bed(actor=actor, bed=bed, at=at, **form.cleaned_data)):
        messages.success(request, _("The bed is held. Confirm it before the hold is over."))
        return redirect("care:tonight")
    context = {"form": form, "house": house, "bed": card, "wanted": wanted, "on": request.GET.get("on", "")}
    return render(request, "care/desk/hold_bed.html", context)


@require_GET
def stay(request: HttpRequest, stay: str) -> HttpResponse:
    """Show one stay and what can be done."""
    actor, at = staff.acting(request), clock.now()
    card = care.get_stay(actor, stay, at)
    form = forms.Nights(initial={"arrives_on": card.arrives_on, "leaves_on": card.leaves_on})
    context = {"stay": card, "form": form, "may_book": actor.is_any("coordinator", "supervisor")}
    return render(request, "care/desk/stay.html", context)


@require_POST
def move(request: HttpRequest, stay: str) -> HttpResponse:
    """Move a stay: confirm, arrived, away, back, left, given back, not come, moved urgently."""
    actor = staff.acting(request)
    act = here(care.STAY_MOVES.get(request.POST.get("move", "")))
    asking.try_move(request, lambda: act(actor=actor, stay=stay, at=clock.now()), _("Done."))
    return redirect("care:tonight")


@require_POST
def nights(request: HttpRequest, stay: str) -> HttpResponse:
    """Book other nights of the same bed."""
    actor, at = staff.acting(request), clock.now()
    form = forms.Nights(request.POST)
    if asking.is_done(form, lambda: care.change_nights(actor=actor, stay=stay, at=at, **form.cleaned_data)):
        messages.success(request, _("The nights are changed."))
        return redirect("care:stay", stay=stay)
    card = care.get_stay(actor, stay, at)
    return render(request, "care/desk/stay.html", {"stay": card, "form": form, "may_book": True})


def _until(today: date, arrives_on: date) -> date:
    return min(today + _FEW_DAYS, max(arrives_on, today))


def _who(card: care.StayCard) -> str:
    return _("%(alias)s, %(first)s – %(last)s") % {
        "alias": card.alias,
        "first": dateformat.format(card.arrives_on, "j E"),
        "last": dateformat.format(card.leaves_on, "j E"),
    }


def _how_free(name: str, beds: int) -> str:
    words = ngettext(
        "%(house)s: %(beds)s bed free on all nights", "%(house)s: %(beds)s beds free on all nights", beds
    )
    return words % {"house": name, "beds": beds}
