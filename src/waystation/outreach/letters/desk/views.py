"""Pages of a letter campaign at the desk: write, choose to whom, have approved, open, watch, close."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import asking, clock, versions
from waystation.foundation.kernel.countries import name_of
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.outreach.letters import api as letters
from waystation.outreach.letters.desk.forms import AddresseesForm, TextForm


@require_http_methods(["GET", "POST"])
def list_all(request: HttpRequest) -> HttpResponse:
    """List campaigns and statements that wait; a post begins a campaign."""
    actor = acting(request)
    if request.method == "POST":
        made = letters.draft_campaign(actor=actor, at=clock.now())
        return redirect("correspondence:campaign", campaign=made.ref)
    context = {
        "campaigns": letters.list_for_desk(actor),
        "noted": letters.list_noted(actor),
        "can_write": actor.is_any("campaigner"),
    }
    return render(request, "letters/desk/list.html", context)


@require_http_methods(["GET", "POST"])
def campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show one campaign; a post moves it along."""
    actor = acting(request)
    if request.method == "POST":
        asking.press(request, partial(letters.move_campaign, actor=actor, campaign=campaign))
        return redirect("correspondence:campaign", campaign=campaign)
    found = letters.get_for_desk(actor, campaign)
    context = {
        "campaign": found,
        "author": staff.names_of(actor, {found.author}).get(found.author, ""),
        "spoken": [(code, name, found.texts.get(code)) for code, name in settings.LANGUAGES],
        "counts": [
            (label, found.counts[code]) for code, label in letters.CHANNELS.items() if code in found.counts
        ],
        "letter_language": dict(settings.LANGUAGES).get(found.letter_language, ""),
        "country": name_of(found.country),
        "official": letters.get_record(found.official, clock.now().date()).official
        if found.official
        else None,
    }
    return render(request, "letters/desk/campaign.html", context)


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, campaign: str, language: str) -> HttpResponse:
    """Write the words in one language, with the other languages beside."""
    actor = acting(request)
    found = letters.get_for_desk(actor, campaign)
    names = dict(settings.LANGUAGES)
    if language not in names or not found.can_write:
        raise NotHere
    card = found.texts.get(language)
    initial = {name: getattr(card, name) for name in TextForm.base_fields} if card else {}
    form = TextForm(request.POST or None, initial=initial)
    version = asking.version(request, versions.of(card))
    if asking.is_done(
        form,
        lambda: letters.write_text(
            actor=actor,
            campaign=campaign,
            language=language,
            read=version,
            at=clock.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("correspondence:campaign", campaign=campaign)
    others = [(names[code], text) for code, text in found.texts.items() if code != language]
    context = {
        "campaign": found,
        "form": form,
        "version": version,
        "language_name": names[language],
        "others": others,
    }
    return render(request, "letters/desk/text.html", context)


@require_http_methods(["GET", "POST"])
def addressees(request: HttpRequest, campaign: str) -> HttpResponse:
    """Choose to whom, in which language, and whether it is dangerous; ``official`` in the address names one."""
    actor = acting(request)
    found = letters.get_for_desk(actor, campaign)
    if not found.can_write:
        raise NotHere
    official = request.GET.get("official", "") or found.official
    where = f":{official}" if official else f"{found.country}|{found.body}" if found.body else found.country
    initial = {
        "where": where,
        "letter_language": found.letter_language,
        "is_dangerous": found.is_dangerous,
        "is_relayed": found.is_relayed,
    }
    form = AddresseesForm(request.POST or None, initial=initial, official=official)
    version = asking.version(request, versions.of(found.aim))
    if asking.is_done(
        form,
        lambda: letters.choose_addressees(
            actor=actor,
            campaign=campaign,
            letter_language=form.cleaned_data["letter_language"],
            is_dangerous=form.cleaned_data["is_dangerous"],
            is_relayed=form.cleaned_data["is_relayed"],
            read=version,
            at=clock.now(),
            **form.chosen(),
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("correspondence:campaign", campaign=campaign)
    context = {"campaign": found, "form": form, "version": version}
    return render(request, "letters/desk/addressees.html", context)


def acting(request: HttpRequest) -> staff.Actor:
    """Return whoever is signed in, if they are a campaigner or a supervisor; to others there is nothing here."""
    return staff.acting(request, "campaigner", "supervisor")
