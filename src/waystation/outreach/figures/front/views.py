"""The public page of figures, its chart, and the same numbers for machines."""

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.outreach.figures import api as figures

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
    """Give every number ever published as a table, one line each."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["as_of", "published_on", "measure", "value", "held_back"])
    for publication in figures.list_publications():
        for figure in publication.figures:
            value = "" if figure.value is None else figure.value
            writer.writerow(
                [publication.as_of, publication.published_on, figure.measure, value, _held(figure)]
            )
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


@require_safe
def as_json(_request: HttpRequest) -> HttpResponse:
    """Give every number ever published for machines."""
    return JsonResponse(
        {
            "publications": [
                {
                    "as_of": publication.as_of.isoformat(),
                    "published_on": publication.published_on.isoformat(),
                    "note": publication.note,
                    "figures": {figure.measure: figure.value for figure in publication.figures},
                    "held_back": {
                        figure.measure: _held(figure) for figure in publication.figures if figure.held_back
                    },
                }
                for publication in figures.list_publications()
            ],
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
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _held(figure: figures.FigureCard) -> str:
    return _(figure.held_back) if figure.held_back else ""
