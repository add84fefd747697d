"""Pages for clippings and feeds."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import here
from waystation.foundation.library import api as library
from waystation.foundation.library.desk.forms import (
    ClipForm,
    ClippingFilter,
    Described,
    FeedForm,
    initial_tags,
)
from waystation.foundation.library.desk.views.shared import acting, tabs, tag_words, writing
from waystation.foundation.staff import api as staff

LONGEST_QUERY = 200


@require_GET
def clippings(request: HttpRequest) -> HttpResponse:
    """List clippings, the newest first."""
    actor = acting(request)
    form = ClippingFilter(request.GET or None, used=library.count_tags(actor))
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = library.search_clippings(
        actor,
        tags=form.tags() if form.is_bound else frozenset(),
        language=chosen.get("language", ""),
        state=chosen.get("state", ""),
        after=request.GET.get("after"),
    )
    query = request.GET.copy()
    query["after"] = page.after or ""
    context = {
        **_listed(actor, page.cards),
        "form": form,
        "older": query.urlencode() if page.after else "",
        "newer": "",
    }
    return render(request, "library/desk/clippings.html", context)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Look for words; a post, because what somebody looks for must never stand in an address (T-15)."""
    actor = acting(request)
    query = request.POST.get("words", "").strip()[:LONGEST_QUERY]
    page = library.search_clippings(actor, words=query, limit=100)
    form = ClippingFilter(used=library.count_tags(actor))
    context = {**_listed(actor, page.cards), "form": form, "query": query}
    return render(request, "library/desk/clippings.html", context)


def _listed(actor: staff.Actor, cards: tuple[library.ClippingCard, ...]) -> dict[str, Any]:
    return {
        "rows": [(card, tag_words(card.tags)) for card in cards],
        "tabs": tabs("clippings"),
        "can_write": library.may_edit(actor),
    }


@require_http_methods(["GET", "POST"])
def clip(request: HttpRequest) -> HttpResponse:
    """Ask for a page by its address."""
    actor = writing(request)
    form = ClipForm(request.POST or None)
    made = asking.made(
        form,
        lambda: library.clip(
            actor=actor, address=form.cleaned_data["address"], tags=form.tags(), at=clock.now()
        ),
    )
    if made is not None:
        return redirect("library:clipping", clipping=made.ref)
    return render(request, "library/desk/clip.html", {"form": form})


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note a printed text."""
    actor = writing(request)
    form = Described(request.POST or None)
    made = asking.made(
        form,
        lambda: library.note_text(actor=actor, described=form.described(), tags=form.tags(), at=clock.now()),
    )
    if made is not None:
        return redirect("library:clipping", clipping=made.ref)
    return render(request, "library/desk/note.html", {"form": form})


@require_http_methods(["GET", "POST"])
def clipping(request: HttpRequest, clipping: str) -> HttpResponse:
    """Show one clipping with its text; a post tries it again, keeps it apart or withdraws it."""
    actor = acting(request)
    if request.method == "POST":
        move = request.POST.get("move", "")
        library.move_clipping(actor=writing(request), clipping=clipping, move=move, at=clock.now())
        messages.success(request, _("Done."))
        if move == "withdraw":
            return redirect("library:clippings")
        return redirect("library:clipping", clipping=clipping)
    found = library.open_clipping(actor, clipping)
    context = {
        "clipping": found,
        "tags": tag_words(found.card.tags),
        "can_write": library.may_edit(actor),
        "added_by": staff.names_of(actor, {found.added_by}).get(found.added_by, "") if found.added_by else "",
    }
    return render(request, "library/desk/clipping.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, clipping: str) -> HttpResponse:
    """Change what is said of a text, and its tags."""
    actor = writing(request)
    card = library.open_clipping(actor, clipping).card
    initial = {
        "title": card.title,
        "publisher": card.source,
        "published_on": card.published_on,
        "language": card.language,
        "excerpt": card.excerpt,
        **initial_tags(card.tags),
    }
    form = Described(request.POST or None, initial=initial)
    version = asking.version(request, card.version)
    if asking.is_done(
        form,
        lambda: library.edit_clipping(
            actor=actor,
            clipping=clipping,
            described=form.described(),
            tags=form.tags(),
            read=version,
            at=clock.now(),
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("library:clipping", clipping=clipping)
    return render(request, "library/desk/edit.html", {"form": form, "card": card, "version": version})


@require_safe
def copy(request: HttpRequest, clipping: str) -> HttpResponse:
    """Hand out the archived copy, to be opened with a program for web archives."""
    found = library.open_clipping(acting(request), clipping)
    content = here(library.read_archived(found.archive_hash))
    response = HttpResponse(content, content_type="application/gzip")
    response["Content-Disposition"] = f'attachment; filename="{found.archive_hash[:16]}.warc.gz"'
    return response


@require_http_methods(["GET", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """List the feeds and add one."""
    actor = acting(request)
    form = FeedForm(request.POST or None)
    if asking.is_done(
        form,
        lambda: library.add_feed(
            actor=writing(request),
            address=form.cleaned_data["address"],
            title=form.cleaned_data["title"],
            tags=form.tags(),
            every_hours=form.cleaned_data["every_hours"],
            at=clock.now(),
        ),
    ):
        messages.success(request, _("Kept. It is looked at within a minute."))
        return redirect("library:feeds")
    rows = [(card, tag_words(card.tags)) for card in library.list_sources(actor)]
    context = {"rows": rows, "form": form, "tabs": tabs("feeds"), "can_write": library.may_edit(actor)}
    return render(request, "library/desk/feeds.html", context)


@require_POST
def pause(request: HttpRequest, source: str) -> HttpResponse:
    """Stop looking at a feed, or go on."""
    is_paused = request.POST.get("go") == "pause"
    library.pause_feed(actor=writing(request), source=source, is_paused=is_paused, at=clock.now())
    return redirect("library:feeds")
