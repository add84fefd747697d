"""The figures room's table of contents."""

from waystation.outreach.figures.cards import FigureCard, PublicationCard, ReportedCard, StandingFigure
from waystation.outreach.figures.operations import DRAW, draw_charts, note_reported, publish
from waystation.outreach.figures.queries import find_chart, list_publications, list_reported, list_standing
from waystation.outreach.figures.rules import ABROAD, BROUGHT_OUT, MEASURES, REPORTED, REQUESTS

__all__ = [
    "ABROAD",
    "BROUGHT_OUT",
    "DRAW",
    "MEASURES",
    "REPORTED",
    "REQUESTS",
    "FigureCard",
    "PublicationCard",
    "ReportedCard",
    "StandingFigure",
    "draw_charts",
    "find_chart",
    "list_publications",
    "list_reported",
    "list_standing",
    "note_reported",
    "publish",
]
