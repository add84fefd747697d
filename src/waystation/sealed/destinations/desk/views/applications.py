"""Pages of applications: the board, proposing, one application with its moves and people."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.desk import forms
from waystation.sealed.destinations.desk.ways import KEEPERS, ON_THE_CASE, only, tabs

_USUAL_HOLD = timedelta(days=14)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show every application the actor holds, in columns by how far it has come."""
    actor = only(staff.acting(request), *ON_THE_CASE)
    columns = destinations.show_board(actor)
    context = {
        "columns": columns,
        "is_empty": not any(column.cards for column in columns),
        "tabs": tabs(actor, "destinations:board"),
    }
    return render(request, "destinations/desk/board.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, case: str) -> HttpResponse:
    """Propose some or all people of a case to a country."""
    actor, at = only(staff.acting(request), *ON_THE_CASE), clock.now()
    casework.section(actor, case, "identity")
    people = [(card.ref, card.called) for card in casework.list_persons(actor, case)]
    form = forms.Proposal(
        request.POST or None,
        persons=people,
        offers=_offers(actor),
        initial={"persons": [ref for ref, _name in people]},
    )
    made: list[destinations.ApplicationCard] = []
    if asking.is_done(
        form,
        lambda: made.append(
            destinations.propose_application(actor=actor, case=case, at=at, **form.cleaned_data)
        ),
    ):
        messages.success(request, _("Proposed. The liaison team says whether they fit."))
        return redirect("destinations:application", application=made[0].ref)
    return render(request, "destinations/desk/propose.html", {"form": form, "case": case})


@require_GET
def application(request: HttpRequest, application: str) -> HttpResponse:
    """Show one application: where it stands, what can be done, what is missing, who is on it."""
    actor, at = staff.acting(request), clock.now()
    return _page(request, actor, destinations.get_application(actor, application, at), None)


@require_POST
def move(request: HttpRequest, application: str) -> HttpResponse:
    """Move an application; some moves ask for a reason first."""
    actor = staff.acting(request)
    name, version = request.POST.get("move", ""), request.POST.get("version", "")
    if name in destinations.REASONED:
        return redirect("destinations:why", application=application, move=name)
    asking.try_move(
        request,
        lambda: destinations.move_application(
            actor=actor,
            application=application,
            move=name,
            at=clock.now(),
            version=int(version) if version.isdecimal() else None,
        ),
        _("Done."),
    )
    return redirect("destinations:application", application=application)


@require_http_methods(["GET", "POST"])
def why(request: HttpRequest, application: str, move: str) -> HttpResponse:
    """Ask for the reason of a move that needs one."""
    actor, at = staff.acting(request), clock.now()
    page = destinations.get_application(actor, application, at)
    button = next((one for one in page.moves if one.name == move), None)
    if move not in destinations.REASONED or button is None:
        raise NotHere
    form = forms.Reason(request.POST or None)
    if asking.is_done(
        form,
        lambda: destinations.move_application(
            actor=actor, application=application, move=move, at=at, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Done."))
        return redirect("destinations:application", application=application)
    context = {"form": form, "page": page, "button": button}
    return render(request, "destinations/desk/why.html", context)


@require_POST
def places(request: HttpRequest, application: str) -> HttpResponse:
    """Reserve places for everybody on an application."""
    actor, at = staff.acting(request), clock.now()
    form = forms.Until(request.POST)
    if asking.is_done(
        form,
        lambda: destinations.reserve_slots(actor=actor, application=application, at=at, **form.cleaned_data),
    ):
        messages.success(request, _("The places are reserved."))
        return redirect("destinations:application", application=application)
    return _page(request, actor, destinations.get_application(actor, application, at), form)


@require_POST
def release(request: HttpRequest, application: str) -> HttpResponse:
    """Give the places back."""
    actor = staff.acting(request)
    asking.try_move(
        request,
        lambda: destinations.release_slots(actor=actor, application=application, at=clock.now()),
        _("The places are free again."),
    )
    return redirect("destinations:application", application=application)


def _page(
    request: HttpRequest, actor: staff.Actor, page: destinations.ApplicationPage, form: forms.Until | None
) -> HttpResponse:
    reserve = form or forms.Until(initial={"until_on": clock.now().date() + _USUAL_HOLD})
    context = {
        "page": page,
        "card": page.card,
        "reserve": reserve if page.may_reserve else None,
        "form": form,
        "holds_some": any(one.slot == "reserved" for one in page.card.covered),
        "names": staff.names_of(actor, {done.ref for done in page.history}),
        "may_open_offer": actor.is_any(*KEEPERS),
        "may_book": actor.is_any("coordinator", "liaison"),
        "may_paper": actor.is_any("liaison", "legal"),
        "may_check": actor.is_any("legal"),
        "may_clock": actor.is_any("legal", "supervisor"),
        "tabs": tabs(actor, "destinations:board"),
    }
    return render(request, "destinations/desk/application.html", context)


def _offers(actor: staff.Actor) -> list[tuple[str, str]]:
    if actor.is_any(*KEEPERS):
        return [
            (card.ref, f"{card.country_name}: {_how_free(card)}")
            for card in destinations.list_offers(actor)
            if card.state == "open"
        ]
    return [(card.ref, _how_free(card)) for card in destinations.list_notices(actor) if card.state == "open"]


def _how_free(card: destinations.NoticeCard) -> str:
    pathway = _(card.pathway_label)
    if not card.is_limited:
        return pathway
    words = ngettext(
        "%(pathway)s, %(free)s place free", "%(pathway)s, %(free)s places free", card.places.free
    )
    return words % {"pathway": pathway, "free": card.places.free}
