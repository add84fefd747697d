"""A letter on paper: one page for each official, with the address where a window envelope shows it (DIN 5008, form B)."""

import json
from collections.abc import Sequence
from datetime import date
from threading import Semaphore

from babel.dates import format_date

from waystation.outreach.letters.cards import OfficialCard
from waystation.outreach.letters.rules.letter import Letter, paragraphs
from waystation.outreach.letters.salutation import salutation

# Typesetting takes a core for a moment: two at once, and who comes while it is busy is sent to the page for printing.
_presses = Semaphore(2)
_LETTER_PAPER = frozenset({"US", "CA"})
PATIENCE = 5.0  # seconds
_PAGES = """
#set page(paper: data.paper, margin: (left: 25mm, right: 20mm, top: 20mm, bottom: 20mm))
#set text(font: "Libertinus Serif", size: 11pt, lang: data.language)
#set document(title: data.subject)
#set par(justify: false, leading: 0.65em, spacing: 1.1em)
#for (number, letter) in data.letters.enumerate() {
  if number > 0 { pagebreak() }
  place(top + left, dx: -5mm, dy: 25mm, block(width: 85mm, height: 45mm, inset: 5mm, letter.address.join(linebreak())))
  place(top + right, dy: 8mm, block(width: 75mm, align(right, data.signed.join(linebreak()))))
  v(78mm)
  align(right, data.day)
  strong(data.subject)
  par(letter.salutation)
  for part in data.parts { par(part) }
  v(10mm)
  data.signed.at(0, default: "")
}
"""


class PdfMissing(Exception):
    """The extra ``pdf`` is not installed."""


class PressBusy(Exception):
    """Too many letters are being typeset at this moment."""


def print_letter(letter: Letter, officials: Sequence[OfficialCard], language: str, on: date) -> bytes:
    """Return a PDF with a letter to each of these officials. Nothing of it is kept.

    :raises PdfMissing: the extra ``pdf`` is not installed.
    :raises PressBusy: others are printing; try again, or print the page.
    """
    try:
        import typst
    except ImportError as exc:
        raise PdfMissing from exc
    data = {
        "language": language,
        "paper": "us-letter" if {one.country for one in officials} <= _LETTER_PAPER else "a4",
        "subject": letter.subject,
        "day": format_date(on, "long", locale=language),
        "signed": letter.signed.splitlines() or [""],
        "parts": paragraphs([letter.body]),
        "letters": [
            {"address": address_lines(one), "salutation": salutation(language, one.title, one.name)}
            for one in officials
        ],
    }
    # As JSON text inside the program: whatever somebody wrote stays data and is never read as markup.
    quoted = json.dumps(json.dumps(data, ensure_ascii=False), ensure_ascii=False)
    if not _presses.acquire(timeout=PATIENCE):
        raise PressBusy
    try:
        made: bytes = typst.compile(
            f"#let data = json(bytes({quoted}))\n{_PAGES}".encode(), ignore_system_fonts=True
        )
    finally:
        _presses.release()
    return made


def address_lines(official: OfficialCard) -> list[str]:
    """Return an address block: title and name, the body, the address."""
    lines = [f"{official.title} {official.name}".strip(), official.body, *official.address.splitlines()]
    return [line for line in lines if line]
