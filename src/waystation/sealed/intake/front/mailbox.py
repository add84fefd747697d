"""The way back: twelve words in, answers out; write, attach, withdraw, be forgotten. The cookie begins here."""

import logging
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.doors import forgiving, patiently
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.kernel.references import is_ref, new_ref
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake import rules
from waystation.sealed.intake.front import deeds
from waystation.sealed.intake.front.draft import as_hidden, read_uploads
from waystation.sealed.intake.front.forms import Note, Reason, Words

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask for the twelve words; the right ones open the mailbox, another room's too, and send what waited here."""
    if request.method != "POST" or "words" not in request.POST:
        return _ask_for_words(request, Words())
    form, at = Words(request.POST), clock.now()
    if not form.is_valid():
        return _ask_for_words(request, form)
    try:
        entropy = vault.entropy_of(form.cleaned_data["words"])
    except vault.WordsUnknown as doubt:
        form.add_error("words", _what_to_look_at(doubt.doubtful))
        return _ask_for_words(request, form)
    try:
        intake.mailbox(entropy=entropy, at=at)
    except NotHere:
        elsewhere = import_string(settings.OTHER_MAILBOXES)(entropy)
        if elsewhere:
            return _stay(HttpResponseRedirect(reverse(elsewhere)), entropy, at)
        # The same words and the same work for what never was, what was erased and what was withdrawn (T-05).
        form.add_error("words", _("We find nothing under these words. Please look at each of them again."))
        return _ask_for_words(request, form)
    return _enter(request, entropy, at)


def _enter(request: HttpRequest, entropy: bytes, at: datetime) -> HttpResponse:
    """Do or send what waited while the words were entered, and begin the visit."""
    deed = deeds.posted(request)
    if deed is not None:
        return _do(request, deed, entropy, at)
    note, uploads = Note(request.POST), read_uploads(request)
    is_waiting = _has_waiting(request)
    if is_waiting and (not note.is_valid() or _write(request, note, uploads, entropy, at) is None):
        return _show(request, entropy, at, form=note, uploads=uploads)
    return _stay(HttpResponseRedirect(reverse("intake:mailbox")), entropy, at)


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the conversation, or send what was written, or do what another room's form on this page asks for."""
    at = clock.now()
    entropy = vault.read_visit(request.COOKIES, at)
    if entropy is None:
        return _visit_over(request)
    if request.method != "POST":
        return _show(request, entropy, at)
    deed = deeds.posted(request)
    if deed is not None:
        return _do(request, deed, entropy, at)
    form, uploads = Note(request.POST), read_uploads(request)
    troubles = getattr(request, "refused_uploads", ())
    if request.POST.get("drop") or troubles or "whole" not in request.POST or not form.is_valid():
        return _show(request, entropy, at, form=form, uploads=uploads, was_cut="whole" not in request.POST)
    lost = _write(request, form, uploads, entropy, at)
    if lost is None:
        return _show(request, entropy, at, form=form, uploads=uploads)
    where = reverse("intake:mailbox") + ("?sent=partly" if lost else "?sent=all")
    return _stay(HttpResponseRedirect(where), entropy, at)


@require_GET
def attachment(request: HttpRequest, attachment: str) -> HttpResponse | StreamingHttpResponse:
    """Hand back a file, as a download that no browser opens by itself."""
    at = clock.now()
    entropy = vault.read_visit(request.COOKIES, at)
    if entropy is None:
        return _visit_over(request)
    about, content = intake.open_own_attachment(entropy=entropy, attachment=attachment)
    return StreamingHttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=about.name) or "",
            "Content-Length": str(about.length),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask whether the request should be taken back, and take it back."""
    at = clock.now()
    entropy = vault.read_visit(request.COOKIES, at)
    if entropy is None:
        return _visit_over(request, deeds.WITHDRAW)
    if request.method != "POST":
        return render(request, "intake/front/withdraw.html", {"form": Reason(), "once": new_ref()})
    form, deed = Reason(request.POST), deeds.posted(request, deeds.WITHDRAW)
    if deed is None or not form.is_valid():
        return render(request, "intake/front/withdraw.html", {"form": form, "once": _once(request)})
    deed.do(entropy, at)
    return _stay(HttpResponseRedirect(reverse("intake:mailbox")), entropy, at)


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def forget(request: HttpRequest) -> HttpResponse:
    """Ask whether everything should be erased; ask for it, or think better of it."""
    at = clock.now()
    entropy = vault.read_visit(request.COOKIES, at)
    if entropy is None:
        return _visit_over(request, deeds.FORGET)
    deed = deeds.posted(request, deeds.FORGET)
    if deed is None:
        context = {
            "once": new_ref(),
            "days": rules.FORGET_AFTER.days,
            "box": intake.mailbox(entropy=entropy, at=at),
        }
        return render(request, "intake/front/forget.html", context)
    deed.do(entropy, at)
    return _stay(HttpResponseRedirect(reverse("intake:mailbox")), entropy, at)


def _show(
    request: HttpRequest,
    entropy: bytes,
    at: datetime,
    *,
    form: Note | None = None,
    uploads: list[intake.Upload] | None = None,
    was_cut: bool = False,
) -> HttpResponse:
    try:
        box = intake.mailbox(entropy=entropy, at=at)
    except NotHere:
        return _visit_over(request)
    context = {
        "box": box,
        "form": form or Note(),
        "uploads": uploads or [],
        "hidden": [("once", _once(request)), *(("file", as_hidden(upload)) for upload in uploads or [])],
        "troubles": getattr(request, "refused_uploads", ()),
        "was_cut": was_cut,
        "was_sent": request.GET.get("sent", ""),
        "panels": import_string(settings.MAILBOX_PANELS)(entropy=entropy, at=at),
        "most_files": rules.MOST_FILES,
        "most_megabytes": settings.LARGEST_UPLOAD >> 20,
    }
    return _stay(render(request, "intake/front/mailbox.html", context), entropy, at)


def _stay(response: HttpResponse, entropy: bytes, at: datetime) -> HttpResponse:
    """Let the visit go on for another half hour."""
    response.set_cookie(
        vault.visit_cookie(),
        vault.seal_visit(entropy, at),
        secure=settings.OVER_HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return response


def _do(request: HttpRequest, deed: deeds.Deed, entropy: bytes, at: datetime) -> HttpResponse:
    """Do a deed and lead back to the messages; what cannot be stored just now is held by a page with one button."""
    form = Reason(deed.said)
    if deed.name == deeds.WITHDRAW and not form.is_valid():
        # Carried here through the words: its own page, which would have said so, was never asked.
        page = render(request, "intake/front/withdraw.html", {"form": form, "once": deed.once})
        return _stay(page, entropy, at)
    try:
        is_done = patiently(lambda: deed.do(entropy, at))
    except (OperationalError, vault.KeySwapped):
        logger.exception("a deed of the mailbox could not be stored")
        context = {"hidden": deed.hidden()}
        held = render(request, "intake/front/again.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return _stay(held, entropy, at)
    where = reverse("intake:mailbox") + ("?sent=all" if is_done else "")
    return _stay(HttpResponseRedirect(where), entropy, at)


def _visit_over(request: HttpRequest, deed: str = "") -> HttpResponse:
    """The half hour has passed, or there never was a visit: what was posted waits on the page that asks for words."""
    if deeds.posted(request, deed) is not None or _has_waiting(request):
        return _ask_for_words(request, Words(), is_waiting=True, deed=deed)
    response = HttpResponseRedirect(reverse("intake:return"))
    if vault.visit_cookie() in request.COOKIES:
        response.delete_cookie(vault.visit_cookie(), samesite="Strict")
    return response


def _ask_for_words(
    request: HttpRequest, form: Words, *, is_waiting: bool = False, deed: str = ""
) -> HttpResponse:
    found = deeds.posted(request, deed)
    waiting = found.hidden() if found else _written(request)
    context = {
        "form": form,
        "hidden": [pair for pair in waiting if pair[1]],
        "is_waiting": is_waiting or found is not None or _has_waiting(request),
    }
    return render(request, "intake/front/return.html", context, status=HTTPStatus.OK)


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        *((name, request.POST.get(name, "")) for name in ("text", "is_danger", "once")),
        *(("file", as_hidden(upload)) for upload in read_uploads(request)),
    ]


def _has_waiting(request: HttpRequest) -> bool:
    """Say whether something was typed, ticked or attached that is not sent yet; that they are in danger is a message."""
    said = request.POST.get("text", "").strip() or request.POST.get("is_danger")
    return request.method == "POST" and bool(said or read_uploads(request))


def _write(
    request: HttpRequest, form: Note, uploads: list[intake.Upload], entropy: bytes, at: datetime
) -> int | None:
    """Send a valid message; return how many files had gone, or None with the reason in the form: nothing is sent then."""
    try:
        return intake.write_as_asker(
            entropy=entropy,
            text=form.cleaned_data["text"],
            attachments=uploads,
            is_danger=form.cleaned_data["is_danger"],
            once=_once(request),
            at=at,
        )
    except (Invalid, Refused) as trouble:
        said = trouble.fields.values() if isinstance(trouble, Invalid) else trouble.missing
        form.add_error("text", [_(sentence) for sentence in said])
        return None


def _what_to_look_at(doubtful: tuple[int, ...]) -> str:
    if not doubtful:
        return _(
            "Every word is right by itself, but together they do not fit. Look for two that are swapped, "
            "or one that is missing."
        )
    positions = ", ".join(str(position) for position in doubtful)
    return ngettext(
        "Look at word %(positions)s again: it is not one of ours.",
        "Look at words %(positions)s again: they are not among ours.",
        len(doubtful),
    ) % {"positions": positions}


def _once(request: HttpRequest) -> str:
    """Return the reference that makes a second arrival of one form harmless."""
    found = request.POST.get("once", "")
    return found if is_ref(found) else new_ref()
