"""Pages of whoever looks for a helper: the search, one helper, asking for days."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.staff import api as staff
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.desk import forms
from waystation.sealed.allies.desk.asking import answer_rows, points_in_words
from waystation.sealed.allies.desk.deeds import once
from waystation.sealed.allies.rules import bookings, kinds, vetting

# The page on which the care room makes a house of a host; known here by its address only, because it stands above us.
_HOUSE_PAGE = "care:house-of-helper"


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask what is looked for, and show who fits. A post, so that no name and no town stands in an address."""
    actor = staff.acting(request)
    form = forms.Find(request.POST or None)
    context = {"form": form, "is_vetter": allies.is_vetter(actor)}
    if request.method == "POST" and form.is_valid():
        findings = allies.find_helpers(actor, form.wish(), today=clock.now().date())
        context |= {
            "findings": findings,
            "shown": [
                (
                    one,
                    points_in_words(one.why),
                    points_in_words(one.not_known),
                    vetting.SENSITIVITIES[one.sensitivity],
                )
                for one in findings.suggestions
            ],
        }
    return render(request, "allies/desk/find.html", context)


@require_http_methods(["GET", "POST"])
def helper(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one trusted helper, and ask them for some days."""
    actor, at = staff.acting(request), clock.now()
    form = forms.Book(request.POST or None)
    if request.method == "POST" and asking.is_done(
        form, lambda: allies.book(actor=actor, ally=ref, once=once(request), at=at, **form.cleaned_data)
    ):
        messages.success(request, _("Noted. The days are taken; ask them, and say here what they answered."))
        return redirect("allies:helper", ref=ref)
    return _page(request, ref, book=form)


@require_POST
def concern(request: HttpRequest, ref: str) -> HttpResponse:
    """Raise a concern about a trusted helper; whoever raised it sees them no more until it is cleared."""
    actor, form = staff.acting(request), forms.Worry(request.POST)
    if asking.is_done(
        form, lambda: allies.raise_concern(actor=actor, ally=ref, at=clock.now(), **form.cleaned_data)
    ):
        messages.success(
            request, _("Noted. They are out of every search until somebody else has looked at it.")
        )
        return redirect("allies:find")
    return _page(request, ref, worry=form)


@require_POST
def move_booking(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what they answered, or let the days go."""
    actor, name = staff.acting(request), request.POST.get("move", "")
    try:
        booking = allies.move_booking(actor=actor, booking=ref, move=name, at=clock.now())
    except Refused as refused:
        for sentence in refused.missing:
            messages.error(request, _(sentence))
        return redirect("allies:find")
    messages.success(request, _("Done."))
    if allies.is_trusted(booking.ally, clock.now().date()):
        return redirect("allies:helper", ref=booking.ally)
    return redirect("today")


def _page(
    request: HttpRequest, ref: str, *, book: forms.Book | None = None, worry: forms.Worry | None = None
) -> HttpResponse:
    actor = staff.acting(request)
    card = allies.open_helper(actor=actor, ally=ref, at=clock.now())
    sent = next((form for form in (book, worry) if form is not None and form.is_bound), None)
    context = {
        "card": card,
        "kind": kinds.KINDS[card.kind],
        "answers": answer_rows(card.answers, kinds.FOR_FINDERS),
        "trusted_kinds": [kinds.KINDS[code].label for code in card.areas.kinds],
        "sensitivity": vetting.SENSITIVITIES[card.areas.sensitivity],
        "bookings": _bookings(actor, card),
        "form": sent,
        "book": book or forms.Book(),
        "worry": worry or forms.Worry(),
        "once": new_ref(),
        "is_vetter": allies.is_vetter(actor),
        "house_href": _house_page(actor, card),
    }
    return render(request, "allies/desk/helper.html", context)


def _bookings(actor: staff.Actor, card: allies.HelperCard) -> list[tuple[allies.BookingCard, str, str]]:
    names = staff.names_of(actor, {booking.asked_by for booking in card.bookings})
    return [
        (booking, bookings.MACHINE.states[booking.state], names.get(booking.asked_by, ""))
        for booking in card.bookings
    ]


def _house_page(actor: staff.Actor, card: allies.HelperCard) -> str:
    if "host" not in card.areas.kinds or not actor.is_any("coordinator", "supervisor"):
        return ""
    try:
        return reverse(_HOUSE_PAGE, kwargs={"helper": card.ref})
    except NoReverseMatch:
        return ""
