"""The digest for everybody: entries page by page, one entry, questions, ways to give, what can be done now."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from waystation.outreach.digest import api as digest

BESIDE = 3


@require_safe
def list_all(request: HttpRequest, topic: str = "") -> HttpResponse:
    """List entries, newest first, all of them or those under one topic."""
    language = _language()
    page = digest.list_entries(
        language, topic=topic, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "page": page,
        "topics": digest.list_topics(language),
        "topic": digest.get_topic(topic, language) if topic else None,
        "actions": _actions(language)[:BESIDE],
    }
    return render(request, "digest/front/list.html", context)


@require_safe
def entry(request: HttpRequest, entry: str) -> HttpResponse:
    """Show one entry at its lasting address; where it was taken back, say so and when."""
    language = _language()
    found = digest.get_entry(entry, language)
    if isinstance(found, digest.TakenBackCard):
        return render(request, "digest/front/taken_back.html", {"entry": found}, status=410)
    context = {"entry": found, "actions": _actions(language)[:BESIDE]}
    return render(request, "digest/front/entry.html", context)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show what people ask, with answers; each has an anchor of its own."""
    return render(request, "digest/front/questions.html", {"questions": digest.list_questions(_language())})


@require_safe
def giving(request: HttpRequest) -> HttpResponse:
    """Show the ways to give, after what it can cost a donor."""
    return render(request, "digest/front/giving.html", {"ways": digest.list_ways(_language())})


@require_safe
def act(request: HttpRequest) -> HttpResponse:
    """Show everything that anybody can do now."""
    return render(request, "digest/front/act.html", {"actions": _actions(_language())})


def _actions(language: str) -> Sequence[Any]:
    """Return what is open now in all rooms; the hall puts it together, because rooms of one wing do not look sideways."""
    found: Sequence[Any] = import_string(settings.TAKE_ACTIONS)(language)
    return found


def _language() -> str:
    return get_language() or "en"
