"""Pages of offers: the list by country, one offer with its places, talks and applications."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.staff import api as staff
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.desk import forms
from waystation.sealed.destinations.desk.ways import KEEPERS, ON_THE_CASE, only, tabs

_NEEDS_REASON = "close"


@require_GET
def offer_list(request: HttpRequest) -> HttpResponse:
    """Show the offers by country to liaison and supervisors; to coordinators pathways and free places."""
    actor = only(staff.acting(request), *ON_THE_CASE)
    context: dict[str, object] = {"tabs": tabs(actor, "destinations:offer-list")}
    if actor.is_any(*KEEPERS):
        cards = sorted(destinations.list_offers(actor), key=lambda card: card.country_name)
        groups = [(name, list(found)) for name, found in groupby(cards, key=lambda card: card.country_name)]
        return render(request, "destinations/desk/offers.html", context | {"groups": groups})
    if not actor.is_any("coordinator"):
        return redirect("destinations:board")
    context["notices"] = destinations.list_notices(actor)
    return render(request, "destinations/desk/notices.html", context)


@require_http_methods(["GET", "POST"])
def add_offer(request: HttpRequest) -> HttpResponse:
    """Write an offer down."""
    actor = only(staff.acting(request), *KEEPERS)
    form = forms.NewOffer(
        request.POST or None,
        counterparts=_counterparts(actor),
        initial={"secrecy": "not_public", "audience": "governments"},
    )
    made: list[destinations.OfferCard] = []
    if asking.is_done(
        form,
        lambda: made.append(destinations.draft_offer(actor=actor, at=clock.now(), **form.cleaned_data)),
    ):
        messages.success(request, _("Written down. Open it when people may be proposed."))
        return redirect("destinations:offer", offer=made[0].ref)
    return render(request, "destinations/desk/offer_form.html", {"form": form})


@require_GET
def offer(request: HttpRequest, offer: str) -> HttpResponse:
    """Show one offer."""
    actor, at = staff.acting(request), clock.now()
    page = destinations.get_offer(actor, offer, at)
    talk = forms.Talk(
        counterparts=_counterparts(actor),
        initial={"talked_at": at, "counterpart": page.offer.counterpart},
    )
    return _offer_page(request, actor, page, talk=talk)


@require_http_methods(["GET", "POST"])
def change_offer(request: HttpRequest, offer: str) -> HttpResponse:
    """Write an offer's terms anew."""
    actor, at = staff.acting(request), clock.now()
    card = destinations.get_offer(actor, offer, at).offer
    counterparts = _counterparts(actor) or [(card.counterpart, _("Known to the liaison team"))]
    names = ("conditions", "secrecy", "audience", "counterpart", "valid_until_on", "version")
    form = forms.ChangedOffer(
        request.POST or None,
        counterparts=[pair for pair in counterparts if pair[0]],
        initial={name: getattr(card, name) for name in names},
    )
    if asking.is_done(
        form, lambda: destinations.change_offer(actor=actor, offer=offer, at=at, **form.cleaned_data)
    ):
        return redirect("destinations:offer", offer=offer)
    return render(request, "destinations/desk/offer_form.html", {"form": form, "offer": card})


@require_POST
def change_places(request: HttpRequest, offer: str) -> HttpResponse:
    """Add places, or take free ones away."""
    actor, at = staff.acting(request), clock.now()
    form = forms.PlaceCount(request.POST)
    act = destinations.remove_places if request.POST.get("do") == "remove" else destinations.add_places
    if asking.is_done(form, lambda: act(actor=actor, offer=offer, at=at, **form.cleaned_data)):
        messages.success(request, _("The places are changed."))
        return redirect("destinations:offer", offer=offer)
    page = destinations.get_offer(actor, offer, at)
    return _offer_page(request, actor, page, form=form)


@require_POST
def move(request: HttpRequest, offer: str) -> HttpResponse:
    """Open, pause or reopen an offer; closing asks for a reason first."""
    actor = staff.acting(request)
    name = request.POST.get("move", "")
    if name == _NEEDS_REASON:
        return redirect("destinations:close-offer", offer=offer)
    asking.try_move(
        request,
        lambda: destinations.move_offer(actor=actor, offer=offer, move=name, at=clock.now()),
        _("Done."),
    )
    return redirect("destinations:offer", offer=offer)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, offer: str) -> HttpResponse:
    """Ask why an offer is closed, and show who leaned on it."""
    actor, at = staff.acting(request), clock.now()
    page = destinations.get_offer(actor, offer, at)
    form = forms.Reason(request.POST or None)
    if asking.is_done(
        form,
        lambda: destinations.move_offer(
            actor=actor, offer=offer, move=_NEEDS_REASON, at=at, **form.cleaned_data
        ),
    ):
        return redirect("destinations:offer", offer=offer)
    leaning = [card for card in page.applications if card.is_live]
    return render(
        request, "destinations/desk/close_offer.html", {"form": form, "page": page, "leaning": leaning}
    )


@require_POST
def talk(request: HttpRequest, offer: str) -> HttpResponse:
    """Write down what was said about an offer."""
    actor, at = staff.acting(request), clock.now()
    form = forms.Talk(request.POST, counterparts=_counterparts(actor))
    if asking.is_done(
        form, lambda: destinations.note_talk(actor=actor, offer=offer, at=at, **form.cleaned_data)
    ):
        return redirect("destinations:offer", offer=offer)
    page = destinations.get_offer(actor, offer, at)
    return _offer_page(request, actor, page, talk=form)


def _counterparts(actor: staff.Actor) -> list[tuple[str, str]]:
    return [(card.ref, card.name) for card in destinations.list_counterparts(actor)]


def _offer_page(
    request: HttpRequest,
    actor: staff.Actor,
    page: destinations.OfferPage,
    *,
    form: forms.PlaceCount | None = None,
    talk: forms.Talk | None = None,
) -> HttpResponse:
    shown = talk or forms.Talk(counterparts=_counterparts(actor))
    context = {
        "page": page,
        "offer": page.offer,
        "places_form": form or forms.PlaceCount(),
        "talk_form": shown,
        "form": form or (shown if shown.is_bound else None),
        "names": staff.names_of(actor, {talk.by for talk in page.talks}),
        "tabs": tabs(actor, "destinations:offer-list"),
    }
    return render(request, "destinations/desk/offer.html", context)
