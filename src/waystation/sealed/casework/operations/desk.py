"""Deeds of the list: keeping a filter, giving many cases to one colleague, taking a table away."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.cards import CaseFilter, CaseRow, ViewCard
from waystation.sealed.casework.models import SavedView
from waystation.sealed.casework.operations.work import EMPTY, assign
from waystation.sealed.casework.queries.desk import VIEW
from waystation.sealed.casework.queries.lists import all_rows
from waystation.sealed.casework.tags import Tag

NOT_FOR_OUTSIDE = _("Lists are taken away by people of the office only.")


def save_view(*, actor: staff.Actor, name: str, query: str) -> ViewCard:
    """Keep a filter under a name; both are sealed to the actor.

    :raises Invalid: no name.
    """
    if not name.strip():
        raise Invalid(name=EMPTY)
    ref = new_ref()
    told = json.dumps({"name": name.strip(), "query": query}).encode()
    SavedView.objects.create(
        ref=ref, line=actor.ref, sealed=vault.seal_to_line(actor.ref, told, purpose=VIEW, about=ref)
    )
    return ViewCard(ref, name.strip(), query)


def drop_view(*, actor: staff.Actor, view: str) -> None:
    """Keep a filter no longer; one that is not the actor's is not there."""
    SavedView.objects.filter(ref=view, line=actor.ref).delete()


@transaction.atomic
def assign_many(*, actor: staff.Actor, cases: Iterable[str], line: str, at: datetime) -> int:
    """Give several cases to one colleague, all or none; return how many. See ``assign``.

    :raises NotHere: one of them is not there for this actor.
    :raises Refused: one of them is not theirs to give, or the colleague cannot read it.
    """
    listed = list(dict.fromkeys(cases))
    for case in listed:
        assign(actor=actor, case=case, line=line, at=at)
    return len(listed)


@transaction.atomic
def take_list_away(*, actor: staff.Actor, filters: CaseFilter, at: datetime) -> list[CaseRow]:
    """Return every row of a filtered list, for a table outside the house; the ledger keeps that it was taken.

    :raises Refused: people from outside the office take nothing away.
    """
    if not actor.roles - staff.OUTSIDE:
        raise Refused(NOT_FOR_OUTSIDE)
    rows = list(all_rows(actor, filters, on=at.date()))
    staff.record(actor, Tag.CASES_EXPORTED, actor.ref, at, cases=len(rows))
    return rows
