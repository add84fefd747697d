"""Pages of the mail edition at the desk: choose entries, look at both languages, approve, send, pause."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.staff import api as staff
from waystation.outreach.digest import api as digest
from waystation.outreach.digest.desk.forms import EditionForm
from waystation.outreach.digest.desk.views import acting

OFFERED = 30


@require_http_methods(["GET", "POST"])
def list_all(request: HttpRequest) -> HttpResponse:
    """List the editions and begin one."""
    actor = acting(request)
    if request.method == "POST":
        made = digest.begin_edition(actor=actor, at=clock.now())
        return redirect("editors:edition", edition=made.ref)
    context = {
        "editions": digest.list_editions(actor),
        "readers": digest.count_readers(actor),
        "can_write": actor.is_any("campaigner"),
    }
    return render(request, "digest/desk/editions.html", context)


@require_http_methods(["GET", "POST"])
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    """Show one edition as it will arrive, and how far it has come; a post moves it along."""
    actor = acting(request)
    if request.method == "POST":
        asking.press(request, partial(digest.move_edition, actor=actor, edition=edition))
        return redirect("editors:edition", edition=edition)
    found = digest.get_edition(actor, edition)
    names = dict(settings.LANGUAGES)
    context = {
        "edition": found,
        "author": staff.names_of(actor, {found.author}).get(found.author, ""),
        "letters": [(names[one.language], one) for one in digest.preview_edition(actor, edition)],
        "readers": digest.count_readers(actor),
    }
    return render(request, "digest/desk/edition.html", context)


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, edition: str) -> HttpResponse:
    """Choose the entries, and write subject and opening."""
    actor = acting(request)
    found = digest.get_edition(actor, edition)
    if not found.can_write:
        raise NotHere
    listed = digest.list_entries(get_language() or "en", limit=OFFERED).entries
    initial: dict[str, object] = {"entries": found.entries}
    for language, _name in settings.LANGUAGES:
        initial[f"subject_{language}"] = found.subjects.get(language, "")
        initial[f"opening_{language}"] = found.openings.get(language, "")
    form = EditionForm(
        request.POST or None, initial=initial, entries=[(one.ref, one.text.title) for one in listed]
    )
    version = asking.version(request, found.version)
    if asking.is_done(
        form,
        lambda: digest.write_edition(
            actor=actor,
            edition=edition,
            entries=form.cleaned_data["entries"],
            subjects=form.spoken("subject"),
            openings=form.spoken("opening"),
            read=version,
            at=clock.now(),
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("editors:edition", edition=edition)
    context = {"edition": found, "form": form, "version": version}
    return render(request, "digest/desk/edition_words.html", context)
