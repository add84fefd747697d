"""A browser without scripts that fills in the whole form at the front, again and again if the line breaks."""

import html
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
_WORD = re.compile(r"<li>(\w+)</li>")
_LIST = '<ol class="words"'
_OK = 200
_WORDS = 12
ATTEMPTS = 400
PAUSE = 0.25

SAID = {
    "happening": {
        "happening": "They came to my parents and asked where I live now. I have slept at three different places "
        "since Tuesday and I do not know how long the last one is safe. {number}"
    },
    "danger": {"danger": "soon"},
    "place": {"place": "A town in the south"},
    "people": {"adults": "2", "children": "1", "people": "My sister and her son"},
    "contact": {"contact": "By messenger, the name is asker{number}", "contact_times": "After ten at night"},
    "files": {},
}


@dataclass
class Form:
    """One form: its number, the entropy it carries, and how it ended."""

    number: int
    entropy: bytes = b""
    is_acknowledged: bool = False
    refusals: int = 0
    said: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def fill(port: int, form: Form) -> Form:
    """Walk every page of the form and send it; what a broken line leaves undone is sent again, as people do."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    form.said = SAID["happening"]["happening"].format(number=form.number)
    page = _ask(connection, form, None)
    form.entropy = bytes.fromhex(hidden_fields(page)["start"])
    for _ in range(3 * len(SAID)):
        fields = hidden_fields(page)
        name = fields.get("page", "")
        if name == "check":
            page = _ask(connection, form, fields | {"go": "send"})
            form.is_acknowledged = len(_WORD.findall(page.partition(_LIST)[2])) >= _WORDS
            break
        answers = {key: text.format(number=form.number) for key, text in SAID[name].items()}
        page = _ask(connection, form, fields | answers | {"go": "next"})
    connection.close()
    return form


def _ask(connection: HTTPConnection, form: Form, fields: dict[str, str] | None) -> str:
    """Ask for the form's next page; try again while the line is broken, and count every refusal."""
    for _ in range(ATTEMPTS):
        try:
            if fields is None:
                connection.request("GET", "/en/ask/")
            else:
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", "/en/ask/", urlencode(fields), headers)
            answer = connection.getresponse()
            said = answer.read().decode()
        except (OSError, HTTPException):
            connection.close()
            time.sleep(PAUSE)
            continue
        if answer.status == _OK:
            return said
        form.refusals += 1
        time.sleep(PAUSE)
    raise TimeoutError(f"form {form.number} was never answered")


def hidden_fields(page: str) -> dict[str, str]:
    """Return what a page carries on in hidden fields."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page)}
