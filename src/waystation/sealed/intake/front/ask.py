"""Asking for help: page after page, a look at the answers, sending, twelve words, two of them asked back."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.doors import forgiving, patiently
from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake import rules
from waystation.sealed.intake.front import prepared
from waystation.sealed.intake.front.draft import Draft, summed_up
from waystation.sealed.intake.front.forms import ORDER, PAGES

logger = logging.getLogger(__name__)
_CHECK, _SEND = "check", "send"


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def ask(request: HttpRequest) -> HttpResponse:
    """Show the first page, or take a page's answers and show the next; the last post sends."""
    draft = Draft.read(request)
    if request.method != "POST":
        return _show(request, draft, ORDER[0])
    page, is_typed = _where_to(request, draft)
    if page == _SEND:
        return _send(request, draft)
    to_check = request.POST.get("go", "").startswith("change:")
    return _show(request, draft, page, is_typed=is_typed, to_check=to_check)


def _where_to(request: HttpRequest, draft: Draft) -> tuple[str, bool]:
    """Return the page that comes now, and whether it is the one just sent, with something to mend on it."""
    page, go = request.POST.get("page", ""), request.POST.get("go", "")
    page = page if page in (*ORDER, _CHECK) else ORDER[0]
    if request.POST.get("drop") or _was_cut(request, page):
        go = "stay"
    elsewhere = {"back": _before(page), "stay": page}.get(go, go.removeprefix("change:"))
    if elsewhere in (*ORDER, _CHECK) and go != _CHECK:
        return elsewhere, False
    if page in ORDER and draft.first_wrong([page]):
        return page, True
    if page == _CHECK:
        return (_SEND if go == "send" else _CHECK), False
    is_last = go == _CHECK or page == ORDER[-1] or "to_check" in request.POST
    return (_CHECK if is_last else _after(page)), False


@require_http_methods(["GET", "HEAD", "POST"])
@forgiving
def words(request: HttpRequest) -> HttpResponse:
    """Show the words again, ask two of them back, or say that all is done."""
    draft = Draft.read(request)
    if request.method != "POST" or "start" not in request.POST:
        return HttpResponseRedirect(reverse("intake:ask"))
    language = request.POST.get("language", "")
    step = request.POST.get("go", "")
    if step == "again":
        spelt = vault.words_of(draft.entropy, language)
        return _words_page(request, draft.entropy, language, tuple(spelt), lost_files=0)
    asked = _asked_back(draft.entropy)
    context = {"hidden": [("start", draft.entropy.hex()), ("language", language)], "asked": asked}
    if step != "confirm":
        return render(request, "intake/front/confirm.html", context)
    typed = {position: request.POST.get(f"word-{position}", "") for position in asked}
    if not _confirmed(draft.entropy, typed, language):
        return render(request, "intake/front/confirm.html", context | {"is_wrong": True})
    level = _level_of(draft.entropy)
    return render(request, "intake/front/sent.html", {"when": rules.LEVELS[level].when, "level": level})


def _show(
    request: HttpRequest, draft: Draft, page: str, *, is_typed: bool = True, to_check: bool = False
) -> HttpResponse:
    """Show a page; ``is_typed`` says that its form was just sent, so that what is wrong is said."""
    if page == _CHECK:
        wrong = draft.first_wrong()
        if wrong is None:
            return _check_page(request, draft)
        page, is_typed = wrong, True
    is_typed = is_typed and request.method == "POST"
    hidden = draft.hidden(page) + ([("to_check", "1")] if to_check or "to_check" in request.POST else [])
    template = f"intake/front/{'files' if page == 'files' else 'question'}.html"
    if not is_typed and _is_blank(request, draft, page):
        filled = {"hidden": prepared.hidden_fields(hidden)}
        return prepared.show(request, template, page, lambda: _blank(page), filled)
    form = draft.form(page)
    if not is_typed:
        form = type(form)(initial={name: _initial(draft, name) for name in form.fields})
    told = {
        "form": form,
        "hidden": hidden,
        "uploads": draft.uploads if page == "files" else (),
        "troubles": getattr(request, "refused_uploads", ()),
        "was_cut": _was_cut(request, page),
    }
    return render(request, template, _blank(page) | told)


def _is_blank(request: HttpRequest, draft: Draft, page: str) -> bool:
    """Say whether a page has nothing on it that this person wrote, attached or must be told."""
    if page == "files" and (
        draft.uploads or bool(getattr(request, "refused_uploads", False)) or _was_cut(request, page)
    ):
        return False
    return not any(any(draft.data.getlist(name)) for name in PAGES[page].base_fields)


def _blank(page: str) -> dict[str, object]:
    """Return what an empty page shows, the same to everybody."""
    return {
        "form": PAGES[page](),
        "page": page,
        "number": ORDER.index(page) + 1,
        "total": len(ORDER),
        "is_first": page == ORDER[0],
        "hidden": prepared.HIDDEN,
        "can_finish": page != ORDER[-1],
        "most_files": rules.MOST_FILES,
        "most_megabytes": settings.LARGEST_UPLOAD >> 20,
    }


def _check_page(request: HttpRequest, draft: Draft, *, is_down: bool = False) -> HttpResponse:
    said = {"parts": [summed_up(page, draft) for page in ORDER], "uploads": draft.uploads}
    answer = prepared.show(
        request,
        "intake/front/check.html",
        is_down,
        lambda: {
            "summary": prepared.place("summary"),
            "hidden": prepared.HIDDEN,
            "is_down": is_down,
            "page": _CHECK,
        },
        {
            "summary": render_to_string("intake/front/summary.html", said),
            "hidden": prepared.hidden_fields(draft.hidden(_CHECK)),
        },
    )
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE if is_down else HTTPStatus.OK
    return answer


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Seal the request; whatever breaks, the answer holds everything that was typed and a button to try again."""
    wrong = draft.first_wrong()
    if wrong is not None:
        return _show(request, draft, wrong)
    language = get_language() or "en"
    try:
        receipt = patiently(
            lambda: intake.seal_request(
                answers=draft.answers(),
                entropy=draft.entropy,
                language=language,
                attachments=draft.uploads,
                at=clock.now(),
                is_marked=draft.is_marked,
            )
        )
    except Invalid:
        return _show(request, draft, ORDER[0])
    except Exception:
        logger.exception("a request could not be stored")
        return _check_page(request, draft, is_down=True)
    return _words_page(request, draft.entropy, language, receipt.words, lost_files=receipt.lost_files)


def _words_page(
    request: HttpRequest, entropy: bytes, language: str, spelt: tuple[str, ...], *, lost_files: int
) -> HttpResponse:
    hidden = [("start", entropy.hex()), ("language", language)]
    places = [f"word{number}" for number in range(len(spelt))]
    return prepared.show(
        request,
        "intake/front/words.html",
        bool(lost_files),
        lambda: {
            "words": [prepared.place(name) for name in places],
            "hidden": prepared.HIDDEN,
            "lost_files": lost_files,
            "language_of_words": prepared.place("language"),
        },
        {
            "hidden": prepared.hidden_fields(hidden),
            "language": language,
            **dict(zip(places, spelt, strict=True)),
        },
    )


def _asked_back(entropy: bytes) -> list[int]:
    """Return two positions, always the same for one receipt, so that a reload asks for nothing new."""
    first, second = vault.digest(b"intake-asked-back", entropy)[:2]
    one = first % 12
    return sorted({one + 1, (one + 1 + second % 11) % 12 + 1})


def _confirmed(entropy: bytes, typed: dict[int, str], language: str) -> bool:
    return intake.confirm_words(entropy=entropy, typed=typed, language=language, at=clock.now())


def _level_of(entropy: bytes) -> str:
    return intake.mailbox(entropy=entropy, at=clock.now()).level


def _was_cut(request: HttpRequest, page: str) -> bool:
    """The last field of the files page did not arrive: the line broke in the middle of a file."""
    return (
        request.method == "POST"
        and page == "files"
        and request.POST.get("page") == "files"
        and ("whole" not in request.POST)
    )


def _before(page: str) -> str:
    at = ORDER.index(page) if page in ORDER else len(ORDER)
    return ORDER[max(at - 1, 0)]


def _after(page: str) -> str:
    return ORDER[ORDER.index(page) + 1] if page in ORDER else _CHECK


def _initial(draft: Draft, name: str) -> object:
    values = draft.data.getlist(name)
    return values if name == "signs" else (values[0] if values else None)
