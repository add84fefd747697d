"""A tireless colleague: walks the desk from page to page, fills in every form it meets and sends it."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.testing.doors import DeskClient

REF = re.compile(r"[2-9a-hjkmnp-z]{14}")
# Deeds that would send the robot itself home, or change what it types into later forms.
NOT_PRESSED = re.compile(r"logout|lock|language|entrance|/close|passphrase")
# What is written here is meant for everybody to read, and lies in clear; each of these rooms has a search of its own.
MEANT_FOR_ALL = re.compile(r"/(library|digest|letters|petitions)/")
TEXTS = {"text", "search", "email", "tel", "url", ""}
EACH = 2


@dataclass
class Form:
    """A form of a page: where it goes, its fields with what a robot types, its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, [], []
        self._select, self._form = "", None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and has.get("href", "").startswith("/"):
            self.links.append(has["href"].partition("#")[0])
        elif tag == "form":
            self._form = Form(has.get("action") or self.path, has.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, has)

    def _field(self, tag: str, has: dict[str, str]) -> None:
        form, name = self._form, has.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(has.get("value", ""))
        elif tag == "textarea" and name:
            form.fields.append((name, "textarea", ""))
        elif tag == "input" and has.get("type") == "radio":
            form.choices.setdefault(name, []).append(has.get("value", "on"))
        elif tag == "input" and name and has.get("type") != "submit":
            form.fields.append((name, has.get("type", "text"), has.get("value", "")))
        elif tag == "button":
            form.buttons.append((name, has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


@dataclass
class Robot:
    """Walks as whoever the client is signed in as; ``mark`` makes what it types."""

    client: DeskClient
    mark: Callable[[str], str]
    today: str
    seen: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    sent: int = 0
    sends: bool = True
    met: set[str] = field(default_factory=set)
    _kinds: Counter[str] = field(default_factory=Counter)

    def walk(self, *starts: str, steps: int) -> None:
        """Open pages and send their forms until there is nothing new or the steps are used up."""
        waiting = deque(starts)
        while waiting and steps:
            path = waiting.popleft()
            kind = "page " + REF.sub("REF", path.partition("?")[0])
            if path in self.seen or self._kinds[kind] >= EACH:
                continue
            self.seen.add(path)
            self._kinds[kind] += 1
            steps -= 1
            answer = self.client.get(path)
            self.answers[answer.status_code] += 1
            if answer.status_code == 302:
                waiting.append(answer.headers["Location"])
                continue
            if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                continue
            page = _Reader(path)
            page.feed(answer.content.decode())
            links = [link for link in page.links if not NOT_PRESSED.search(link)]
            self.met |= {*links, *(form.action for form in page.forms if not NOT_PRESSED.search(form.action))}
            waiting.extend(links)
            if self.sends:
                waiting.extend(self._send(page.forms))

    def _send(self, forms: list[Form]) -> Iterator[str]:
        for form in forms:
            if form.method != "post" or NOT_PRESSED.search(form.action) or MEANT_FOR_ALL.match(form.action):
                continue
            for button in form.buttons or [("", "")]:
                kind = f"form {REF.sub('REF', form.action)} {button[0]}={REF.sub('REF', button[1])} {len(form.fields)}"
                if self._kinds[kind] >= EACH:
                    continue
                self._kinds[kind] += 1
                data = dict(self._filled(form))
                if button[0]:
                    data[button[0]] = button[1]
                answer = self.client.post(form.action, data)
                self.sent += 1
                self.answers[answer.status_code] += 1
                if answer.status_code in {302, 303}:
                    yield answer.headers["Location"]

    def _filled(self, form: Form) -> Iterator[tuple[str, object]]:
        for name, kind, value in form.fields:
            if kind == "hidden":
                yield name, value
            elif kind == "date":
                yield name, self.today
            elif kind == "number":
                yield name, "2"
            elif kind == "checkbox":
                yield name, value or "on"
            elif kind == "file":
                yield name, SimpleUploadedFile(f"{self.mark('file')}.txt", self.mark("content").encode() * 50)
            elif kind in TEXTS or kind == "textarea":
                yield name, self.today if name.endswith(("_on", "date")) else self.mark("text")
        for name, values in form.choices.items():
            yield name, next((value for value in reversed(values) if value), "")
