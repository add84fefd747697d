"""Opening a case: an accepted request becomes a case with its sections, its first person and its conversation."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language_info

from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase
from waystation.sealed.casework.cards import CaseCard
from waystation.sealed.casework.models import Case, CaseSheet, TravelUnit
from waystation.sealed.casework.operations.consents import write_consent
from waystation.sealed.casework.operations.moves import apply_move
from waystation.sealed.casework.operations.persons import PersonWords, place_person
from waystation.sealed.casework.operations.writing import keep_readers, write_entry
from waystation.sealed.casework.queries.cases import card_of
from waystation.sealed.casework.rules.aliases import FIRST, SECOND, alias_from
from waystation.sealed.casework.rules.consents import Scope
from waystation.sealed.casework.rules.sections import SECTION_TEAMS
from waystation.sealed.casework.tags import Tag
from waystation.sealed.intake import api as intake

Fields = Mapping[str, Mapping[str, str]]


@transaction.atomic
def open_case(
    *, actor: staff.Actor, request: str, team: str, at: datetime, only: Collection[str] = ()
) -> CaseCard:
    """Accept a request and open its case for a team; whoever may accept requests may do it.

    Each section gets a key of its own, granted by the table ``SECTION_TEAMS``; the first account is copied into the
    story, and the conversation is granted to the team, so that it goes on under the case. With ``only`` the case is
    restricted from the first moment: these persons read it, and no team does.

    :raises NotHere: no such request for this actor.
    :raises Refused: it may not be accepted yet.
    """
    asked = intake.accept(actor=actor, request=request, at=at)
    fields = _fields(asked)
    row = Case.objects.create(
        request=request,
        team=team,
        phase="requested",
        base_level=asked.level,
        level=asked.level,
        opened_on=at.date(),
        heard_on=at.date(),
    )
    held = _create_sheets(actor, row, fields, team=team, only=only)
    keep_readers(row)
    unit = TravelUnit.objects.create(case=row)
    words = PersonWords(
        role="head", contacts=fields["identity"]["contact"], languages=fields["logistics"]["languages"]
    )
    person, rows = place_person(actor, held, unit, words)
    if only:
        intake.keep_to(actor=actor, request=request, people=only, at=at)
    else:
        vault.grant(actor.ring, intake.conversation(actor, request), to=team)
    rows.append(write_entry(actor, held, "opened", at))
    if asked.triage is not None and asked.triage.has_consent:
        rows.append(
            write_consent(actor, person, Scope("verify", frozenset({"team"}), "named", at.date()), at)
        )
    staff.record(
        actor, Tag.CASE_OPENED, row.ref, at, *held.sheets.values(), *rows, team=team, named=sorted(only)
    )
    apply_move(actor, person, held, "triage", at)
    outbox.tell(only or vault.members(team), at=at, but=actor.ref)
    return card_of(actor, held)


def _fields(asked: intake.RequestCard) -> dict[str, dict[str, str]]:
    """Copy what was said when asking for help to where it belongs, so that a host never reads an account."""
    answers = asked.answers
    return {
        "identity": {
            "contact": answers.contact,
            "safe_times": answers.contact_times,
            "avoid": "\n".join(text for text in (answers.not_on_phone, answers.who_reads) if text),
        },
        "story": {"account": answers.happening},
        "route": {"whereabouts": answers.place},
        "logistics": {"languages": get_language_info(asked.language)["name_local"], "needs": answers.people},
    }


def _create_sheets(
    actor: staff.Actor, row: Case, fields: Fields, *, team: str, only: Collection[str]
) -> HeldCase:
    alias = alias_from(secrets.randbelow(len(FIRST)), secrets.randbelow(len(SECOND)))
    sheets = {}
    codes = {code for teams in SECTION_TEAMS.values() for code in teams} - {"case"}
    line = {code: staff.team_line(code) for code in codes} | {"case": team}
    to = {kind: only or [line[code] for code in teams] for kind, teams in SECTION_TEAMS.items()}
    for kind, section in vault.create_sections(actor.ring, to).items():
        sheet = CaseSheet(case=row, kind=kind, section=section)
        body = {"alias": alias, "is_restricted": bool(only), "fields": dict(fields.get(kind, {}))}
        vault.write(actor.ring, sheet, body)
        sheets[kind] = sheet
    return HeldCase(row, sheets)
