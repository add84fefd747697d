"""The public page of figures, its chart, and the same numbers for machines."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.outreach.figures import api as figures

FORMAT = "waystation-figures-1"
THOUSAND = 1000
_SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # the picture's own styles; it runs nothing


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Show the newest numbers, their chart and table, what is held back and why, and what others reported."""
    return render(
        request,
        "figures/front/published.html",
        {
            "standing": figures.list_standing(),
            "publications": figures.list_publications(),
            "reported": figures.list_reported(),
            "measures": figures.MEASURES,
            "series": figures.list_series(),
            "has_chart": figures.find_chart(get_language() or "en") is not None,
        },
    )


@require_safe
def chart(_request: HttpRequest) -> HttpResponse:
    """Hand out the drawn chart."""
    found = figures.find_chart(get_language() or "en")
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="image/svg+xml", headers={"Content-Security-Policy": _SVG_POLICY})


@require_safe
def as_csv(_request: HttpRequest) -> HttpResponse:
    """Give every number ever published as a table, one line each, with what is held back and why."""
    rows = [
        (
            publication.as_of,
            publication.published_on,
            figure.measure,
            "" if figure.value is None else figure.value,
            _held(figure),
            figure.noise / THOUSAND if figure.noise else "",
            figure.within or "",
        )
        for publication in figures.list_publications()
        for figure in publication.figures
    ]
    head = ("as_of", "published_on", "measure", "value", "held_back", "epsilon", "within_95")
    return _table(head, rows)


@require_safe
def reported_csv(_request: HttpRequest) -> HttpResponse:
    """Give the numbers that others reported, each with its source."""
    rows = [(row.as_of, row.measure, row.value, row.qualifier, row.source) for row in figures.list_reported()]
    return _table(("as_of", "measure", "value", "qualifier", "source"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


def _harmless(cell: object) -> object:
    """Keep a spreadsheet from taking words for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@require_safe
def as_json(_request: HttpRequest) -> HttpResponse:
    """Give every number ever published for machines: what it means, as of when, what is held back and why."""
    publications = figures.list_publications()
    told = {
        "format": FORMAT,
        "as_of": max((one.as_of.isoformat() for one in publications), default=None),
        "measures": {
            code: {"label": _(label), "meaning": _(figures.MEANINGS[code])}
            for code, label in figures.MEASURES.items()
        },
        "publications": [_publication(one) for one in publications],
        "reported_by_others": [
            {
                "as_of": row.as_of.isoformat(),
                "measure": row.measure,
                "value": row.value,
                "qualifier": row.qualifier,
                "source": row.source,
            }
            for row in figures.list_reported()
        ],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _publication(publication: figures.PublicationCard) -> dict[str, object]:
    noise = next((one for one in publication.figures if one.noise), None)
    return {
        "as_of": publication.as_of.isoformat(),
        "published_on": publication.published_on.isoformat(),
        "note": publication.note,
        "figures": {figure.measure: figure.value for figure in publication.figures},
        "held_back": {figure.measure: _held(figure) for figure in publication.figures if figure.held_back},
        "noise": None
        if noise is None
        else {
            "distribution": "discrete Laplace",
            "epsilon": noise.noise / THOUSAND,
            "within_95": noise.within,
        },
    }


def _held(figure: figures.FigureCard) -> str:
    return _(figure.held_back) if figure.held_back else ""
