"""Pages of houses: the list, adding, looking at, address, host, beds, compromise."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.sealed.allies import api as allies
from waystation.sealed.care import api as care
from waystation.sealed.care.desk import forms
from waystation.sealed.care.desk.ways import tabs


@require_GET
def house_list(request: HttpRequest) -> HttpResponse:
    """List every house the actor keeps, whatever its state."""
    actor = _keeper(request)
    shown = care.list_houses(actor)
    return render(
        request,
        "care/desk/houses.html",
        {
            "houses": shown,
            "tabs": tabs(actor, "care:house-list"),
            "names": _names(actor, {card.host for card in shown}),
        },
    )


@require_http_methods(["GET", "POST"])
def add_house(request: HttpRequest) -> HttpResponse:
    """Write down a house that might be used."""
    return _new_house(request, _keeper(request), {})


@require_http_methods(["GET", "POST"])
def house_of_helper(request: HttpRequest, helper: str) -> HttpResponse:
    """Write down a house that a trusted helper offers, with what they said of it filled in."""
    actor = _keeper(request)
    said = allies.open_helper(actor=actor, ally=helper, at=clock.now()).answers
    known = {"places": said.get("beds"), "contact": said.get("contact", ""), "way": said.get("place", "")}
    return _new_house(request, actor, known, helper=helper)


def _new_house(
    request: HttpRequest, actor: staff.Actor, known: dict[str, object], helper: str = ""
) -> HttpResponse:
    teams = [
        (team.line, team.name)
        for team in staff.list_teams(actor, "casework")
        if team.is_mine or actor.is_any("supervisor")
    ]
    first = {"team": teams[0][0] if teams else None}
    form = forms.NewHouse(request.POST or None, teams=teams, initial=known | first)
    made: list[care.HouseCard] = []
    if asking.is_done(
        form,
        lambda: made.append(
            care.propose_house(actor=actor, at=clock.now(), helper=helper, **form.cleaned_data)
        ),
    ):
        messages.success(request, _("Written down. Now two people look at it."))
        return redirect("care:house", house=made[0].ref)
    return render(request, "care/desk/house_form.html", {"form": form})


@require_GET
def house(request: HttpRequest, house: str) -> HttpResponse:
    """Show a house to those who keep it."""
    actor = staff.acting(request)
    page = care.get_house(actor, house, clock.now())
    lines = {page.house.host, *page.address_lines, *(verdict.by for verdict in page.verdicts)}
    names = _names(actor, lines)
    return render(
        request,
        "care/desk/house.html",
        {
            "page": page,
            "host": names.get(page.house.host or "", ""),
            "is_helper_trusted": bool(page.house.helper)
            and allies.is_trusted(page.house.helper, clock.now().date()),
            "verdicts": [(verdict, names.get(verdict.by, "")) for verdict in page.verdicts],
            "told": sorted(names[line] for line in page.address_lines if line in names),
            "bed_form": forms.Bed(),
            "may_compromise": page.house.state in {"active", "paused"},
            "tabs": tabs(actor, "care:house-list"),
        },
    )


@require_http_methods(["GET", "POST"])
def change_house(request: HttpRequest, house: str) -> HttpResponse:
    """Change what the team knows of a house."""
    actor = staff.acting(request)
    card = care.get_house(actor, house, clock.now()).house
    form = forms.ChangedHouse(
        request.POST or None,
        initial={
            "code_name": card.code_name,
            "places": card.places,
            "suits": card.suits,
            "version": card.version,
        },
    )
    return _form_page(
        request,
        form,
        house,
        lambda: care.change_house(actor=actor, house=house, at=clock.now(), **form.cleaned_data),
        "care/desk/house_form.html",
    )


@require_POST
def move_house(request: HttpRequest, house: str) -> HttpResponse:
    """Move a house along its machine."""
    actor, move = staff.acting(request), request.POST.get("move", "")
    asking.try_move(
        request, lambda: care.move_house(actor=actor, house=house, move=move, at=clock.now()), _("Done.")
    )
    return redirect("care:house", house=house)


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, house: str) -> HttpResponse:
    """Write down what one saw when looking at a house."""
    actor = staff.acting(request)
    card = care.get_house(actor, house, clock.now()).house
    form = forms.Visit(request.POST or None)
    return _form_page(
        request,
        form,
        house,
        lambda: care.record_visit(actor=actor, house=house, at=clock.now(), **form.cleaned_data),
        "care/desk/visit.html",
        house=card,
    )


@require_GET
def address(request: HttpRequest, house: str) -> HttpResponse:
    """Show where a house is, to those who were given it; each opening is recorded."""
    actor = staff.acting(request)
    card = care.open_address(actor=actor, house=house, at=clock.now())
    context: dict[str, object] = {"address": card, "may_confirm": False}
    if actor.is_any("coordinator", "supervisor"):
        page = care.get_house(actor, house, clock.now())
        told = page.address_lines - {page.house.host, actor.ref}
        names = _names(actor, {*told, card.changed_by})
        context |= {
            "form": forms.Colleague(colleagues=_colleagues(actor)),
            "told": sorted((names[line], line) for line in told if line in names),
            "changed_by": names.get(card.changed_by, ""),
            "may_confirm": card.is_doubtful and card.changed_by != actor.ref,
        }
    return render(request, "care/desk/address.html", context)


@require_http_methods(["GET", "POST"])
def change_address(request: HttpRequest, house: str) -> HttpResponse:
    """Write the address anew."""
    actor = _keeper(request)
    card = care.open_address(actor=actor, house=house, at=clock.now())
    form = forms.ChangedAddress(
        request.POST or None,
        initial={"address": card.address, "contact": card.contact, "way": card.way, "version": card.version},
    )
    return _form_page(
        request,
        form,
        house,
        lambda: care.change_address(actor=actor, house=house, at=clock.now(), **form.cleaned_data),
        "care/desk/house_form.html",
    )


@require_POST
def share_address(request: HttpRequest, house: str) -> HttpResponse:
    """Give the address to one colleague."""
    actor = staff.acting(request)
    care.share_address(actor=actor, house=house, colleague=request.POST.get("colleague", ""), at=clock.now())
    messages.success(request, _("They can read the address now. It is noted in the ledger."))
    return redirect("care:house", house=house)


@require_POST
def confirm_address(request: HttpRequest, house: str) -> HttpResponse:
    """Say that one has looked at the address somebody else wrote."""
    actor = staff.acting(request)
    asking.try_move(
        request,
        lambda: care.confirm_address(actor=actor, house=house, at=clock.now()),
        _("The address stands. It is noted in the ledger."),
    )
    return redirect("care:house", house=house)


@require_POST
def take_address_back(request: HttpRequest, house: str) -> HttpResponse:
    """Take the address back from one colleague."""
    actor, colleague = staff.acting(request), request.POST.get("colleague", "")
    asking.try_move(
        request,
        lambda: care.take_address_back(actor=actor, house=house, colleague=colleague, at=clock.now()),
        _("They can no longer open the address. What they read they know."),
    )
    return redirect("care:house", house=house)


@require_http_methods(["GET", "POST"])
def host(request: HttpRequest, house: str) -> HttpResponse:
    """Choose the host of a house."""
    actor = staff.acting(request)
    care.get_house(actor, house, clock.now())
    form = forms.Colleague(request.POST or None, colleagues=_colleagues(actor, "host"))
    return _form_page(
        request,
        form,
        house,
        lambda: care.appoint_host(
            actor=actor, house=house, host=form.cleaned_data["colleague"], at=clock.now()
        ),
        "care/desk/host_form.html",
    )


@require_POST
def end_host(request: HttpRequest, house: str) -> HttpResponse:
    """End somebody's being the host."""
    actor = staff.acting(request)
    asking.try_move(
        request,
        lambda: care.dismiss_host(actor=actor, house=house, at=clock.now()),
        _("What is written from now on they cannot read."),
    )
    return redirect("care:house", house=house)


@require_POST
def add_bed(request: HttpRequest, house: str) -> HttpResponse:
    """Add a bed."""
    actor = staff.acting(request)
    care.get_house(actor, house, clock.now())
    form = forms.Bed(request.POST)
    if asking.is_done(
        form, lambda: care.add_bed(actor=actor, house=house, at=clock.now(), **form.cleaned_data)
    ):
        messages.success(request, _("The bed is there."))
    else:
        messages.error(request, _("Give the bed a name, such as “left room, by the window”."))
    return redirect("care:house", house=house)


@require_http_methods(["GET", "POST"])
def bed(request: HttpRequest, bed: str) -> HttpResponse:
    """Take a bed out of use for some nights, or put it back."""
    actor, at = staff.acting(request), clock.now()
    found, card = care.get_bed(actor, bed)
    start = request.GET.get("on", "") or at.date().isoformat()
    form = forms.Block(request.POST or None, initial={"starts_on": start})
    return _form_page(
        request,
        form,
        found.ref,
        lambda: care.block_bed(actor=actor, bed=bed, at=at, **form.cleaned_data),
        "care/desk/bed.html",
        house=found,
        bed=card,
    )


@require_POST
def remove_bed(request: HttpRequest, bed: str) -> HttpResponse:
    """Take a bed away."""
    actor = staff.acting(request)
    found, _card = care.get_bed(actor, bed)
    asking.try_move(
        request,
        lambda: care.remove_bed(actor=actor, bed=bed, at=clock.now()),
        _("The bed is gone from the house."),
    )
    return redirect("care:house", house=found.ref)


@require_POST
def lift(request: HttpRequest, block: str) -> HttpResponse:
    """Put a bed back into use."""
    care.unblock_bed(actor=staff.acting(request), block=block, at=clock.now())
    messages.success(request, _("The bed can be used again."))
    return redirect("care:tonight")


@require_http_methods(["GET", "POST"])
def compromise(request: HttpRequest, house: str) -> HttpResponse:
    """Show whom it touches that a house is known, and close it for good."""
    actor, at = staff.acting(request), clock.now()
    card = care.get_house(actor, house, at).house
    form = forms.Compromise(request.POST or None)
    return _form_page(
        request,
        form,
        house,
        lambda: care.compromise_house(actor=actor, house=house, reason=form.cleaned_data["reason"], at=at),
        "care/desk/compromise.html",
        house=card,
        affected=care.list_affected(actor, house, at),
    )


@require_POST
def warn(request: HttpRequest, house: str) -> HttpResponse:
    """Warn whoever another team could not."""
    actor = staff.acting(request)
    care.warn_the_rest(actor=actor, house=house, at=clock.now())
    messages.success(request, _("Everyone within your reach is warned."))
    return redirect("care:compromise", house=house)


@require_POST
def seen(request: HttpRequest, worry: str) -> HttpResponse:
    """Note that somebody saw to what a host reported."""
    care.see_to_worry(actor=staff.acting(request), worry=worry, at=clock.now())
    messages.success(request, _("Done."))
    return redirect("today")


def _form_page(
    request: HttpRequest,
    form: Form,
    ref: str,
    act: Callable[[], object],
    template: str,
    **more: object,
) -> HttpResponse:
    if asking.is_done(form, act):
        messages.success(request, _("Done."))
        return redirect("care:house", house=ref)
    return render(request, template, {"form": form, "house_ref": ref, **more})


def _keeper(request: HttpRequest) -> staff.Actor:
    actor = staff.acting(request)
    if not actor.is_any("coordinator", "supervisor"):
        raise NotHere
    return actor


def _names(actor: staff.Actor, lines: set[str | None]) -> dict[str, str]:
    return staff.names_of(actor, {line for line in lines if line})


def _colleagues(actor: staff.Actor, role: str | None = None) -> list[tuple[str, str]]:
    return [
        (card.ref, card.name)
        for card in staff.list_colleagues(actor, role)
        if card.is_active and card.ref != actor.ref
    ]
