"""The pictures of a petition: its course over time, its map, a counter to put elsewhere. Plain SVG, drawn once for each count."""

import json
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from babel.dates import format_date
from babel.numbers import format_decimal

# From these numbers on a country is drawn in the next darker colour.
STEPS = (20, 100, 1_000, 10_000, 100_000)
_COLOURS = ("#cfe3dd", "#9cc8bd", "#62a596", "#2f7d71", "#12443f")
_NOTHING, _LINE, _INK, _PINE = "#ebe4d8", "#ffffff", "#625a4f", "#1b5b55"
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_WIDTH, _HEIGHT = 460, 250  # letters are still to be read on a small phone
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 14, 14, 34
_LABELS = 5
_LEGEND = 44

Days = tuple[tuple[date, int], ...]
Countries = tuple[tuple[str, int], ...]


@lru_cache(maxsize=64)
def course(days: Days, language: str) -> str:
    """Draw how many signatures stood at the end of each day, as steps: between two batches nobody knows."""
    first, last = days[0][0], days[-1][0]
    top = _round_up(max(number for _day, number in days))
    span = max(1, (last - first).days) * 1.03  # so that the last step is seen

    def across(day: date) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (day - first).days / span

    def down(number: int) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * number / top

    parts = []
    for at in range(_LABELS):
        number = top * at // (_LABELS - 1)
        y = down(number)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#dcd2c3"/>')
        parts.append(_text(_LEFT - 8, y + 5, format_decimal(number, locale=language), "end"))
    for day in _some(days):
        words = format_date(day, "d MMM y", locale=language)
        end = {first: "start", last: "end"}.get(day, "middle") if first != last else "start"
        parts.append(_text(across(day), _HEIGHT - 10, words, end))
    line = f"M{_LEFT} {down(0):.1f}" + "".join(
        f"H{across(day):.1f}V{down(number):.1f}" for day, number in days
    )
    whole = f"{line}H{_WIDTH - _RIGHT}"
    parts.append(f'<path d="{whole}V{down(0):.1f}Z" fill="{_COLOURS[0]}"/>')
    parts.append(f'<path d="{whole}" fill="none" stroke="{_PINE}" stroke-width="2.5"/>')
    return _svg(_WIDTH, _HEIGHT, parts)


@lru_cache(maxsize=64)
def world(countries: Countries, fewer: str, language: str) -> str:
    """Draw a map on which only countries with at least twenty signatures have a colour; ``fewer`` names the others."""
    drawn = _shapes()
    colours = {code: _colour(number) for code, number in countries}
    parts = [
        f'<path d="{shape}" fill="{colours.get(code, _NOTHING)}"/>' for code, shape in drawn["shapes"].items()
    ]
    parts = [f'<g stroke="{_LINE}" stroke-width=".6" stroke-linejoin="round">', *parts, "</g>"]
    words = [f"{format_decimal(step, locale=language)}+" for step in STEPS]
    for at, (colour, word) in enumerate(zip((_NOTHING, *_COLOURS), (fewer, *words), strict=True)):
        x, y = max(0, at - 1) * 139 + 10, drawn["height"] + 10 + min(at, 1) * _LEGEND
        parts.append(f'<rect x="{x}" y="{y}" width="28" height="28" rx="5" fill="{colour}"/>')
        parts.append(_text(x + 38, y + 22, word, "start", size=23))
    return _svg(drawn["width"], drawn["height"] + 10 + 2 * _LEGEND, parts)


@lru_cache(maxsize=64)
def counter(number: int, words: str, language: str) -> str:
    """Draw the number and a word under it, to be shown on somebody else's page, light or dark."""
    told = format_decimal(number, locale=language)
    width = max(150, 24 + 19 * len(told), 24 + 8 * len(words))
    style = (
        f"<style>text{{font-family:{_FONT};text-anchor:middle;fill:#1b5b55}}rect{{fill:#fffdf9;stroke:#dcd2c3}}"
        "@media(prefers-color-scheme:dark){text{fill:#86cbbf}rect{fill:#23211e;stroke:#423d36}}</style>"
    )
    middle = width / 2
    parts = [
        style,
        f'<rect x=".5" y=".5" width="{width - 1}" height="79" rx="8"/>',
        f'<text x="{middle}" y="42" font-size="32" font-weight="700">{escape(told)}</text>',
        f'<text x="{middle}" y="65" font-size="14">{escape(words)}</text>',
    ]
    return _svg(width, 80, parts, size=True, title=f"{told} {words}")


def _some(days: Days) -> Sequence[date]:
    """Return the first day, the last, and one between them where there is room."""
    first, last = days[0][0], days[-1][0]
    if first == last:
        return [first]
    middle = first + (last - first) / 2
    return [first, middle, last] if (last - first).days > _LABELS else [first, last]


def _colour(number: int) -> str:
    found = _COLOURS[0]
    for step, colour in zip(STEPS, _COLOURS, strict=True):
        if number >= step:
            found = colour
    return found


def _round_up(number: int) -> int:
    """Return the next number that four equal steps lead to in round figures."""
    step = 1
    while True:
        for first in (4, 8, 12, 20, 40):
            if first * step >= number:
                return first * step
        step *= 10


def _text(x: float, y: float, words: str, anchor: str, size: int = 15) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{_INK}" '
        f'font-family="{_FONT}">{escape(words)}</text>'
    )


def _svg(width: int, height: int, parts: Sequence[str], *, size: bool = False, title: str = "") -> str:
    sized = f' width="{width}" height="{height}"' if size else ""
    named = f' role="img"><title>{escape(title)}</title>' if title else ">"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"{sized}{named}'
    return head + "".join(parts) + "</svg>"


@cache
def _shapes() -> dict[str, Any]:
    """Read the shapes: Natural Earth, public domain; the file says what was changed."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "world.json").read_text())
    return found
