"""The delivery pack, without a name in it: letter and certificate in each language, table, book, log, check card."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.foundation.kernel.countries import name_of
from waystation.outreach.petitions import book, queries
from waystation.outreach.petitions.audits import audit_document, get_audit
from waystation.outreach.petitions.cards import PublicCard
from waystation.outreach.petitions.rules import leaves
from waystation.outreach.petitions.rules.audit import PUBLISHED
from waystation.outreach.petitions.rules.leaves import Kind

_KINDS = {
    Kind.SIGNATURE: "",
    Kind.WITHDRAWAL: " taken back",
    Kind.STRUCK: " struck out",
    Kind.LET_IN_AGAIN: " counted again",
    Kind.PAPER: " paper",
}
_LETTER = """
#set page(paper: "a4", margin: (x: 28mm, y: 30mm), numbering: "1 / 1")
#set text(font: "Libertinus Serif", size: 11.5pt, lang: data.language)
#set document(title: data.title)
#set par(justify: false, leading: 0.75em, spacing: 1.3em)
#show heading: set block(above: 1.6em, below: 1em)
#let figures(rows, last) = table(columns: (1fr, auto), inset: (x: 0pt, y: 6pt),
  stroke: (x, y) => (bottom: 0.4pt + luma(150)),
  ..rows.enumerate().map(((at, row)) => {
    let weight = if last and at + 1 == rows.len() { "bold" } else { "regular" }
    (text(weight: weight, row.at(0)), align(right, text(weight: weight, row.at(1))))
  }).flatten())
#align(right)[#data.organisation \\ #data.day]
#v(10mm)
#data.addressee
#v(6mm)
#heading(level: 1, outlined: false, data.title)
#for part in data.demand [#par(part)]
#v(4mm)
#par(text(weight: "bold", data.words.stands))
#par(data.words.next)
#pagebreak()
#heading(level: 1, outlined: false, data.words.certificate)
#par(data.words.explained)
#figures(data.counts, true)
#v(4mm)
#data.words.hash \\ #raw(data.text_hash)
#v(2mm)
#data.words.root \\ #raw(data.root)
#v(2mm)
#par(data.words.check)
#if data.audit.len() > 0 [
  #heading(level: 2, outlined: false, data.words.audit)
  #for part in data.audit [#par(part)]
]
#if data.countries.len() > 0 [
  #heading(level: 2, outlined: false, data.words.countries)
  #figures(data.countries, false)
  #text(size: 9.5pt, data.words.rounded)
]
"""
_CARD = """
#set page(width: 148mm, height: 105mm, margin: 11mm)
#set text(font: "Libertinus Serif", size: 9.5pt, lang: data.language)
#set document(title: data.words.yourself)
#set par(justify: false, leading: 0.6em, spacing: 0.9em)
#set enum(spacing: 0.8em)
#text(size: 15pt, weight: "bold", data.words.yourself)

#data.title
#v(1mm)
#text(weight: "bold", data.words.stands)
#v(1mm)
#for step in data.words.steps [+ #step]
#v(1mm)
#set text(size: 7.5pt)
#data.words.hash \\ #raw(data.text_hash) \\
#data.words.root \\ #raw(data.root)
"""


class PdfMissing(Exception):
    """The extra ``pdf`` is not installed."""


def write_pack(petition: str, folder: Path, at: datetime) -> list[str]:
    """Write the pack into a new folder and return the names of its files.

    :raises NotHere: there is no such petition, or it was never open.
    :raises FileExistsError: there is something by that name already.
    :raises PdfMissing: the extra ``pdf`` is not installed.
    """
    card = queries.get_public(petition, "en")
    folder.mkdir(parents=True)
    head = queries.get_head(petition)
    (folder / "text.json").write_bytes(queries.spell_text(petition))
    (folder / "head.json").write_text(json.dumps(head, indent=1))
    audit = audit_document(petition)
    if audit is not None:
        (folder / "audit.json").write_text(json.dumps(audit, ensure_ascii=False, indent=1))
    with (folder / "log.jsonl").open("w") as log:
        log.writelines(json.dumps(document) + "\n" for document in queries.export_log(petition))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            told = _told(petition, language, head, at)
            (folder / f"letter-{language}.pdf").write_bytes(_typeset(_LETTER, told))
            (folder / f"card-{language}.pdf").write_bytes(_typeset(_CARD, told))
            (folder / f"countries-{language}.csv").write_text(_countries_csv(petition, language))
    size = head["size"] if head else 0
    for number, volume in enumerate(book.volumes(f"Petition {card.ref}", _lines(petition), size), 1):
        (folder / f"book-{number:03}.pdf").write_bytes(volume)
    return sorted(path.name for path in folder.iterdir())


def _lines(petition: str) -> Iterator[str]:
    """Yield a line for each entry: its number, and the beginning of what anybody can find in the log."""
    entries = queries.export_log(petition)
    next(entries)
    for entry in entries:
        leaf = bytes.fromhex(entry["leaf"])
        value = leaf[35:]
        kind = Kind(leaf[1])
        shown = (
            value[:8].hex()
            if kind in {Kind.SIGNATURE, Kind.PAPER}
            else f"{int.from_bytes(value[:8], 'big'):>9}"
        )
        yield f"{entry['position']:>9} {shown}{_KINDS[kind]}"


def _told(petition: str, language: str, head: dict[str, Any] | None, at: datetime) -> dict[str, Any]:
    """Return what covering letter, certificate and card say."""
    card = queries.get_public(petition, language)
    number = format_decimal(card.count.standing, locale=language)
    return {
        "language": language,
        "organisation": settings.ORGANISATION,
        "day": format_date(at.date(), "long", locale=language),
        "title": card.text.title,
        "addressee": card.text.addressee,
        "demand": [part for part in card.text.demand.split("\n\n") if part.strip()],
        "words": {
            "certificate": _("Certificate of the count"),
            "explained": _(
                "Nobody's name stands in this pack. Each line of the book is one entry of a public log, in which anybody "
                "can count for themselves and every signer can find their own."
            ),
            "stands": _("Signatures that stand behind this: %(number)s.") % {"number": number},
            "next": _("How they were counted stands on the next page, with the way to check it without us."),
            "rounded": _(
                "Rounded down to tens. Countries with fewer than twenty signatures are counted together."
            ),
            "yourself": _("Check it yourself"),
            "steps": _steps(card),
            "hash": _("Hash of the text"),
            "root": _("Root of the log under its newest signed head"),
            "check": _("To check it: python3 waystation_verify.py petition log.jsonl text.json"),
            "countries": _("By country"),
            "audit": _("Are they people?"),
        },
        "counts": _counts(card, language),
        "text_hash": card.text_hash,
        "audit": _audit(petition, language),
        "root": head["root"] if head else "",
        "countries": _spelt(_countries(petition, language), language),
    }


def _steps(card: PublicCard) -> list[str]:
    """Say how somebody who does not believe us finds out; where signing is dangerous there are no receipts to look up."""
    front = str(settings.DOORS["front"]["urlconf"])
    address = f"{settings.FRONT_ADDRESS}{reverse('petitions:check', args=[card.ref], urlconf=front)}"
    steps = [
        _("Take log.jsonl and text.json from this pack, or from %(address)s: everybody gets the same.")
        % {"address": address},
        _(
            "Run: python3 waystation_verify.py petition log.jsonl text.json. The program is short, can be read, and "
            "needs nothing of ours and no connection."
        ),
        _("Compare what it counts with this card, and the two lines below with what it prints."),
    ]
    if not card.is_dangerous:
        steps.append(_("Whoever signed and kept the receipt finds their own line there, by its number."))
    return steps


def _typeset(program: str, data: dict[str, Any]) -> bytes:
    try:
        import typst
    except ImportError as exc:
        raise PdfMissing from exc
    # As JSON text inside the program: whatever stands in the petition stays data and is never read as markup.
    quoted = json.dumps(json.dumps(data, ensure_ascii=False), ensure_ascii=False)
    whole = f"#let data = json(bytes({quoted}))\n{program}"
    made: bytes = typst.compile(whole.encode(), ignore_system_fonts=True)
    return made


def _audit(petition: str, language: str) -> list[str]:
    """Say in whole sentences what an approved audit found."""
    found = get_audit(petition)
    if found is None or found.state != PUBLISHED or found.found_on is None:
        return []
    told = {
        "drawn": format_decimal(found.drawn, locale=language),
        "source": found.source,
        "day": format_date(found.drawn_on, "long", locale=language),
        "result": found.result,
        "reached": format_decimal(found.reached, locale=language),
        "real": format_decimal(found.real, locale=language),
        "bad": format_decimal(found.bad, locale=language),
        "unreached": format_decimal(found.unreached, locale=language),
        "judged": format_decimal(found.judged, locale=language),
        "bound": format_decimal(Decimal(found.bound), locale=language),
        "widest": format_decimal(Decimal(found.widest), locale=language),
    }
    sentences = [
        _(
            "%(drawn)s signatures were chosen by a public draw named beforehand: %(source)s, %(day)s: %(result)s."
        )
        % told,
        _("Reached: %(reached)s. Real: %(real)s. Bad: %(bad)s. Could not be judged: %(unreached)s.") % told,
        _(
            "Bad among the %(judged)s who could be judged: %(bad)s. So of all signatures at most %(bound)s %% are bad, with 95 %% confidence."
        )
        % told,
    ]
    if found.unreached:
        sentences.append(
            _(
                "This takes those who could not be judged to be like the others. If all of them were bad, it would be at most %(widest)s %%."
            )
            % told
        )
    day = format_date(found.found_on, "long", locale=language)
    return [*sentences, _("Auditor: %(auditor)s, %(day)s.") % {"auditor": found.auditor, "day": day}]


def _counts(card: PublicCard, language: str) -> list[list[str]]:
    names = {
        leaves.Evidence.MAIL: _("Confirmed by mail"),
        leaves.Evidence.CODE: _("Confirmed by a code"),
        leaves.Evidence.CREDENTIAL: _("Confirmed by a credential"),
    }
    rows: list[tuple[str, int]] = [
        (names[leaves.Evidence(kind)], number) for kind, number in card.count.signed.items()
    ]
    rows += [
        (_("On paper"), card.count.paper),
        (_("Taken back"), card.count.withdrawn),
        (_("Struck out as not genuine"), card.count.struck),
        (_("Signatures that stand"), card.count.standing),
    ]
    return _spelt(rows, language)


def _spelt(rows: list[tuple[str, int]], language: str) -> list[list[str]]:
    return [[name, format_decimal(number, locale=language)] for name, number in rows]


def _countries(petition: str, language: str) -> list[tuple[str, int]]:
    shown, rest = queries.list_countries(petition)
    rows = [(name_of(code, language), number) for code, number in shown]
    return [*rows, (_("Elsewhere, or not said"), rest)]


def _countries_csv(petition: str, language: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Country"), _("At least")])
    writer.writerows(_countries(petition, language))
    return out.getvalue()
