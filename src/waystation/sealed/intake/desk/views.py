"""The desk of the room: the queue, one request, a telephone call taken down."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake import rules
from waystation.sealed.intake.desk import forms

# Moves that are asked about on the page itself, not by a button.
_NOT_BUTTONS = {"claim", "await", "hear"}


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the open requests, most urgent first, or those the filter asks for."""
    actor, at = staff.acting(request), clock.now()
    form = forms.QueueFilter(request.GET)
    only = form.chosen()
    page = intake.list_queue(
        actor, only=only, after=request.GET.get("after", ""), before=request.GET.get("before", ""), at=at
    )
    chosen = {name: str(value) for name, value in request.GET.items() if name in form.fields and value}
    context = {
        "form": form,
        "is_filtered": bool(chosen),
        "tabs": _tabs(chosen),
        "rows": page.rows,
        "is_open": only.state == "open",
        "names": staff.names_of(actor, {row.claimed_by for row in page.rows if row.claimed_by}),
        "newer": urlencode(chosen | {"before": page.before}) if page.before else "",
        "older": urlencode(chosen | {"after": page.after}) if page.after else "",
        "now": at,
    }
    return render(request, "intake/desk/queue.html", context)


def _tabs(chosen: Mapping[str, str]) -> list[dict[str, object]]:
    ways: tuple[tuple[str, dict[str, str]], ...] = (
        (_("All open"), {}),
        (_("Mine"), {"mine": "on"}),
        (_("Answer owed"), {"unanswered": "on"}),
        (_("Sharing a contact"), {"alike": "on"}),
    )
    return [
        {"label": label, "href": f"?{urlencode(query)}", "is_current": query == chosen}
        for label, query in ways
    ]


@require_GET
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one request."""
    return page(request, ref)


def page(request: HttpRequest, ref: str, **sent: django_forms.Form) -> HttpResponse:
    """Show one request; ``sent`` are forms that came back with something to mend, by name."""
    actor, at = staff.acting(request), clock.now()
    card = intake.open_request(actor=actor, request=ref, at=at)
    triage = {
        "level": card.triage.level if card.triage else card.provisional,
        "has_consent": bool(card.triage and card.triage.has_consent),
    }
    people = {
        card.row.claimed_by,
        card.hostile_proposed_by,
        *(message.author for message in card.thread.messages),
    }
    context: dict[str, Any] = {
        "card": card,
        "row": card.row,
        "form": next(iter(sent.values()), None),
        "triage": forms.Triage(initial=triage),
        "answer": forms.Answer(),
        "heard": forms.Heard(),
        "attempt": forms.Attempt(),
        "why": forms.Why(),
        "likenesses": intake.likenesses(actor, card),
        "level": rules.LEVELS[card.level],
        "provisional": rules.LEVELS[card.provisional],
        "state": rules.STATES[card.state],
        "facts": _facts(card),
        "offers": [offer for offer in card.offers if offer.name not in _NOT_BUTTONS],
        "names": staff.names_of(actor, people - {""}),
        "is_open": card.state in rules.OPEN,
        "is_mine": card.row.is_mine,
        "may_confirm": card.row.is_hostile_proposed and card.hostile_proposed_by != actor.ref,
        "once": new_ref(),
        "now": at,
    }
    return render(request, "intake/desk/request.html", context | sent)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Take down a telephone call; the same form sent twice is one call."""
    actor, at = staff.acting(request), clock.now()
    start = _start_of(request)
    if request.method != "POST":
        form = forms.Call(initial={"language": request.LANGUAGE_CODE})
        return render(request, "intake/desk/call.html", {"form": form, "start": start.hex()})
    form = forms.Call(request.POST)
    if form.is_valid():
        language = form.cleaned_data["language"]
        try:
            receipt = intake.take_call(
                actor=actor, answers=form.answers(), language=language, entropy=start, at=at
            )
        except Invalid as trouble:
            asking.show(form, trouble)
        else:
            if not form.cleaned_data["with_words"]:
                return redirect("intake:request", ref=receipt.request)
            context = {"words": receipt.words, "ref": receipt.request, "language_of_words": language}
            return render(request, "intake/desk/call_words.html", context)
    return render(request, "intake/desk/call.html", {"form": form, "start": start.hex()})


@require_GET
def attachment(request: HttpRequest, ref: str, attachment: str) -> StreamingHttpResponse:
    """Hand out a file as a download that no browser opens by itself."""
    about, content = intake.open_attachment(
        actor=staff.acting(request), request=ref, attachment=attachment, at=clock.now()
    )
    return StreamingHttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=about.name) or "",
            "Content-Length": str(about.length),
        },
    )


def _facts(card: intake.RequestCard) -> list[dict[str, str]]:
    answers = card.answers
    people = ", ".join(
        text
        for text in (
            _("adults: %(number)s") % {"number": answers.adults} if answers.adults is not None else "",
            _("children: %(number)s") % {"number": answers.children} if answers.children is not None else "",
            answers.people,
        )
        if text
    )
    rows = (
        (_("Danger now"), _(rules.DANGERS[answers.danger]) if answers.danger else ""),
        (_("Signs"), "\n".join(_(rules.SIGNS[sign]) for sign in answers.signs)),
        (_("Where, roughly"), answers.place),
        (_("Who"), people),
        (_("Safe contact"), answers.contact),
        (_("When"), answers.contact_times),
        (_("Not to be said"), answers.not_on_phone),
        (_("Who else looks at the device"), answers.who_reads),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _start_of(request: HttpRequest) -> bytes:
    try:
        found = bytes.fromhex(request.POST.get("start", ""))
    except ValueError:
        found = b""
    return found if len(found) == len(vault.new_entropy()) else vault.new_entropy()
