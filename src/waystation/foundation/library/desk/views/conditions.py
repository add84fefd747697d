"""Pages for what is known of countries, and the dossier made of it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.library import api as library
from waystation.foundation.library.desk.forms import (
    CiteForm,
    ConditionFilter,
    ConditionForm,
    DossierForm,
    spoken,
)
from waystation.foundation.library.desk.views.shared import acting, sources, tabs, writing
from waystation.foundation.library.rules import words
from waystation.foundation.staff import api as staff

DECADE = timedelta(days=3652)


@require_GET
def conditions(request: HttpRequest) -> HttpResponse:
    """List entries on countries."""
    actor = acting(request)
    form = ConditionFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    kind = chosen.get("kind", "")
    found = library.list_conditions(
        actor,
        place=chosen.get("place", ""),
        kinds=frozenset({kind} if kind else ()),
        state=chosen.get("state", ""),
    )
    context = {
        "rows": [_told(card) for card in found],
        "form": form,
        "tabs": tabs("conditions"),
        "can_write": library.may_edit(actor),
    }
    return render(request, "library/desk/conditions.html", context)


def _told(card: library.ConditionCard) -> dict[str, Any]:
    """Return an entry in the words of the page's language, as far as there are any."""
    language = spoken() if spoken() in card.statements else next(iter(card.statements), "")
    return {
        "card": card,
        "place": library.place_name(card.place, spoken()),
        "kind": _(words.KINDS[card.kind]),
        "by": _(words.ACTORS[card.actor]),
        "statement": card.statements.get(language, ""),
        "language": language,
    }


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, condition: str = "") -> HttpResponse:
    """Write an entry, or a draft anew."""
    actor = writing(request)
    initial = _initial(library.open_condition(actor, condition)) if condition else {}
    form = ConditionForm(request.POST or None, initial=initial)
    made = asking.made(
        form,
        lambda: library.write_condition(
            actor=actor,
            known=form.known(),
            condition=condition,
            version=form.cleaned_data["version"] or 0,
            at=clock.now(),
        ),
    )
    if made is not None:
        return redirect("library:condition", condition=made.ref)
    return render(request, "library/desk/condition_edit.html", {"form": form, "condition": condition})


def _initial(card: library.ConditionCard) -> dict[str, Any]:
    if not card.can_write:
        raise NotHere
    country, _hyphen, region = card.place.partition("-")
    return {
        "country": country,
        "region": region,
        "by": card.actor,
        "kind": card.kind,
        "from_on": card.from_on,
        "to_on": card.to_on,
        "version": card.version,
        **{f"statement_{code}": text for code, text in card.statements.items()},
    }


@require_http_methods(["GET", "POST"])
def condition(request: HttpRequest, condition: str) -> HttpResponse:
    """Show one entry with its sources; a post moves it along."""
    actor = acting(request)
    if request.method == "POST":
        moved = library.move_condition(
            actor=writing(request),
            condition=condition,
            move=request.POST.get("move", ""),
            read=request.POST.get("version", ""),
            at=clock.now(),
        )
        messages.success(request, _("Done: %(state)s.") % {"state": _(moved.state_label)})
        return redirect("library:condition", condition=condition)
    return _show(request, actor, condition, None)


@require_POST
def cite(request: HttpRequest, condition: str) -> HttpResponse:
    """Add a source to a draft, or take one out."""
    actor = writing(request)
    if "strike" in request.POST:
        library.strike_citation(
            actor=actor, condition=condition, citation=request.POST["strike"], at=clock.now()
        )
        return redirect("library:condition", condition=condition)
    card = library.open_condition(actor, condition)
    form = CiteForm(request.POST, sources=sources(card.place))
    if asking.is_done(
        form,
        lambda: library.cite(actor=actor, condition=condition, at=clock.now(), **form.cleaned_data),
    ):
        return redirect("library:condition", condition=condition)
    return _show(request, actor, condition, form)


def _show(request: HttpRequest, actor: staff.Actor, ref: str, form: CiteForm | None) -> HttpResponse:
    card = library.open_condition(actor, ref)
    names = staff.names_of(actor, {card.author, card.checked_by} - {""})
    context = {
        **_told(card),
        "author": names.get(card.author, ""),
        "checker": names.get(card.checked_by, ""),
        "form": (form or CiteForm(sources=sources(card.place))) if card.can_write else None,
        "can_write": library.may_edit(actor),
    }
    return render(request, "library/desk/condition.html", context)


@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest) -> HttpResponse:
    """Choose place, period and kinds; a post gives the PDF. A post, because the choice points at somebody (T-43)."""
    actor = acting(request)
    today = clock.today()
    initial = {"since": today - DECADE, "until": today, "language": spoken()}
    form = DossierForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            content = library.write_dossier(
                actor=actor, wanted=form.wanted(), language=form.cleaned_data["language"], at=clock.now()
            )
        except Invalid as wrong:
            asking.show(form, wrong)
        except Refused as refused:
            for sentence in refused.missing:
                form.add_error(None, _(sentence))
        except library.PdfMissing:
            form.add_error(None, _("PDF needs the extra “pdf”: pip install 'waystation[pdf]'."))
        else:
            response = HttpResponse(content, content_type="application/pdf")
            response["Content-Disposition"] = 'attachment; filename="country-conditions.pdf"'
            return response
    return render(request, "library/desk/dossier.html", {"form": form, "tabs": tabs("dossier")})
