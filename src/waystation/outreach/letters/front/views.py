"""Letters for everybody: the list, one campaign, finding whom to write to. Everything works without scripts."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from waystation.outreach.letters import api as letters
from waystation.outreach.letters.front.forms import RegionForm, ZipForm


@require_safe
def list_all(request: HttpRequest) -> HttpResponse:
    """List what one can write about now, then what one could."""
    return render(request, "letters/front/list.html", {"campaigns": letters.list_public(language())})


@require_safe
def campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show one campaign: what it is about, the points to make, and the way to those who decide."""
    found = letters.get_public(campaign, language())
    context = {
        "campaign": found,
        "channels": _channels(found),
        **_ways(found),
    }
    return render(request, "letters/front/campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, campaign: str) -> HttpResponse:
    """Lead from a ZIP or a region to those who decide. What was typed is in no address, no log and no table."""
    if request.method != "POST":
        return redirect("letters:campaign", campaign=campaign)
    card = letters.get_public(campaign, language())
    code, region = request.POST.get("code", "").strip(), request.POST.get("region", "").strip()
    context = {"campaign": card, "channels": _channels(card), **_ways(card, request)}
    asked = context["region_form"] if "region" in request.POST else context["zip_form"]
    if isinstance(asked, forms.Form) and not asked.is_valid():
        return render(request, "letters/front/campaign.html", {**context, "form": asked})
    found = letters.find(campaign=card, code=code, region=region)
    context |= {"found": found, "region": region, "most": letters.MOST_ADDRESSEES}
    return render(request, "letters/front/found.html", context)


def _ways(card: letters.CampaignCard, request: HttpRequest | None = None) -> dict[str, object]:
    """Offer the ways to find somebody that this campaign has: everybody at once, a ZIP, a region."""
    if not card.is_writable:
        return {"everybody": (), "zip_form": None, "region_form": None}
    few = letters.list_few(card.ref)
    if few:
        return {"everybody": few, "zip_form": None, "region_form": None}
    typed = request.POST if request is not None else None
    is_by_region = typed is not None and "region" in typed
    zip_form = ZipForm(None if is_by_region else typed) if letters.has_codes(card.country) else None
    regions = letters.list_regions(card)
    region_form = RegionForm(typed if is_by_region else None, regions=regions) if regions else None
    return {"everybody": (), "zip_form": zip_form, "region_form": region_form}


def _channels(card: letters.CampaignCard) -> list[tuple[str, int]]:
    return [(label, card.said[code]) for code, label in letters.CHANNELS.items() if code in card.said]


def language() -> str:
    """Return the language of the page."""
    return get_language() or "en"
