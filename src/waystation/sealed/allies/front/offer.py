"""Offering help: page after page, a look at the answers, sending, twelve words, two of them asked back."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.doors import forgiving, patiently
from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.front.draft import Draft, entropy_of, summed_up
from waystation.sealed.allies.front.forms import ORDER

logger = logging.getLogger(__name__)
_CHECK, _SEND = "check", "send"
_WORDS = 12


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def offer(request: HttpRequest) -> HttpResponse:
    """Show the first page, or take a page's answers and show the next; the last post sends."""
    draft = Draft.read(request)
    if request.method != "POST":
        return _show(request, draft, ORDER[0], is_typed=False)
    page, is_typed = _where_to(request, draft)
    if page == _SEND:
        return _send(request, draft)
    if page == _CHECK:
        wrong = draft.first_wrong()
        return _check_page(request, draft) if wrong is None else _show(request, draft, wrong, is_typed=True)
    return _show(request, draft, page, is_typed=is_typed)


def _where_to(request: HttpRequest, draft: Draft) -> tuple[str, bool]:
    """Return the page that comes now, and whether it is the one just sent, with something to mend on it."""
    page, go = request.POST.get("page", ""), request.POST.get("go", "")
    page = page if page in (*ORDER, _CHECK) else ORDER[0]
    elsewhere = {"back": _before(page), "stay": page}.get(go, go.removeprefix("change:"))
    if elsewhere in ORDER or (elsewhere == _CHECK and go == "stay"):
        return elsewhere, False
    if page in ORDER and draft.first_wrong([page]):
        return page, True
    if page == _CHECK:
        return (_SEND if go == "send" else _CHECK), False
    is_last = page == ORDER[-1] or ("to_check" in request.POST and page != ORDER[0])
    return (_CHECK if is_last else ORDER[ORDER.index(page) + 1]), False


def _before(page: str) -> str:
    at = ORDER.index(page) if page in ORDER else len(ORDER)
    return ORDER[max(at - 1, 0)]


def _show(request: HttpRequest, draft: Draft, page: str, *, is_typed: bool) -> HttpResponse:
    is_changed = request.POST.get("go", "").startswith("change:") or "to_check" in request.POST
    context = {
        "form": draft.form(page) if is_typed else draft.blank(page),
        "page": page,
        "number": ORDER.index(page) + 1,
        "total": len(ORDER),
        "is_first": page == ORDER[0],
        "hidden": draft.hidden(page) + ([("to_check", "1")] if is_changed else []),
    }
    return render(request, "allies/front/question.html", context)


def _check_page(request: HttpRequest, draft: Draft, *, is_down: bool = False) -> HttpResponse:
    context = {
        "parts": [summed_up(page, draft) for page in ORDER],
        "hidden": draft.hidden(_CHECK),
        "is_down": is_down,
        "page": _CHECK,
    }
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_down else HTTPStatus.OK
    return render(request, "allies/front/check.html", context, status=status)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Seal the offer; whatever breaks, the answer holds everything that was typed and a button to try again."""
    wrong = draft.first_wrong()
    if wrong is not None:
        return _show(request, draft, wrong, is_typed=True)
    language = get_language() or "en"
    try:
        receipt = patiently(
            lambda: allies.seal_offer(
                answers=draft.answers(),
                entropy=draft.entropy,
                language=language,
                at=clock.now(),
                is_marked=draft.is_marked,
            )
        )
    except Invalid:
        return _show(request, draft, ORDER[0], is_typed=True)
    except Exception:
        logger.exception("an offer could not be stored")
        return _check_page(request, draft, is_down=True)
    return _words_page(request, draft.entropy, language, receipt.words)


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def words(request: HttpRequest) -> HttpResponse:
    """Show the words again, ask two of them back, or say that all is done."""
    if request.method != "POST" or "start" not in request.POST:
        return HttpResponseRedirect(reverse("allies:offer"))
    entropy, language = entropy_of(request), request.POST.get("language", "")
    step = request.POST.get("go", "")
    if step == "again":
        return _words_page(request, entropy, language, tuple(vault.words_of(entropy, language)))
    asked = _asked_back(entropy)
    context = {"hidden": [("start", entropy.hex()), ("language", language)], "asked": asked}
    if step != "confirm":
        return render(request, "allies/front/confirm.html", context)
    typed = {position: request.POST.get(f"word-{position}", "") for position in asked}
    if not allies.confirm_words(entropy=entropy, typed=typed, language=language, at=clock.now()):
        return render(request, "allies/front/confirm.html", context | {"is_wrong": True})
    return render(request, "allies/front/sent.html")


def _words_page(request: HttpRequest, entropy: bytes, language: str, spelt: tuple[str, ...]) -> HttpResponse:
    context = {
        "words": spelt,
        "language_of_words": language,
        "hidden": [("start", entropy.hex()), ("language", language)],
    }
    return render(request, "allies/front/words.html", context)


def _asked_back(entropy: bytes) -> list[int]:
    """Return two positions, always the same for one receipt, so that a reload asks for nothing new."""
    first, second = vault.digest(b"ally-asked-back", entropy)[:2]
    one = first % _WORDS
    return sorted({one + 1, (one + 1 + second % (_WORDS - 1)) % _WORDS + 1})
