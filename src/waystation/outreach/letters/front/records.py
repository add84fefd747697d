"""What came back, for everybody: the position board, one official's record, and the counts for other programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.countries import name_of
from waystation.outreach.letters import api as letters


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show where officials stand, by country, body and position."""
    asked = {name: request.GET.get(name, "")[:120] for name in ("country", "body", "position")}
    start = request.GET.get("after", "")
    after = int(start) if start.isdecimal() and len(start) < 6 else 0  # noqa: PLR2004 - digits
    rows, is_more = letters.list_board(**asked, after=after)
    kept: dict[str, str | int] = {name: value for name, value in asked.items() if value}
    step = letters.BOARD_PAGE
    context = {
        "rows": [(card, letters.POSITIONS[card.position], number) for card, number in rows],
        "asked": asked,
        "bodies": [(body, f"{body} ({name_of(country)})") for country, body in letters.list_bodies()],
        "positions": letters.POSITIONS.items(),
        "newer": urlencode({**kept, "after": max(0, after - step)}) if after else "",
        "older": urlencode({**kept, "after": after + step}) if is_more else "",
        "promises": letters.list_promises(clock.now().date()) if not after and not kept else (),
    }
    return render(request, "letters/front/board.html", context)


@require_safe
def official(request: HttpRequest, official: str) -> HttpResponse:
    """Show one official: how to reach them, what they said, how many wrote."""
    found = letters.get_record(official, clock.now().date())
    context = {
        "record": found,
        "position": letters.POSITIONS[found.official.position],
        "reached": [
            (label, found.reached[code])
            for code, label in letters.CHANNELS.items()
            if found.reached.get(code)
        ],
        "heard": [
            (label, found.heard[code]) for code, label in letters.HEARD.items() if found.heard.get(code)
        ],
        "kinds": letters.KINDS,
    }
    return render(request, "letters/front/official.html", context)


@require_safe
def osdi(request: HttpRequest, campaign: str) -> HttpResponse:
    """Hand out a campaign and its counts as OSDI-like JSON."""
    address = request.build_absolute_uri(reverse("letters:campaign", args=[campaign]))
    return JsonResponse(letters.export_osdi(campaign, get_language() or "en", address))
