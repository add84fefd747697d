"""Pages of the campaign's desk: write, have approved, open, watch, sift, close."""

import json
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.foundation.kernel import asking, clock, versions
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.desk.forms import DraftForm, GoalsForm, KeyForm, TextForm


@require_http_methods(["GET", "POST"])
def list_all(request: HttpRequest) -> HttpResponse:
    """List petitions and begin one."""
    actor = acting(request)
    is_over = request.GET.get("only") == "over"
    page = petitions.list_for_desk(
        actor,
        over=is_over,
        after=str(request.GET.get("after", "")),
        before=str(request.GET.get("before", "")),
    )
    kept = "only=over&" if is_over else ""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = petitions.draft_petition(actor=actor, at=clock.now(), **form.cleaned_data)
        return redirect("campaigns:petition", petition=made.ref)
    context = {
        "page": page,
        "newer": page.newer and kept + page.newer,
        "older": page.older and kept + page.older,
        "tabs": [
            {"label": _("Under way"), "href": "?", "is_current": not is_over},
            {"label": _("Over"), "href": "?only=over", "is_current": is_over},
        ],
        "form": form,
        "can_write": actor.is_any("campaigner"),
    }
    return render(request, "petitions/desk/list.html", context)


@require_http_methods(["GET", "POST"])
def petition(request: HttpRequest, petition: str) -> HttpResponse:
    """Show one petition; a post moves it along."""
    actor = acting(request)
    if request.method == "POST":
        asking.press(request, partial(petitions.move_petition, actor=actor, petition=petition))
        return redirect("campaigns:petition", petition=petition)
    found = petitions.get_for_desk(actor, petition, clock.now())
    keys = {key.ref: key for key in petitions.list_keys(actor)}
    context = {
        "petition": found,
        "key": keys.get(found.key),
        "author": staff.names_of(actor, {found.author}).get(found.author, ""),
        "spoken": [(code, name, found.texts.get(code)) for code, name in settings.LANGUAGES],
        "waiting": petitions.count_waiting(actor, petition),
    }
    return render(request, "petitions/desk/petition.html", context)


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, petition: str, language: str) -> HttpResponse:
    """Write the words in one language, with the other languages beside."""
    actor = acting(request)
    found = petitions.get_for_desk(actor, petition, clock.now())
    names = dict(settings.LANGUAGES)
    if language not in names or not found.can_write:
        raise NotHere
    card = found.texts.get(language)
    initial = {"title": card.title, "addressee": card.addressee, "demand": card.demand} if card else {}
    form = TextForm(request.POST or None, initial=initial)
    version = asking.version(request, versions.of(card))
    if asking.is_done(
        form,
        lambda: petitions.write_text(
            actor=actor,
            petition=petition,
            language=language,
            read=version,
            at=clock.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("campaigns:petition", petition=petition)
    others = [(names[code], text) for code, text in found.texts.items() if code != language]
    context = {
        "petition": found,
        "form": form,
        "version": version,
        "language_name": names[language],
        "others": others,
    }
    return render(request, "petitions/desk/text.html", context)


@require_http_methods(["GET", "POST"])
def goals(request: HttpRequest, petition: str) -> HttpResponse:
    """Choose milestones, the campaign key, and whether signing is dangerous."""
    actor = acting(request)
    found = petitions.get_for_desk(actor, petition, clock.now())
    if not found.can_write:
        raise NotHere
    initial = {
        "goals": ", ".join(map(str, found.goals)),
        "key": found.key,
        "is_dangerous": found.is_dangerous,
    }
    form = GoalsForm(request.POST or None, initial=initial, keys=petitions.list_keys(actor))
    version = asking.version(request, versions.of(found.frame))
    if asking.is_done(
        form,
        lambda: petitions.choose_key(
            actor=actor, petition=petition, read=version, at=clock.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("campaigns:petition", petition=petition)
    return render(request, "petitions/desk/goals.html", {"petition": found, "form": form, "version": version})


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """List campaign keys and take in another's public half."""
    actor = acting(request)
    form = KeyForm(request.POST or None)
    if asking.is_done(form, lambda: petitions.add_key(actor=actor, at=clock.now(), **form.cleaned_data)):
        messages.success(
            request, _("Kept. Compare the fingerprint aloud with whoever holds the private half.")
        )
        return redirect("campaigns:keys")
    context = {"keys": petitions.list_keys(actor), "form": form, "can_write": actor.is_any("campaigner")}
    return render(request, "petitions/desk/keys.html", context)


@require_POST
def sift(request: HttpRequest, petition: str) -> HttpResponse:
    """Let a group that was set aside count, strike it, or take that back."""
    actor = acting(request)
    deeds = {"let_in": petitions.let_in, "strike": petitions.strike, "undo": petitions.take_strike_back}
    deed = deeds.get(request.POST.get("go", ""))
    suspicion, group = request.POST.get("suspicion", ""), request.POST.get("group", "")
    if deed is None or not suspicion.isdecimal() or not _is_hex(group):
        raise NotHere
    number = deed(actor=actor, petition=petition, suspicion=int(suspicion), group=group, at=clock.now())
    messages.success(request, _("Done: %(number)s signatures.") % {"number": number})
    return redirect("campaigns:petition", petition=petition)


@require_safe
def sealed(request: HttpRequest, petition: str) -> StreamingHttpResponse:
    """Hand out the sealed details, to be opened on the computer where the private half is."""
    lines = petitions.export_sealed(actor=acting(request), petition=petition, at=clock.now())
    told = (json.dumps(line) + "\n" for line in lines)
    response = StreamingHttpResponse(told, content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="sealed.jsonl"'
    return response


def _is_hex(text: str) -> bool:
    try:
        bytes.fromhex(text)
    except ValueError:
        return False
    return True


def acting(request: HttpRequest) -> staff.Actor:
    """Return whoever is signed in, if they are a campaigner or a supervisor; to others there is nothing here."""
    return staff.acting(request, "campaigner", "supervisor")
