"""Pages of the digest's desk: write, lay before a second person, publish, correct, take back."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import asking, clock, versions
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.library import api as library
from waystation.foundation.staff import api as staff
from waystation.outreach.digest import api as digest
from waystation.outreach.digest.desk.forms import DetailsForm, TopicForm, WordsForm

OFFERED = 50


@require_http_methods(["GET", "POST"])
def list_all(request: HttpRequest) -> HttpResponse:
    """List the pieces of one kind, and begin one."""
    actor = acting(request)
    asked = request.POST.get("kind") or request.GET.get("kind", digest.ENTRY)
    kind = asked if asked in digest.KINDS else digest.ENTRY
    if request.method == "POST":
        made = digest.begin_piece(actor=actor, kind=kind, at=clock.now())
        return redirect("editors:piece", piece=made.ref)
    tabs = [(code, _(label), code == kind) for code, label in digest.KINDS.items()]
    context = {
        "pieces": digest.list_for_desk(actor, kind),
        "kind": kind,
        "kind_label": _(digest.KINDS[kind]),
        "kinds": tabs,
        "can_write": actor.is_any("campaigner"),
        "readers": digest.count_readers(actor),
    }
    return render(request, "digest/desk/list.html", context)


@require_http_methods(["GET", "POST"])
def piece(request: HttpRequest, piece: str) -> HttpResponse:
    """Show one piece; a post moves it along."""
    actor = acting(request)
    if request.method == "POST":
        asking.press(request, partial(digest.move_piece, actor=actor, piece=piece))
        return redirect("editors:piece", piece=piece)
    found = digest.get_for_desk(actor, piece)
    named = dict(digest.list_all_topics(actor))
    language = get_language() or "en"
    context = {
        "piece": found,
        "kind_label": _(digest.KINDS[found.kind]),
        "author": staff.names_of(actor, {found.author}).get(found.author, ""),
        "spoken": [(code, name, found.texts.get(code)) for code, name in settings.LANGUAGES],
        "topics": [named.get(code, {}).get(language, code) for code in found.details.topics],
    }
    return render(request, "digest/desk/piece.html", context)


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, piece: str, language: str) -> HttpResponse:
    """Write the words in one language, with the other languages beside."""
    actor = acting(request)
    found = digest.get_for_desk(actor, piece)
    names = dict(settings.LANGUAGES)
    if language not in names or not found.can_write:
        raise NotHere
    card = found.texts.get(language)
    initial = (
        {}
        if card is None
        else {name: getattr(card, name) for name in ("title", "excerpt", "body", "changed")}
    )
    form = WordsForm(
        request.POST or None,
        initial=initial,
        kind=found.kind,
        is_correction=found.published_on is not None,
    )
    version = asking.version(request, versions.of(card))
    if asking.is_done(
        form,
        lambda: digest.write_words(
            actor=actor, piece=piece, language=language, read=version, at=clock.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("editors:piece", piece=piece)
    context = {
        "piece": found,
        "form": form,
        "version": version,
        "language_name": names[language],
        "others": [(names[code], text) for code, text in found.texts.items() if code != language],
    }
    return render(request, "digest/desk/words.html", context)


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, piece: str) -> HttpResponse:
    """Say where a piece comes from, under which topics it stands, or at which place."""
    actor = acting(request)
    found = digest.get_for_desk(actor, piece)
    if not actor.is_any("campaigner") or not (found.can_write or found.kind != digest.ENTRY):
        raise NotHere
    language = get_language() or "en"
    topics = {code: names.get(language, code) for code, names in digest.list_all_topics(actor)}
    kept = found.details
    initial = {
        "link": kept.link,
        "publisher": kept.publisher,
        "source_on": kept.source_on,
        "video": kept.video,
        "topics": kept.topics,
        "place": found.place,
        "clipping": kept.clipping,
    }
    form = DetailsForm(
        request.POST or None,
        initial=initial,
        kind=found.kind,
        topics=topics,
        clippings=_clippings(kept.clipping),
    )
    version = asking.version(request, versions.of(kept))
    if asking.is_done(form, lambda: _keep_details(actor, found, form, version)):
        messages.success(request, _("Kept."))
        return redirect("editors:piece", piece=piece)
    return render(request, "digest/desk/details.html", {"piece": found, "form": form, "version": version})


def _clippings(chosen: str) -> dict[str, str]:
    """Offer the newest clippings, and the one chosen before."""
    offered = {
        card.ref: f"{card.title} ({card.source})" for card in library.list_clippings(limit=OFFERED).cards
    }
    if chosen and chosen not in offered:
        try:
            offered[chosen] = library.get_clipping(chosen).title
        except NotHere:
            return offered
    return offered


def _keep_details(actor: staff.Actor, found: digest.DeskCard, form: DetailsForm, read: str) -> None:
    typed = form.cleaned_data
    at = clock.now()
    if typed.get("place") is not None and typed["place"] != found.place:
        digest.place_piece(actor=actor, piece=found.ref, place=typed["place"], at=at)
    if found.can_write:
        source_on = typed.get("source_on")
        new = digest.Details(
            link=typed.get("link", ""),
            publisher=typed.get("publisher", ""),
            source_on=source_on.isoformat() if source_on else "",
            video=typed.get("video", ""),
            topics=tuple(typed.get("topics", ())),
            clipping=typed.get("clipping", ""),
        )
        digest.write_details(actor=actor, piece=found.ref, details=new, read=read, at=at)


@require_http_methods(["GET", "POST"])
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics and add one."""
    actor = acting(request)
    form = TopicForm(request.POST or None)
    if asking.is_done(
        form,
        lambda: digest.add_topic(
            actor=actor, code=form.cleaned_data["code"], names=form.names(), at=clock.now()
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("editors:topics")
    context = {
        "topics": digest.list_all_topics(actor),
        "form": form,
        "can_write": actor.is_any("campaigner"),
    }
    return render(request, "digest/desk/topics.html", context)


def acting(request: HttpRequest) -> staff.Actor:
    """Return whoever is signed in, if they are a campaigner or a supervisor; to others there is nothing here."""
    return staff.acting(request, "campaigner", "supervisor")
