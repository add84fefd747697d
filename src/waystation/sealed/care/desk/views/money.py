"""Pages of money."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.sealed.care import api as care
from waystation.sealed.care.desk import forms
from waystation.sealed.care.desk.ways import tabs
from waystation.sealed.casework import api as casework


@require_GET
def money_list(request: HttpRequest) -> HttpResponse:
    """List the requests for money that are not finished."""
    actor = _keeper(request)
    shown = care.list_money(actor, states=care.OPEN_MONEY)
    return render(
        request, "care/desk/money_list.html", {"money": shown, "tabs": tabs(actor, "care:money-list")}
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, case: str) -> HttpResponse:
    """Write down that somebody of a case needs money."""
    actor = _keeper(request)
    people = [(card.ref, card.called) for card in casework.list_persons(actor, case)]
    form = forms.Money(request.POST or None, persons=people)
    made: list[care.MoneyCard] = []
    if asking.is_done(
        form,
        lambda: made.append(care.ask_for_money(actor=actor, at=clock.now(), **form.cleaned_data)),
    ):
        return redirect("care:money", request_ref=made[0].ref)
    return render(request, "care/desk/ask_money.html", {"form": form, "case": case})


@require_http_methods(["GET", "POST"])
def money(request: HttpRequest, request_ref: str) -> HttpResponse:
    """Show one request for money, and move it."""
    actor = staff.acting(request)
    card = care.get_money(actor, request_ref)
    form = forms.MoneyMove(request.POST or None)
    chosen = request.POST.get("move", "")
    if asking.is_done(
        form,
        lambda: care.move_money(
            actor=actor, request=request_ref, move=chosen, at=clock.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Done."))
        return redirect("care:money", request_ref=request_ref)
    names = staff.names_of(actor, {step["by"] for step in card.history})
    labels = [care.MONEY_STEPS[step["move"]] for step in card.history]
    history = [
        (_(label), names.get(step["by"], ""), datetime.fromisoformat(step["at"]), step["text"])
        for label, step in zip(labels, card.history, strict=True)
    ]
    return render(request, "care/desk/money.html", {"money": card, "form": form, "history": history})


def _keeper(request: HttpRequest) -> staff.Actor:
    actor = staff.acting(request)
    if not actor.is_any("coordinator", "supervisor"):
        raise NotHere
    return actor
