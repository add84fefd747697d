"""Reads of the figures room; all of it is public."""

from datetime import date

from django.db.models import QuerySet

from waystation.outreach.figures.cards import (
    BesideCard,
    FigureCard,
    PointCard,
    PublicationCard,
    ReportedCard,
    SeriesCard,
    StandingFigure,
)
from waystation.outreach.figures.models import Chart, Figure, Publication, ReportedFigure
from waystation.outreach.figures.noise import within
from waystation.outreach.figures.rules import COMPARED, MEANINGS, MEASURES, REPORTED


def list_publications() -> list[PublicationCard]:
    """List everything ever published, newest first; nothing published is ever taken out of this list."""
    figures: dict[str, dict[str, Figure]] = {}
    for figure in Figure.objects.all():
        figures.setdefault(figure.publication_id, {})[figure.measure] = figure
    publications = Publication.objects.order_by("-as_of", "-published_on", "ref")
    return [_card(publication, figures.get(publication.ref, {})) for publication in publications]


def list_standing() -> list[StandingFigure]:
    """List the newest number said for each measure."""
    said: dict[str, StandingFigure] = {}
    for publication in reversed(list_publications()):
        for figure in publication.figures:
            if figure.value is not None:
                said[figure.measure] = StandingFigure(
                    figure.measure, figure.label, figure.value, publication.as_of, figure.within
                )
    return [said.get(code, StandingFigure(code, label, None, None)) for code, label in MEASURES.items()]


def list_reported() -> list[ReportedCard]:
    """List what others have published about this work, newest first."""
    return _reported(ReportedFigure.objects.filter(noted_by=""))


def list_unconfirmed() -> list[ReportedCard]:
    """List what one person has noted of what others published: public once another has noted the same."""
    return _reported(ReportedFigure.objects.exclude(noted_by=""))


def _reported(rows: QuerySet[ReportedFigure]) -> list[ReportedCard]:
    order = list(REPORTED)
    found = [row for row in rows if row.measure in REPORTED]
    found.sort(key=lambda row: (-row.as_of.toordinal(), order.index(row.measure), row.source))
    return [
        ReportedCard(
            row.as_of,
            row.measure,
            REPORTED[row.measure],
            row.value,
            row.qualifier,
            row.source,
            row.noted_by,
        )
        for row in found
    ]


def list_series() -> list[SeriesCard]:
    """List what was said of each measure over time, with what others said of the like.

    Only published numbers are put side by side and subtracted. Whether a change may be known was judged before its second
    number was published, so nothing new can be learnt here (T-56).
    """
    publications = list(reversed(list_publications()))
    reported = list_reported()
    return [_series(code, publications, reported) for code in MEASURES]


def _series(code: str, publications: list[PublicationCard], reported: list[ReportedCard]) -> SeriesCard:
    said = [
        (publication.as_of, figure.value, figure.within)
        for publication in publications
        for figure in publication.figures
        if figure.measure == code and figure.value is not None
    ]
    points = [
        PointCard(day, value, within, _change(said, number))
        for number, (day, value, within) in enumerate(said)
    ]
    beside = []
    for row in reported:
        if row.measure in COMPARED[code]:
            before = [one for one in said if one[0] <= row.as_of]
            ours = StandingFigure(code, MEASURES[code], before[-1][1], *_when(before[-1])) if before else None
            beside.append(BesideCard(row, ours))
    return SeriesCard(code, MEASURES[code], MEANINGS[code], tuple(reversed(points)), tuple(beside))


def _change(said: list[tuple[date, int, int]], number: int) -> int | None:
    """Return what came between a number and the one before, where neither has noise: with it ± would have to be wider."""
    if number == 0 or said[number][2] or said[number - 1][2]:
        return None
    return said[number][1] - said[number - 1][1]


def _when(said: tuple[date, int, int]) -> tuple[date, int]:
    day, _value, within = said
    return day, within


def find_chart(language: str) -> str | None:
    """Return the drawn chart in a language, or None where nothing was published yet."""
    return Chart.objects.filter(language=language).values_list("svg", flat=True).first()


def _card(publication: Publication, figures: dict[str, Figure]) -> PublicationCard:
    cards = tuple(
        FigureCard(
            code,
            label,
            figures[code].value,
            figures[code].held_back,
            figures[code].noise,
            within(figures[code].noise) if figures[code].noise else 0,
        )
        for code, label in MEASURES.items()
        if code in figures
    )
    return PublicationCard(
        publication.ref, publication.as_of, publication.published_on, publication.note, cards
    )
