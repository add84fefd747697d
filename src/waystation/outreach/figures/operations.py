"""Deeds of the figures room: publishing a day's counts, noting what others reported, drawing the charts."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.outbox import api as outbox
from waystation.outreach.figures import drawing
from waystation.outreach.figures.models import Chart, Figure, Publication, ReportedFigure
from waystation.outreach.figures.queries import list_publications, list_reported
from waystation.outreach.figures.rules import COMPARED, MEASURES, REPORTED

DRAW = "figures:draw"


@transaction.atomic
def publish(
    *,
    as_of: date,
    shown: Mapping[str, int],
    held_back: Mapping[str, str],
    proposal: str,
    at: datetime,
    note: str = "",
    noise: int = 0,
) -> str:
    """Put a day's counts on the public page and return the publication's reference; twice changes nothing.

    ``noise`` is the epsilon of each number in thousandths, 0 where they are said as counted.
    Only the release room calls this: it has judged the numbers and had them approved by a second person.

    :raises Invalid: a measure that is not in the list.
    """
    if (set(shown) | set(held_back)) - set(MEASURES):
        raise Invalid(measure=_("This measure is not in the list of measures."))
    publication, created = Publication.objects.get_or_create(
        proposal=proposal, defaults={"as_of": as_of, "published_on": at.date(), "note": note}
    )
    if created:
        Figure.objects.bulk_create(
            [
                Figure(publication=publication, measure=code, value=value, noise=noise)
                for code, value in shown.items()
            ]
            + [
                Figure(publication=publication, measure=code, held_back=why, noise=noise)
                for code, why in held_back.items()
            ]
        )
        outbox.enqueue(DRAW, payload={}, due_at=at, key=DRAW)
    return publication.ref


@transaction.atomic
def note_reported(
    *, as_of: date, measure: str, value: int, source: str, qualifier: str = "", by: str = ""
) -> bool:
    """Note a number that others published about this work, with its source; return whether it is public now.

    With a line that it is noted ``by`` it waits until another line has noted the same; until then it can be corrected.
    What is public stays: noting it again changes nothing.

    :raises Invalid: a measure that is not in the list, or no source.
    """
    if measure not in REPORTED:
        raise Invalid(measure=_("This measure is not in the list of measures."))
    if not source.strip():
        raise Invalid(source=_("Say where it was published."))
    sense = qualifier.strip()
    row, _made = ReportedFigure.objects.select_for_update().get_or_create(
        as_of=as_of,
        measure=measure,
        source=source.strip(),
        defaults={"value": value, "qualifier": sense, "noted_by": by},
    )
    if row.noted_by:
        is_agreed = row.noted_by != by and (row.value, row.qualifier) == (value, sense)
        row.value, row.qualifier, row.noted_by = value, sense, "" if is_agreed else by
        row.save()
    return not row.noted_by


def draw_charts(payload: Mapping[str, str], at: datetime) -> None:  # noqa: ARG001 - the shape of a job
    """Draw the chart in every language (a job: the doors only hand the picture out)."""
    series: dict[str, list[tuple[date, int]]] = {code: [] for code in MEASURES}
    others = {
        code: sorted((row.as_of, row.value) for row in list_reported() if row.measure in COMPARED[code])
        for code in MEASURES
    }
    for publication in reversed(list_publications()):
        for figure in publication.figures:
            if figure.value is not None:
                series[figure.measure].append((publication.as_of, figure.value))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labelled = {translation.gettext(MEASURES[code]): points for code, points in series.items()}
            beside = {translation.gettext(MEASURES[code]): points for code, points in others.items()}
            named = translation.gettext("as others reported")
        Chart.objects.update_or_create(
            language=language,
            defaults={"svg": drawing.draw(labelled, beside, named=named, language=language)},
        )
