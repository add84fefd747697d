"""Tonight: the bed grid for those who book, their own house for hosts, help for the medical team."""

from datetime import date, timedelta

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

_EARLIEST, _LATEST = date(2000, 1, 1), date(2200, 1, 1)


@require_GET
def tonight(request: HttpRequest) -> HttpResponse:
    """Show the grid of beds and what tonight asks for; to a host, their guests and nothing else."""
    actor, at = staff.acting(request), clock.now()
    if actor.is_any("host"):
        return render(request, "care/desk/host.html", {"houses": care.open_my_houses(actor=actor, at=at)})
    if actor.is_any("psychologist", "doctor") and not actor.is_any("coordinator", "supervisor"):
        return redirect("care:help")
    first_on = _day(request.GET.get("from", "")) or at.date()
    shown = care.show_tonight(actor, at, first_on=first_on)
    step = timedelta(days=len(shown.nights))
    return render(
        request,
        "care/desk/tonight.html",
        {
            "tonight": shown,
            "today": at.date(),
            "is_now": first_on == at.date(),
            "earlier": first_on - step,
            "later": first_on + step,
            "may_keep": actor.is_any("coordinator", "supervisor"),
            "tabs": tabs(actor, "care:tonight"),
        },
    )


@require_http_methods(["GET", "POST"])
def worry(request: HttpRequest, house: str) -> HttpResponse:
    """Let a host tell the team what worries them."""
    actor, at = staff.acting(request), clock.now()
    if house not in {mine.ref for mine in care.list_my_houses(actor)}:
        raise NotHere
    form = forms.Worry(request.POST or None)
    if asking.is_done(form, lambda: care.report_worry(actor=actor, house=house, at=at, **form.cleaned_data)):
        messages.success(request, _("Thank you. The team has been told to look."))
        return redirect("care:tonight")
    return render(request, "care/desk/worry.html", {"form": form})


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _EARLIEST < day < _LATEST else None
