"""Who may read a case has changed: the check-ins of its journeys, what was said on them and the briefs follow."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation.models import Brief, Journey, Report, Watch
from waystation.sealed.evacuation.operations.writing import watchers_of
from waystation.sealed.evacuation.tags import Tag
from waystation.sealed.intake import api as intake


@transaction.atomic
def follow_readers(
    *, actor: staff.Actor, case: str, readers: Mapping[str, frozenset[str]], at: datetime
) -> None:
    """Let the journeys of a case be watched by those who read its ``route`` or ``legal`` section, and by nobody else.

    The twelve words keep their check-ins, and whoever goes along tonight keeps their brief until they are dismissed.
    For ``settings.AFTER_READERS`` only: whoever calls has passed the case's own gate (T-32).
    """
    watchers = watchers_of(readers)
    for journey in Journey.objects.filter(case=case).order_by("ref"):
        for watch in Watch.objects.select_related("section").filter(journey=journey):
            _keep_watch(actor, watch, watchers, at)
        for brief in Brief.objects.select_related("section").filter(journey=journey):
            vault.set_readers(actor.ring, brief.section, readers["route"] | ({journey.escort} - {""}))
        said = Report.objects.select_related("section").filter(journey=journey, section__kind="report")
        for report in said.order_by("ref"):
            vault.set_readers(actor.ring, report.section, watchers)


def _keep_watch(actor: staff.Actor, watch: Watch, watchers: frozenset[str], at: datetime) -> None:
    had = vault.granted_lines(watch.section)
    words = {line for line in had if intake.find_request_of_receipt(line)}
    vault.set_readers(actor.ring, watch.section, watchers | words)
    if vault.granted_lines(watch.section) == had or not vault.holds(actor.ring, watch.section):
        return
    vault.write(actor.ring, watch, vault.read(actor.ring, watch) | {"readers": sorted(watchers)})
    staff.record(actor, Tag.WATCHERS_CHANGED, watch.journey_id, at, watch)
