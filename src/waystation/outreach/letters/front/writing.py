"""Writing: a letter is carried from page to page in the posts themselves, so that nothing of it is ever kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.outreach.letters import api as letters
from waystation.outreach.letters.front import patience
from waystation.outreach.letters.front.forms import LetterForm, initial_letter

LONGEST_LINK = 1_900  # beyond, mail programs cut a letter short
PARTS = ("subject", "own", "text", "signed")


@dataclass(frozen=True)
class Way:
    """How one official can be reached with this letter; what was pressed already."""

    official: letters.OfficialCard
    whole: str
    mailto: str
    is_mailto_whole: bool
    pressed: frozenset[str]


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the letter to be made one's own; coming back from a later page it holds what was typed."""
    card, officials = _asked(request, campaign)
    if not officials:
        return nobody_there(request, card)
    came_back = any(request.POST.get(part) for part in PARTS)
    initial = {part: request.POST.get(part, "") for part in PARTS} if came_back else initial_letter(card)
    form = LetterForm(initial=initial)
    return render(request, "letters/front/write.html", _page(request, card, officials, form=form))


@require_http_methods(["GET", "HEAD", "POST"])
def ready(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the finished letter with every way to send it; a pressed "I sent it" is counted once."""
    card, officials = _asked(request, campaign)
    if not officials:
        return nobody_there(request, card)
    letter, wrong = letters.read_letter(request.POST.dict())
    if wrong:
        form = LetterForm(request.POST)
        form.add_problems(wrong)
        return render(request, "letters/front/write.html", _page(request, card, officials, form=form))
    pressed, trouble = _press(request, card, officials)
    share = letters.share(letter.body, (card.letter.body, card.text.body))
    context = _page(
        request,
        card,
        officials,
        letter=letter,
        share=share,
        is_alike=share < letters.FEW,
        ways=[_way(card, letter, one, pressed) for one in officials],
        pressed=sorted(pressed),
        trouble=trouble,
        can_relay=card.is_relayed and any(one.email and not one.is_dangerous for one in officials),
    )
    return render(request, "letters/front/ready.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show what to say on the telephone, to whom, and ask what they said."""
    card, officials = _asked(request, campaign)
    if not officials or card.is_dangerous:
        return nobody_there(request, card)
    pressed, trouble = _press(request, card, officials)
    context = _page(
        request, card, officials, heard=letters.HEARD.items(), pressed=sorted(pressed), trouble=trouble
    )
    context["called"] = {one.split(":", 1)[0] for one in pressed if one.endswith(":call")}
    # Whoever telephones in between finds their letter again.
    context["letter"], _wrong = letters.read_letter(request.POST.dict())
    return render(request, "letters/front/call.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show the letter as a page to print, for whoever's browser prints better than we do."""
    card, officials = _asked(request, campaign)
    letter, wrong = letters.read_letter(request.POST.dict())
    if not officials or wrong:
        return nobody_there(request, card)
    language = card.letter.language
    sheets = [
        (letters.address_lines(one), letters.salutation(language, one.title, one.name)) for one in officials
    ]
    context = _page(request, card, officials, letter=letter, sheets=sheets, today=clock.now().date())
    return render(request, "letters/front/print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pdf(request: HttpRequest, campaign: str) -> HttpResponse:
    """Hand out the letter as PDF; where that is not possible, say so and offer the page to print."""
    card, officials = _asked(request, campaign)
    letter, wrong = letters.read_letter(request.POST.dict())
    if not officials or wrong:
        return nobody_there(request, card)
    try:
        if not patience.may_print(request):
            raise letters.PressBusy
        made = letters.print_letter(letter, officials, card.letter.language, clock.now().date())
    except (letters.PdfMissing, letters.PressBusy) as trouble:
        sentence = (
            _("This house cannot make PDF files. Print the page instead: it looks the same.")
            if isinstance(trouble, letters.PdfMissing)
            else _(
                "Too many letters are being printed just now. Print the page instead, or come back in a while."
            )
        )
        context = _page(request, card, officials, letter=letter, sentence=sentence)
        return render(request, "letters/front/no_pdf.html", context)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return response


def nobody_there(request: HttpRequest, card: letters.CampaignCard) -> HttpResponse:
    """Go back to the campaign, which is closed or has nobody such to write to; what was typed is shown to be taken along."""
    letter, _wrong = letters.read_letter(request.POST.dict())
    if not letter.body:
        return redirect("letters:campaign", campaign=card.ref)
    return render(request, "letters/front/held.html", {"campaign": card, "letter": letter})


def _asked(request: HttpRequest, campaign: str) -> tuple[letters.CampaignCard, list[letters.OfficialCard]]:
    """Return the campaign and whom it is about to be written to; nobody if the campaign is closed."""
    card = letters.get_public(campaign, get_language() or "en")
    refs = request.POST.getlist("official")[: letters.MOST_ADDRESSEES]
    return card, letters.chosen(campaign=campaign, officials=refs) if refs and card.is_writable else []


def _page(
    request: HttpRequest,
    card: letters.CampaignCard,
    officials: Sequence[letters.OfficialCard],
    **more: object,
) -> dict[str, object]:
    once = request.POST.get("once", "")
    return {"campaign": card, "officials": officials, "once": once[:40] or new_ref() + new_ref(), **more}


def _press(
    request: HttpRequest, card: letters.CampaignCard, officials: Sequence[letters.OfficialCard]
) -> tuple[set[str], str]:
    """Count what was pressed, if anything; return everything pressed on this page so far, and a sentence if it did not count."""
    known = {one.ref for one in officials}
    before = {one for one in request.POST.getlist("pressed") if one.split(":", 1)[0] in known}
    said = request.POST.get("sent", "")
    if not said:
        return before, ""
    official, _colon, channel = said.partition(":")
    channel, _colon, heard = channel.partition(":")
    if official not in known:
        return before, ""
    if not patience.may_press(request):
        return before, _("So many were counted from your network just now that this one was not.")
    try:
        letters.press(
            campaign=card.ref,
            official=official,
            channel=channel,
            heard=heard,
            once=request.POST.get("once", ""),
            at=clock.now(),
        )
    except (NotHere, Refused):
        return before, _("This could not be counted. Your letter is as good as before.")
    return before | {f"{official}:{channel}"}, ""


def _way(
    card: letters.CampaignCard, letter: letters.Letter, official: letters.OfficialCard, pressed: set[str]
) -> Way:
    whole = letters.spell(letter, letters.salutation(card.letter.language, official.title, official.name))
    link = ""
    if official.email:
        link = f"mailto:{quote(official.email)}?subject={quote(letter.subject)}&body={quote(whole.replace(chr(10), chr(13) + chr(10)))}"
    is_whole = len(link) <= LONGEST_LINK
    if official.email and not is_whole:
        link = f"mailto:{quote(official.email)}?subject={quote(letter.subject)}"
    mine = frozenset(one.split(":", 1)[1] for one in pressed if one.startswith(f"{official.ref}:"))
    return Way(official, whole, link, is_whole, mine)
