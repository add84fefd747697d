"""Our relay: who sends, with consent; and the mailed link, a page with a button, because mail scanners open links."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.outreach.letters import api as letters
from waystation.outreach.letters.front import patience
from waystation.outreach.letters.front.forms import SenderForm
from waystation.outreach.letters.front.writing import nobody_there

GONE = "letters/front/link_gone.html"


@require_http_methods(["GET", "HEAD", "POST"])
def relay(request: HttpRequest, campaign: str) -> HttpResponse:
    """Ask who sends; take the letter when everything is there, and say to look into the mail."""
    card = letters.get_public(campaign, get_language() or "en")
    letter, wrong = letters.read_letter(request.POST.dict())
    refs = request.POST.getlist("official")
    officials = [
        one for one in letters.chosen(campaign=campaign, officials=refs) if one.email and not one.is_dangerous
    ]
    if wrong or not officials or not card.is_relayed or not card.is_writable:
        return nobody_there(request, card)
    once = request.POST.get("once", "")[:40] or new_ref() + new_ref()
    context = {"campaign": card, "officials": officials, "letter": letter, "once": once}
    if request.POST.get("go") != "send":
        return render(request, "letters/front/relay.html", {**context, "form": SenderForm()})
    sender, problems = letters.read_sender(request.POST.dict())
    if not problems:
        problems = _leave(request, card, officials, (letter, sender), once)
    if problems:
        form = SenderForm(request.POST)
        form.add_problems(problems)
        return render(request, "letters/front/relay.html", {**context, "form": form})
    return render(request, "letters/front/relayed.html", context)


def _leave(
    request: HttpRequest,
    card: letters.CampaignCard,
    officials: list[letters.OfficialCard],
    typed: tuple[letters.Letter, letters.Sender],
    once: str,
) -> dict[str, str]:
    letter, sender = typed
    if not patience.may_relay(request, sender.contact):
        return {
            "contact": _("That is a lot of letters for one day. Please send this one from your own mail.")
        }
    try:
        letters.leave_letter(
            campaign=card.ref,
            officials=[one.ref for one in officials],
            letter=letter,
            sender=sender,
            language=get_language() or "en",
            once=once,
            at=clock.now(),
        )
    except Refused as refusal:
        return {"consent": refusal.missing[0]}
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show whether a letter waits; a post lets it go or erases it."""
    try:
        secret = bytes.fromhex(token)
    except ValueError:
        return render(request, GONE, status=404)
    go = request.POST.get("go", "")
    try:
        if go == "erase":
            letters.erase_letter(token=secret)
            return render(request, "letters/front/erased.html")
        if go == "send":
            letters.confirm_letter(token=secret, at=clock.now())
        is_waiting = letters.is_waiting(secret)
    except NotHere:
        return render(request, GONE, status=404)
    return render(request, "letters/front/link.html", {"is_waiting": is_waiting})
