"""Pages that show every component of the shell at once, behind both doors, for pictures and for axe."""

from pathlib import Path
from types import ModuleType, SimpleNamespace

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from waystation.foundation.kernel.machine import Offer
from waystation.site import urls_desk, urls_front

_HERE = Path(__file__).parent


class ReachForm(forms.Form):
    way = forms.ChoiceField(
        label="What is the safest way?",
        help_text="We use only this one.",
        choices=[
            ("page", "Only this page, with my words"),
            ("phone", "A telephone call"),
            ("mail", "A letter by e-mail"),
        ],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label="Telephone number", help_text="With the country, for example +90.")
    when = forms.MultipleChoiceField(
        label="When may we call?",
        required=False,
        choices=[("morning", "In the morning"), ("evening", "In the evening"), ("night", "At night")],
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.DateField(
        label="From which day?", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    language = forms.ChoiceField(label="Language", choices=[("ru", "Русский"), ("en", "English")])
    story = forms.CharField(label="Words we must not say", required=False, widget=forms.Textarea)
    shared = forms.BooleanField(label="Someone else can read this device", required=False)
    picture = forms.FileField(label="A file", required=False)


class FilterForm(forms.Form):
    level = forms.ChoiceField(label="Level", required=False, choices=[("", "Any"), ("high", "High")])
    mine = forms.BooleanField(label="Only mine", required=False)


def _phases(done: int) -> list[str]:
    return ["done"] * done + ["now"] + [""] * (14 - done)


def _words() -> dict[str, object]:
    form = ReachForm({"way": "", "number": ""})
    return {
        "form": form,
        "words": [
            "apple",
            "basket",
            "candle",
            "drift",
            "ember",
            "fabric",
            "garden",
            "harbor",
            "island",
            "jacket",
            "kernel",
            "ladder",
        ],
        "chat": [
            {
                "text": "They came to my brother's house yesterday.\nI am not there.",
                "when": "11 May",
                "ours": True,
            },
            {"text": "Thank you for writing. Are you somewhere you can stay tonight?", "when": "11 May"},
            {"text": "Until Sunday.", "when": "12 May", "ours": True},
        ],
        "rows": [
            {
                "label": "Where you are",
                "value": "With a friend, in another town",
                "href": "/",
                "action": "Change",
            },
            {"label": "Languages", "value": "Russian, Chechen"},
        ],
    }


def _case() -> dict[str, object]:
    return _words() | {
        "actor": SimpleNamespace(name="Noor", roles=frozenset({"supervisor"})),
        "form": ReachForm(),
        "filters": FilterForm(),
        "tabs": [
            {"label": "Overview", "href": "/", "is_current": True},
            {"label": "Conversation", "href": "/", "count": 3},
            {"label": "Documents", "href": "/"},
        ],
        "phases": [
            "Запрос",
            "Разобрано",
            "Проверяется",
            "Принято",
            "Планируется",
            "Готово",
            "В пути",
            "В безопасном доме",
            "Дальше",
            "Допущен",
            "Отъезд",
            "Прибыл",
            "Обустройство",
            "Обустроен",
            "Закрыто",
        ],
        "strip": [
            {"name": "Heron", "marks": ["lost contact"], "cells": _phases(7)},
            {"name": "Heron’s partner", "marks": [], "cells": _phases(4)},
            {"name": "Eldest child", "marks": ["pursued", "on hold"], "cells": _phases(11)},
        ],
        "offers": [
            Offer("ready", "Ready to travel", "ready", ()),
            Offer(
                "shelter",
                "Arrived at the safe house",
                "sheltered",
                ("A bed is held at the receiving house.", "The escort has checked in."),
            ),
            Offer("hold", "Put on hold", "on_hold", ()),
        ],
        "kinds": ["immediate", "high", "elevated", "standard", "monitor", "good", "waiting"],
        "rows": [
            {
                "name": "Request of 11 May",
                "level": "immediate",
                "since": "40 minutes",
                "due": "in 20 minutes",
            },
            {"name": "Request of 10 May", "level": "high", "since": "yesterday", "due": "today, 18:00"},
            {"name": "Telephone call of 9 May", "level": "standard", "since": "2 days", "due": "23 May"},
        ],
        "nights": [f"{day} May" for day in range(11, 19)],
        "beds": [
            {"name": "Linden 1", "cells": [("stay", "Heron")] * 5 + [("free", "free")] * 3},
            {"name": "Linden 2", "cells": [("held", "held")] * 2 + [("stay", "Wren")] * 6},
            {"name": "Linden 3", "cells": [("free", "free")] * 3 + [("closed", "closed")] * 5},
            {
                "name": "Harbour 1",
                "cells": [("stay", "Swift"), ("away", "away"), ("stay", "Swift")] + [("free", "free")] * 5,
            },
        ],
        "board": [
            {"title": "Preparing", "cards": ["Heron → Lithuania", "Wren → Canada"]},
            {"title": "Sent", "cards": ["Swift → Germany"]},
            {"title": "Decided", "cards": []},
        ],
        "tasks": [
            {
                "title": "Call the escort",
                "href": "/",
                "due": "21:00",
                "status": "late",
                "kind": "high",
                "hint": "The check-in of 20:30 is missing.",
            },
            {"title": "Find an interpreter", "href": "/", "due": "tomorrow"},
        ],
        "events": [
            {"when": "11 May, 20:30", "text": "Check-in missed", "kind": "late"},
            {"when": "11 May, 14:00", "text": "Left with an escort", "kind": ""},
            {"when": "10 May", "text": "Plan approved by a second person", "kind": ""},
        ],
    }


def front(request: HttpRequest) -> HttpResponse:
    return _render(request, "front", _words())


@login_not_required
def desk(request: HttpRequest) -> HttpResponse:
    request.actor = _case()["actor"]  # type: ignore[attr-defined]
    return _render(request, "desk", _case())


def _render(request: HttpRequest, name: str, words: dict[str, object]) -> HttpResponse:
    template = engines["django"].from_string((_HERE / f"{name}.html").read_text(encoding="utf-8"))
    return HttpResponse(template.render(words, request))


def urlconf(door: str) -> ModuleType:
    """Return the door's own addresses and /sample/ beside them."""
    own = urls_front if door == "front" else urls_desk
    module = ModuleType(f"sample_{door}")
    module.urlpatterns = [path("sample/", front if door == "front" else desk), *own.urlpatterns]
    module.handler404 = own.handler404
    return module
