"""A bill enters a new stage: whoever holds a case from there reads of it, and nobody else is told whom it concerns."""

from dataclasses import replace

from waystation.foundation.library import api as library
from waystation.sealed.casework import api as casework
from waystation.testing import cases


def a_case_from(house, at, text, kind="legal", field="origin"):
    made = cases.a_case(house, at, answers=replace(cases.ASLAN, place=""))
    casework.change_section(actor=house.noor, case=made.ref, kind=kind, fields={field: text}, at=at)
    return made.ref


def test_a_bill_is_shown_to_whoever_holds_a_case_from_there(house, at, desk, django_assert_max_num_queries):
    chechen = a_case_from(house, at, "Чечня, потом Москва")
    other = a_case_from(house, at, "Uganda")
    assert not casework.laws_today_panel(actor=house.noor, at=at)
    filed = library.file_bill(actor=house.kira, place="ru", title="On custody", on=at.date(), at=at)
    told = casework.laws_today_panel(actor=house.noor, at=at).laws
    assert [(law.notice.bill, [ref for ref, _called in law.cases]) for law in told] == [
        (filed.ref, [chechen])
    ]
    assert casework.laws_today_panel(actor=house.noor, at=at).untold == 0
    assert casework.laws_panel(actor=house.noor, case=chechen, at=at)
    assert not casework.laws_panel(actor=house.noor, case=other, at=at)
    assert not casework.laws_today_panel(actor=house.idris, at=at), "another team's cases stay another team's"
    desk.enter(house.noor)
    with django_assert_max_num_queries(40):
        page = desk.get(f"/cases/{chechen}/").content.decode()
    assert "On custody" in page
    with django_assert_max_num_queries(40):
        assert "On custody" in desk.get("/").content.decode()


def test_only_what_the_reader_holds_says_where_the_danger_is(house, at):
    case = a_case_from(house, at, "Grozny", "route", "whereabouts")
    library.file_bill(actor=house.kira, place="ru-chechnya", title="On custody", on=at.date(), at=at)
    assert casework.laws_panel(actor=house.noor, case=case, at=at)
    a_case_from(house, at, "at a friend's", "route", "whereabouts")
    assert casework.laws_today_panel(actor=house.noor, at=at).untold == 1, (
        "it is said where nothing can be said"
    )
    assert not casework.laws_panel(actor=house.karim, case=case, at=at), (
        "the route is closed to the legal team"
    )
