"""Asking for help on a borrowed phone: page after page, without scripts and without cookies."""

import re
from html import unescape
from pathlib import Path

from django.contrib.staticfiles import finders

from waystation.sealed.intake import api as intake


def fields(page: str) -> dict[str, list[str]]:
    """The hidden fields of a page, as a browser would send them back."""
    found: dict[str, list[str]] = {}
    form = page.split('method="post" action="/', 2)[-1]
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        found.setdefault(name[1], []).append(unescape(value[1]))
    return found


def words_on(answer) -> list[str]:
    """The twelve words a page shows."""
    shown = re.search(r'<ol class="words"[^>]*>(.*?)</ol>', answer.content.decode(), re.DOTALL)
    return re.findall(r"<li>([^<]+)</li>", shown[1]) if shown else []


def walk(front, first, **pages):
    page = first
    for name, typed in pages.items():
        sent = fields(page) | {"go": "next"} | typed
        answer = front.post("/ru/ask/", sent)
        assert answer.status_code == 200, name
        assert not answer.cookies
        page = answer.content.decode()
    return page


def test_amal_walks_through_every_page_without_cookies(front, house, at, settings) -> None:
    settings.MODE = "demo"  # whose banner must not come between anybody and their words
    first = front.get("/ru/ask/")
    assert not first.cookies
    page = walk(
        front,
        first.content.decode(),
        happening={"happening": "Меня ищут братья.\r\nЯ у подруги."},
        danger={"danger": "soon", "signs": ["searched", "watched"]},
        place={"place": "Грозный"},
        people={"adults": "2", "children": "1", "people": "сестра"},
        contact={"contact": "+7 928 000-11-22"},
        files={"whole": "1"},
    )
    assert "Меня ищут братья." in page
    sent = front.post("/ru/ask/", fields(page) | {"go": "send"})
    words = words_on(sent)
    assert len(words) == 12
    [row] = intake.list_queue(house.vera, at=at).rows
    card = intake.open_request(actor=house.vera, request=row.ref, at=at)
    assert card.answers.happening == "Меня ищут братья.\nЯ у подруги."
    assert (card.answers.children, card.level, row.is_confirmed) == (1, "high", False)

    asked = front.post("/ru/ask/words/", fields(sent.content.decode()) | {"go": "ask"}).content.decode()
    positions = [int(found) for found in re.findall(r'name="word-(\d+)"', asked)]
    assert len(positions) == 2
    wrong = front.post(
        "/ru/ask/words/", fields(asked) | {"go": "confirm", **{f"word-{p}": "дом" for p in positions}}
    )
    assert "word-" in wrong.content.decode()
    done = front.post(
        "/ru/ask/words/", fields(asked) | {"go": "confirm", **{f"word-{p}": words[p - 1] for p in positions}}
    )
    assert "word-" not in done.content.decode()
    assert not done.cookies
    assert intake.list_queue(house.vera, at=at).rows[0].is_confirmed

    back = front.post("/ru/return/", {"words": " ".join(words)})
    assert back.status_code == 302
    box = front.get("/ru/mailbox/")
    assert box.status_code == 200
    front.post("/ru/mailbox/", fields(box.content.decode()) | {"text": "Я жива.", "whole": "1"})
    assert "Я жива." in front.get("/ru/mailbox/").content.decode()


LARGEST_PAGE = 60_000


def test_every_page_of_the_way_in_is_light_with_its_style_sheet(front, house, at) -> None:
    """A slow line and an old telephone: everything a page needs, in its longest language."""
    sheet = Path(finders.find("site/house.css")).stat().st_size
    typed = {"happening": "Меня ищут. " * 200, "start": "00" * 16}
    pages = [front.get(path) for path in ("/ru/", "/ru/ask/", "/ru/return/")]
    pages += [
        front.post("/ru/ask/", typed | {"page": page, "go": "stay"})
        for page in ("danger", "contact", "check")
    ]
    pages.append(front.post("/ru/ask/", typed | {"page": "check", "go": "send"}))
    assert max(len(page.content) for page in pages) + sheet < LARGEST_PAGE
