"""Reads of the figures room; all of it is public."""

from waystation.outreach.figures.cards import FigureCard, PublicationCard, ReportedCard, StandingFigure
from waystation.outreach.figures.models import Chart, Figure, Publication, ReportedFigure
from waystation.outreach.figures.rules import MEASURES, REPORTED


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
                    figure.measure, figure.label, figure.value, publication.as_of
                )
    return [said.get(code, StandingFigure(code, label, None, None)) for code, label in MEASURES.items()]


def list_reported() -> list[ReportedCard]:
    """List what others have published about this work, newest first."""
    order = list(REPORTED)
    found = [row for row in ReportedFigure.objects.all() if row.measure in REPORTED]
    found.sort(key=lambda row: (-row.as_of.toordinal(), order.index(row.measure), row.source))
    return [
        ReportedCard(row.as_of, row.measure, REPORTED[row.measure], row.value, row.qualifier, row.source)
        for row in found
    ]


def find_chart(language: str) -> str | None:
    """Return the drawn chart in a language, or None where nothing was published yet."""
    return Chart.objects.filter(language=language).values_list("svg", flat=True).first()


def _card(publication: Publication, figures: dict[str, Figure]) -> PublicationCard:
    cards = tuple(
        FigureCard(code, label, figures[code].value, figures[code].held_back)
        for code, label in MEASURES.items()
        if code in figures
    )
    return PublicationCard(
        publication.ref, publication.as_of, publication.published_on, publication.note, cards
    )
