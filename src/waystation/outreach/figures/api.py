"""The figures room's table of contents."""

from waystation.outreach.figures.cards import (
    BesideCard,
    FigureCard,
    PointCard,
    PublicationCard,
    ReportedCard,
    SeriesCard,
    StandingFigure,
)
from waystation.outreach.figures.noise import draw, probability, within
from waystation.outreach.figures.operations import DRAW, draw_charts, note_reported, publish
from waystation.outreach.figures.queries import (
    find_chart,
    list_publications,
    list_reported,
    list_series,
    list_standing,
    list_unconfirmed,
)
from waystation.outreach.figures.rules import ABROAD, BROUGHT_OUT, MEANINGS, MEASURES, REPORTED, REQUESTS

__all__ = [
    "ABROAD",
    "BROUGHT_OUT",
    "DRAW",
    "MEANINGS",
    "MEASURES",
    "REPORTED",
    "REQUESTS",
    "BesideCard",
    "FigureCard",
    "PointCard",
    "PublicationCard",
    "ReportedCard",
    "SeriesCard",
    "StandingFigure",
    "draw",
    "draw_charts",
    "find_chart",
    "list_publications",
    "list_reported",
    "list_series",
    "list_standing",
    "list_unconfirmed",
    "note_reported",
    "probability",
    "publish",
    "within",
]
