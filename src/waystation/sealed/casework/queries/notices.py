"""Which news of laws concern which case: the library tells of bills, and only here is known who comes from where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from waystation.foundation.library import api as library
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.access import HeldCase
from waystation.sealed.casework.cards import LawCard, LawNews
from waystation.sealed.casework.models import Case, CaseSheet
from waystation.sealed.casework.queries.lists import mine
from waystation.sealed.casework.queries.naming import name_cases
from waystation.sealed.casework.rules.sections import TELL_PLACES

IN_A_CASE, TODAY = timedelta(days=60), timedelta(days=14)
MOST_SHEETS = 900
MOST_NAMED = 5


def notices_of(
    actor: staff.Actor, held: HeldCase, notices: Sequence[library.NoticeCard]
) -> tuple[library.NoticeCard, ...]:
    """Return those notices that concern a case, as far as what the actor holds of it says where the danger is."""
    kinds = {kind for kind, _field in TELL_PLACES}
    opened = vault.read_held(actor.ring, (sheet for kind, sheet in held.sheets.items() if kind in kinds))
    return library.concerning(notices, places=_places(opened, notices))


def notices_today(actor: staff.Actor, on: date) -> LawNews:
    """Return the latest notices with the actor's own open cases each of them concerns; without notices, one question."""
    notices = library.notices_since(on - TODAY)
    if not notices:
        return LawNews()
    cases = Case.objects.all().within_reach(actor.ring).open().filter(mine(actor))
    sheets = CaseSheet.objects.select_related("section").filter(
        kind__in={kind for kind, _field in TELL_PLACES},
        case__in=cases,
        section__in=vault.within_reach(actor.ring),
    )
    by_case: dict[str, list[tuple[CaseSheet, vault.Body]]] = {}
    for sheet, body in vault.read_held(actor.ring, sheets.order_by("-case")[:MOST_SHEETS]):
        by_case.setdefault(sheet.case_id, []).append((sheet, body))
    places = {case: _places(opened, notices) for case, opened in by_case.items()}
    concerned = {notice.ref: _concerned(notice, places) for notice in notices}
    named = name_cases(actor, {case for found in concerned.values() for case in found[:MOST_NAMED]})
    laws = tuple(
        LawCard(
            notice,
            tuple((case, named[case].called) for case in concerned[notice.ref] if case in named),
            len(concerned[notice.ref]),
        )
        for notice in notices
        if concerned[notice.ref]
    )
    return LawNews(laws, sum(not places[case] and _is_untold(opened) for case, opened in by_case.items()))


def _is_untold(opened: Iterable[tuple[CaseSheet, vault.Body]]) -> bool:
    """Say whether the country the danger is in stands nowhere: then no news of its laws could reach whoever asks."""
    kind, field = TELL_PLACES[0]
    return any(sheet.kind == kind and not body["fields"].get(field, "") for sheet, body in opened)


def _concerned(notice: library.NoticeCard, places: Mapping[str, frozenset[str]]) -> list[str]:
    return [case for case, found in places.items() if library.concerning([notice], places=found)]


def _places(
    opened: Iterable[tuple[CaseSheet, vault.Body]], notices: Iterable[library.NoticeCard]
) -> frozenset[str]:
    fields = dict(TELL_PLACES)
    told = " · ".join(body["fields"].get(fields[sheet.kind], "") for sheet, body in opened)
    return library.find_places(told, among={notice.place for notice in notices})
