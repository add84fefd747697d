"""Filing a bill, noting its steps, and raising a notice for whoever the new stage concerns."""

from datetime import date, datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel import versions
from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.library.access import bill_to_change, clipping_to_read, writer
from waystation.foundation.library.cards import BillCard
from waystation.foundation.library.models import Bill, BillStep, Notice
from waystation.foundation.library.queries.bills import bill_card
from waystation.foundation.library.rules import bills as rules
from waystation.foundation.library.rules import words
from waystation.foundation.library.tags import Tag
from waystation.foundation.staff import api as staff

NEWS = timedelta(days=60)

NEEDS_TITLE = _("Give it the title it is known by.")
NOT_A_PLACE = _("Choose a country.")
NOT_YET = _("A step is noted when it has happened: choose today or an earlier day.")
TOO_EARLY = _("This step would come before the one that is noted last.")
NOT_TAGS = _("One of the tags is not known here.")
ONLY_STEP = _("It has only been filed: there is no step to take back.")
NO_STAGE = _("Choose the stage it is in.")


@transaction.atomic
def file_bill(
    *,
    actor: staff.Actor,
    place: str,
    title: str,
    on: date,
    number: str = "",
    about: str = "",
    tags: frozenset[str] = frozenset(),
    stage: str = rules.FILED,
    clipping: str = "",
    at: datetime,
) -> BillCard:
    """Note a bill or a law in the stage it is in. Campaigners, legal officers, liaisons and supervisors may.

    What happened within two months raises a notice; older history raises none. One that is here already is returned
    as it is.

    :raises NotHere: somebody else, or no such clipping.
    :raises Invalid: no title, no place, an unknown stage, a day to come, unknown tags.
    """
    writer(actor)
    _check(place, title, tags, on, at.date())
    if stage not in rules.BILL.states:
        raise Invalid(stage=NO_STAGE)
    named = {"place": place, "number": number.strip()[:80], "title": title.strip()[:300]}
    known = Bill.objects.filter(**named).first()
    if known is not None:
        return bill_card(known)
    row = Bill.objects.create(
        **named,
        about=about.strip(),
        stage=stage,
        stage_on=on,
        tags=sorted(tags),
        added_by=actor.ref,
    )
    _note(actor, row, came_from="", on=on, clipping=clipping, note="", at=at)
    ledger.record(actor=actor.ref, tag=Tag.BILL_FILED, subject=row.ref, at=at, detail={"stage": stage})
    return bill_card(row)


@transaction.atomic
def move_bill(
    *,
    actor: staff.Actor,
    bill: str,
    move: str,
    on: date,
    clipping: str = "",
    note: str = "",
    at: datetime,
) -> BillCard:
    """Note that a bill entered a stage, and raise a notice. The writing roles may.

    :raises NotHere: no such bill or clipping, or somebody else.
    :raises Refused: that stage cannot follow.
    :raises Invalid: a day to come, or before the last step.
    """
    row = bill_to_change(actor, bill)
    came_from = row.stage
    row.stage = rules.BILL.move(move, row.stage, actor.roles, {}).target
    if on > at.date():
        raise Invalid(on=NOT_YET)
    if on < row.stage_on:
        raise Invalid(on=TOO_EARLY)
    row.stage_on = on
    row.save(update_fields=["stage", "stage_on"])
    _note(actor, row, came_from=came_from, on=on, clipping=clipping, note=note, at=at)
    detail = {"from": came_from, "to": row.stage}
    ledger.record(actor=actor.ref, tag=Tag.BILL_MOVED, subject=row.ref, at=at, detail=detail)
    return bill_card(row)


@transaction.atomic
def take_step_back(*, actor: staff.Actor, bill: str, at: datetime) -> BillCard:
    """Take back the last step, noted by mistake, with the notice it raised. The writing roles may.

    :raises NotHere: no such bill, or somebody else.
    :raises Refused: it has only been filed.
    """
    row = bill_to_change(actor, bill)
    last = (
        BillStep.objects.filter(bill=row, to_stage=row.stage, on=row.stage_on).exclude(from_stage="").first()
    )
    if last is None:
        raise Refused(ONLY_STEP)
    before = BillStep.objects.filter(bill=row, to_stage=last.from_stage).order_by("-on").first()
    row.stage, row.stage_on = last.from_stage, before.on if before else row.stage_on
    row.save(update_fields=["stage", "stage_on"])
    last.delete()
    detail = {"to": row.stage, "taken_back": last.to_stage}
    ledger.record(actor=actor.ref, tag=Tag.BILL_MOVED, subject=row.ref, at=at, detail=detail)
    return bill_card(row)


@transaction.atomic
def edit_bill(
    *,
    actor: staff.Actor,
    bill: str,
    place: str,
    title: str,
    number: str,
    about: str,
    tags: frozenset[str],
    at: datetime,
    read: str | None = None,
) -> BillCard:
    """Change what is said of a bill; its steps and the notices they raised stay. The writing roles may.

    :raises NotHere: no such bill, or somebody else.
    :raises ChangedMeanwhile: a colleague has changed it since it was ``read``.
    :raises Invalid: no title, no place, unknown tags.
    """
    row = bill_to_change(actor, bill)
    versions.only(read, bill_card(row).version)
    _check(place, title, tags, row.stage_on, at.date())
    row.place, row.title, row.number = place, title.strip()[:300], number.strip()[:80]
    row.about, row.tags = about.strip(), sorted(tags)
    row.save()
    ledger.record(actor=actor.ref, tag=Tag.BILL_EDITED, subject=row.ref, at=at)
    return bill_card(row)


def _note(
    actor: staff.Actor, row: Bill, *, came_from: str, on: date, clipping: str, note: str, at: datetime
) -> None:
    source = clipping_to_read(actor, clipping) if clipping else None
    step = BillStep.objects.create(
        bill=row,
        from_stage=came_from,
        to_stage=row.stage,
        on=on,
        noted_on=at.date(),
        clipping=source,
        note=note.strip()[:500],
        noted_by=actor.ref,
    )
    if at.date() - on <= NEWS:
        tags = [f"{words.PLACE}:{row.place}", *row.tags]
        Notice.objects.create(bill=row, step=step, tags=tags, raised_on=at.date())


def _check(place: str, title: str, tags: frozenset[str], on: date, today: date) -> None:
    wrong = {}
    if not title.strip():
        wrong["title"] = NEEDS_TITLE
    if not words.is_place(place):
        wrong["country"] = NOT_A_PLACE
    if not all(map(words.is_tag, tags)):
        wrong["subjects"] = NOT_TAGS
    if on > today:
        wrong["on"] = NOT_YET
    if wrong:
        raise Invalid(**wrong)
