"""The record of each official at the desk: what they said, whether promises were kept, how many wrote."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.countries import name_of
from waystation.foundation.staff import api as staff
from waystation.outreach.letters import api as letters
from waystation.outreach.letters.desk.forms import ReturnedForm, StatementForm
from waystation.outreach.letters.desk.views import acting

MOST_DIGITS = 5


@require_safe
def officials(request: HttpRequest) -> HttpResponse:
    """List officials by body; they come from files, by ``waystation addressees import``."""
    acting(request)
    asked = {name: request.GET.get(name, "")[:120] for name in ("body", "position")}
    start = request.GET.get("after", "")
    after = int(start) if start.isdecimal() and len(start) <= MOST_DIGITS else 0
    rows, is_more = letters.list_officials(**asked, after=after)
    kept: dict[str, str | int] = {name: value for name, value in asked.items() if value}
    step = letters.BOARD_PAGE
    context = {
        "rows": [(card, letters.POSITIONS[card.position]) for card in rows],
        "asked": asked,
        "bodies": [(body, f"{body} ({name_of(country)})") for country, body in letters.list_bodies()],
        "newer": urlencode({**kept, "after": max(0, after - step)}) if after else "",
        "older": urlencode({**kept, "after": after + step}) if is_more else "",
    }
    return render(request, "letters/desk/officials.html", context)


@require_http_methods(["GET", "POST"])
def official(request: HttpRequest, official: str) -> HttpResponse:
    """Show an official's whole record; a post notes a statement."""
    actor = acting(request)
    found = letters.get_desk_record(actor, official, clock.now())
    form = StatementForm(request.POST or None)
    if asking.is_done(
        form,
        lambda: letters.note_statement(actor=actor, official=official, at=clock.now(), **form.cleaned_data),
    ):
        messages.success(request, _("Noted. It is public once somebody else has looked."))
        return redirect("correspondence:official", official=official)
    relayed = letters.relayed_to(actor, official)
    drafts = [card for card in letters.list_for_desk(actor) if card.can_write]
    came_back = ReturnedForm(campaigns=_titled(actor, relayed)) if relayed else None
    context = {
        "record": found,
        "came_back_form": came_back,
        "position": letters.POSITIONS[found.official.position],
        "reached": [
            (label, found.reached[code]) for code, label in letters.CHANNELS.items() if code in found.reached
        ],
        "heard": [(label, found.heard[code]) for code, label in letters.HEARD.items() if code in found.heard],
        "outcomes": letters.OUTCOMES.items(),
        "form": form,
        "drafts": drafts,
    }
    return render(request, "letters/desk/official.html", context)


@require_POST
def returned(request: HttpRequest, official: str) -> HttpResponse:
    """Note how many letters our mailbox got back."""
    actor = acting(request)
    form = ReturnedForm(request.POST, campaigns=_titled(actor, letters.relayed_to(actor, official)))
    if asking.is_done(
        form,
        lambda: letters.note_came_back(actor=actor, official=official, at=clock.now(), **form.cleaned_data),
    ):
        messages.success(request, _("Noted."))
    for wrong in form.errors.values():
        messages.error(request, " ".join(map(str, wrong)))
    return redirect("correspondence:official", official=official)


def _titled(actor: staff.Actor, campaigns: list[str]) -> list[tuple[str, str]]:
    return [(card.ref, card.title) for card in letters.list_for_desk(actor) if card.ref in campaigns]


@require_POST
def statement(request: HttpRequest, statement: str) -> HttpResponse:
    """Make a statement public, withdraw it, or say whether a promise was kept."""
    actor = acting(request)
    if outcome := request.POST.get("outcome", ""):
        done = letters.settle_promise(actor=actor, statement=statement, outcome=outcome, at=clock.now())
        if done.weighed:
            messages.success(request, _("Noted. It is public once somebody else says the same."))
            return redirect("correspondence:official", official=done.official)
    else:
        done = letters.move_statement(
            actor=actor, statement=statement, move=request.POST.get("move", ""), at=clock.now()
        )
    messages.success(request, _("Done: %(state)s.") % {"state": _(done.outcome_label or done.state_label)})
    return redirect("correspondence:official", official=done.official)
