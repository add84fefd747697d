"""The pages of care, as those who work here go through them; and that strangers find nothing there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.foundation.kernel.references import new_ref
from waystation.sealed.care import api as care
from waystation.testing.cases import a_case, a_family, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_guest, a_held_bed, a_house, a_wanted_bed


def text_of(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def _told(answer) -> bytes:
    """What a page says, without the form token that changes with every answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def at_desk(desk, actor):
    desk.enter(actor)
    return desk


def test_noor_adds_a_house_and_olga_opens_it_by_buttons(house, desk, at) -> None:
    at_desk(desk, house.noor)
    typed = {
        "team": house.teams["north"],
        "code_name": "Larch",
        "places": "3",
        "suits": "",
        "address": "Linden street 5",
        "contact": "",
        "way": "",
    }
    missing = desk.post("/care/houses/add/", {**typed, "code_name": ""})
    assert "Linden street 5" in text_of(missing)
    made = desk.post("/care/houses/add/", typed)
    page = made.url
    assert "Two different people" in text_of(desk.get(page))
    assert "Linden street" not in text_of(desk.get(page))
    for actor in (house.noor, house.olga):
        at_desk(desk, actor).post(f"{page}visit/", {"verdict": "good", "text": "Quiet"})
    desk.post(f"{page}beds/", {"label": "Window", "note": ""})
    for move in ("vet", "open"):
        desk.post(f"{page}move/", {"move": move})
    assert "In use" in text_of(desk.get(page))
    assert "Linden street 5" in text_of(desk.get(f"{page}address/"))


def test_noor_holds_beds_for_a_family_from_the_case_to_the_grid(house, desk, at) -> None:
    case, family = a_family(house, at)
    larch, _beds = a_house(house, at, beds=5)
    at_desk(desk, house.noor)
    first, last = at.date(), at.date() + timedelta(days=4)
    wanted = desk.post(
        f"/care/wanted/{case.ref}/",
        {
            "persons": [member.ref for member in family.values()],
            "arrives_on": first.isoformat(),
            "leaves_on": last.isoformat(),
            "note": "",
        },
    )
    assert wanted.url == f"/care/book/{case.ref}/"
    assert "5 beds free on all nights" in text_of(desk.get(wanted.url))
    refs = [card.ref for card in care.list_wanted(house.noor, at)]
    held = desk.post(wanted.url, {"wanted": refs, "house": larch.ref, "until_on": first.isoformat()})
    assert held.url == "/care/"
    page = text_of(desk.get("/care/"))
    for member in family.values():
        assert member.alias in page
    assert "Held, not yet confirmed" in page


def test_dana_sees_her_guests_and_says_who_arrived(house, desk, at) -> None:
    _larch, beds = a_house(house, at)
    aslan = head_of(house, a_case(house, at))
    stay = a_held_bed(house, aslan.ref, beds[0], at)
    care.confirm_stay(actor=house.noor, stay=stay.ref, at=at)
    at_desk(desk, renewed(house).dana)
    page = text_of(desk.get("/care/"))
    assert aslan.alias in page
    assert "Has arrived" in page
    assert "Aslan" not in page
    assert "Linden" not in page
    desk.post(f"/care/stays/{stay.ref}/move/", {"move": "check_in"})
    assert "Is away" in text_of(desk.get("/care/"))
    (mine,) = care.list_my_houses(renewed(house).dana)
    told = desk.post(f"/care/houses/{mine.ref}/worry/", {"text": "A grey car"})
    assert told.url == "/care/"
    at_desk(desk, renewed(house).noor)
    assert "A grey car" in text_of(desk.get(f"/care/houses/{mine.ref}/"))


def test_the_switch_shows_whom_it_touches_before_anything_happens(house, desk, at) -> None:
    larch, beds = a_house(house, at)
    aslan = head_of(house, a_case(house, at))
    a_guest(house, aslan.ref, beds[0], at)
    at_desk(desk, renewed(house).noor)
    address = f"/care/houses/{larch.ref}/compromise/"
    assert aslan.alias in text_of(desk.get(address))
    unsure = desk.post(address, {"reason": "Two men at the door"})
    assert "Tick the box" in text_of(unsure)
    assert care.get_house(renewed(house).noor, larch.ref, at).house.state == "active"
    desk.post(address, {"reason": "Two men at the door", "is_sure": "on"})
    assert "known to those who search" in text_of(desk.get(f"/care/houses/{larch.ref}/"))
    desk.post(f"/care/houses/{larch.ref}/warn/")


def test_mira_takes_somebody_on_and_writes_a_closed_note(house, desk, at) -> None:
    from waystation.sealed.care.tests.test_help import consent

    case = a_case(house, at)
    aslan = head_of(house, case)
    at_desk(desk, house.noor)
    made = desk.post(
        f"/care/help/refer/{case.ref}/",
        {"person": aslan.ref, "kind": "psychological", "urgency": "now", "text": "Cannot sleep"},
    )
    assert "not agreed" in text_of(desk.get(made.url))
    consent(house, aslan, at)
    for move in ("check_consent", "send"):
        desk.post(made.url, {"move": move})
    at_desk(desk, renewed(house).mira)
    assert desk.get("/care/").url == "/care/help/"
    assert aslan.alias in text_of(desk.get("/care/help/"))
    desk.post(made.url, {"move": "accept", "answer": "Tuesday at four"})
    person = f"/care/help/people/{aslan.ref}/"
    desk.post(f"{person}note/", {"text": "Three nights without sleep"})
    desk.post(f"{person}appointment/", {"starts_at": "2017-05-12T16:00", "place": "Room 3", "note": ""})
    page = text_of(desk.get(person))
    assert "Three nights without sleep" in page
    assert "Room 3" in page
    at_desk(desk, renewed(house).noor)
    assert desk.get(person).status_code == 404
    assert "Tuesday at four" in text_of(desk.get(made.url))


def test_noor_asks_for_money_and_olga_decides(house, desk, at) -> None:
    case = a_case(house, at)
    at_desk(desk, house.noor)
    typed = {
        "person": head_of(house, case).ref,
        "amount": "about fifty",
        "currency": "EUR",
        "purpose": "travel",
        "text": "Two tickets",
    }
    address = f"/care/money/ask/{case.ref}/"
    assert "Write the amount as a number" in text_of(desk.post(address, typed))
    made = desk.post(address, {**typed, "amount": "1 250,50"})
    desk.post(made.url, {"move": "submit", "text": ""})
    at_desk(desk, renewed(house).olga)
    assert "1\u00a0250.50\u00a0EUR" in text_of(desk.get("/care/money/"))
    desk.post(made.url, {"move": "approve", "text": ""})
    assert "Approved" in text_of(desk.get(made.url))


def test_every_page_is_closed_to_strangers_and_gives_them_the_same_nothing(house, desk, at) -> None:
    larch, beds = a_house(house, at)
    case = a_case(house, at)
    stay = a_wanted_bed(house, head_of(house, case).ref, at)
    things = {"house": larch.ref, "bed": beds[0].ref, "case": case.ref, "stay": stay.ref}
    things |= {"person": head_of(house, case).ref}
    from waystation.sealed.care.desk.urls import urlpatterns

    now = renewed(house)
    for stranger in (now.idris, now.karim, now.sami, now.dana):
        at_desk(desk, stranger)
        for pattern in urlpatterns:
            parts = list(pattern.pattern.converters)
            if not parts:
                continue
            known = reverse(
                f"care:{pattern.name}", kwargs={part: things.get(part, new_ref()) for part in parts}
            )
            unknown = reverse(f"care:{pattern.name}", kwargs={part: new_ref() for part in parts})
            if stranger is now.dana and pattern.name in {"address", "worry"}:  # her own house
                continue
            for method in (desk.get, desk.post):
                answers = [method(known), method(unknown)]
                assert {answer.status_code for answer in answers} <= {404, 405}, (stranger, pattern.name)
                assert _told(answers[0]) == _told(answers[1])
        for name in ("tonight", "help", "money-list", "house-list", "add-house"):
            page = desk.get(reverse(f"care:{name}"))
            told = page.content.decode()
            assert stay.alias not in told
            if stranger is not now.dana:
                assert "Larch" not in told


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("start", ["", "2017-05-25", "2017-04-27", "nonsense", "9999-12-31", "0001-01-01"])
def test_the_grid_turns_its_pages_in_both_directions(house, desk, at, language, start) -> None:
    a_house(house, at)
    at_desk(desk, house.noor)
    assert 'class="beds"' in text_of(desk.get(f"/care/?from={start}", HTTP_ACCEPT_LANGUAGE=language))


def test_the_grid_asks_the_database_the_same_however_full_it_is(
    house, desk, at, django_assert_max_num_queries
) -> None:
    _larch, beds = a_house(house, at, beds=6)
    for number, bed in enumerate(beds):
        a_held_bed(house, head_of(house, a_case(house, at, called=f"Guest {number}")).ref, bed, at)
    at_desk(desk, renewed(house).noor)
    with django_assert_max_num_queries(30):
        desk.get("/care/")
