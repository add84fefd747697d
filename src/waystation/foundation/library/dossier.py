"""The dossier of country conditions: checked entries of a place and a period as a PDF, each statement with its sources.

For whom it is made is asked nowhere and kept nowhere: neither the choice nor the file leaves a trace here (T-43).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop
from waystation.foundation.library.cards import CitationCard, ConditionCard
from waystation.foundation.library.places import place_name
from waystation.foundation.library.queries.conditions import checked_conditions
from waystation.foundation.library.rules import words
from waystation.foundation.staff import api as staff

NOTHING = gettext_noop("No checked entry touches this place, this period and these kinds of harm.")
ENDS_FIRST = gettext_noop("It ends before it begins.")
_PAGES = """
#set page(paper: "a4", margin: (x: 25mm, y: 22mm), numbering: "1 / 1",
  header: context if counter(page).get().first() > 1 [#text(size: 8pt)[#data.title #h(1fr) #data.made]])
#set text(font: "Libertinus Serif", size: 11pt, lang: data.language)
#set document(title: data.title)
#set par(justify: false, leading: 0.7em)
#set heading(numbering: "1.1")
#show footnote.entry: set text(size: 8pt, hyphenate: false)
#show heading.where(level: 1): it => block(above: 8mm, below: 4mm, it)
#show heading.where(level: 2): it => block(above: 6mm, below: 3mm, it)
#text(size: 20pt, weight: "bold", data.title)
#v(2mm)
#grid(columns: (auto, 1fr), column-gutter: 6mm, row-gutter: 3mm, ..data.facts.flatten())
#v(4mm)
#for part in data.limits [#par(part)]
#outline(title: data.words.contents, depth: 2)
#for group in data.groups [
  #heading(level: 1, group.name)
  #for entry in group.entries [
    #heading(level: 2, entry.heading)
    #if entry.note != "" [#text(style: "italic", entry.note) #linebreak()]
    #entry.statement#for note in entry.notes [#footnote[#note.text #if note.address != "" [#linebreak()#link(note.address)] #if note.hash != "" [#linebreak()#data.words.hash #raw(note.hash)]]]
  ]
]
#heading(level: 1, data.words.sources)
#for source in data.sources [
  - #source.text #if source.address != "" [#linebreak()#link(source.address)] #if source.hash != "" [#linebreak()#data.words.hash #raw(source.hash)]
]
"""


class PdfMissing(Exception):
    """The extra ``pdf`` is not installed."""


@dataclass(frozen=True)
class Wanted:
    """What a dossier is to hold: a place with its regions, a period, kinds of harm (none chosen: all)."""

    place: str
    since: date
    until: date
    kinds: frozenset[str] = frozenset()


def write_dossier(*, actor: staff.Actor, wanted: Wanted, language: str, at: datetime) -> bytes:
    """Return a dossier as PDF, in one of the languages of the house. The office may; nothing of it is recorded.

    :raises NotHere: somebody from outside.
    :raises Invalid: the period ends before it begins.
    :raises Refused: there is nothing checked to put into it.
    :raises PdfMissing: the extra ``pdf`` is not installed.
    """
    if wanted.until < wanted.since:
        raise Invalid(until=ENDS_FIRST)
    found = checked_conditions(
        actor, place=wanted.place, since=wanted.since, until=wanted.until, kinds=wanted.kinds
    )
    if not found:
        raise Refused(NOTHING)
    try:
        import typst
    except ImportError as exc:
        raise PdfMissing from exc
    with translation.override(language):
        data = json.dumps(_data(found, wanted, language, at), ensure_ascii=False)
    # As JSON text inside the program: whatever a stranger's title says stays data and is never read as markup.
    program = f"#let data = json(bytes({json.dumps(data, ensure_ascii=False)}))\n{_PAGES}"
    made: bytes = typst.compile(program.encode(), ignore_system_fonts=True)
    return made


def _data(found: Sequence[ConditionCard], wanted: Wanted, language: str, at: datetime) -> dict[str, Any]:
    period = f"{_day(wanted.since, language)} – {_day(wanted.until, language)}"
    kinds = [kind for kind in words.KINDS if any(entry.kind == kind for entry in found)]
    return {
        "language": language,
        "title": _("Country conditions: %(place)s") % {"place": place_name(wanted.place, language)},
        "made": _day(at.date(), language),
        "facts": [
            [_("Period"), period],
            [_("Kinds of harm"), ", ".join(_(words.KINDS[kind]) for kind in kinds)],
            [_("Put together by"), settings.ORGANISATION],
            [_("On"), _day(at.date(), language)],
        ],
        "limits": [
            _(
                "This dossier says what public sources report of a place and a time. Each statement is in our own words; "
                "its sources stand in the footnotes, with the page or paragraph and the day they were read. One person "
                "wrote each statement, and another compared it with its sources."
            ),
            _(
                "What is not here may have happened all the same: much of this violence is never reported, and fear keeps "
                "people from complaining. The dossier speaks of no single person and proves nothing about one."
            ),
            _(
                "Pages change and vanish. Of each page that was clipped we keep a copy as a WARC file; the hash names that "
                "copy, and whoever needs it can ask us for it."
            ),
        ],
        "words": {"contents": _("Contents"), "hash": _("SHA-256 of our copy:"), "sources": _("Sources")},
        "groups": [
            {
                "name": _(words.KINDS[kind]),
                "entries": [_entry(entry, language) for entry in found if entry.kind == kind],
            }
            for kind in kinds
        ],
        "sources": _sources(found, language),
    }


def _entry(entry: ConditionCard, language: str) -> dict[str, Any]:
    end = _day(entry.to_on, language) if entry.to_on else _("until today")
    named = entry.statements.get(language)
    other = next(iter(entry.statements.values()), "")
    heading = f"{place_name(entry.place, language)}, {_day(entry.from_on, language)} – {end}: {_(words.ACTORS[entry.actor])}"
    return {
        "heading": heading,
        "note": "" if named else _("This statement is not translated yet."),
        "statement": named or other,
        "notes": [_note(each, language, with_spot=True) for each in entry.citations],
    }


def _note(each: CitationCard, language: str, *, with_spot: bool) -> dict[str, str]:
    card = each.clipping
    parts = [f"{card.source}: “{card.title}”" if language != "ru" else f"{card.source}: «{card.title}»"]
    if card.published_on:
        parts.append(_day(card.published_on, language))
    if with_spot:
        parts.append(each.spot)
    if card.address:
        parts.append(_("read on %(day)s") % {"day": _day(each.clipped_on, language)})
    else:
        parts.append(_("printed text; no copy is kept here"))
    return {"text": ", ".join(parts) + ".", "address": card.address, "hash": each.archive_hash}


def _sources(found: Sequence[ConditionCard], language: str) -> list[dict[str, str]]:
    named = {each.clipping.ref: each for entry in found for each in entry.citations}
    notes = (_note(each, language, with_spot=False) for each in named.values())
    return sorted(notes, key=lambda note: note["text"].casefold())


def _day(day: date, language: str) -> str:
    return format_date(day, "long", locale="en_GB" if language == "en" else language)
