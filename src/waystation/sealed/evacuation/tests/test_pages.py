"""The pages of evacuation, as those who work here go through them; and that strangers find nothing there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault import api as vault
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.desk.urls import urlpatterns
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed
from waystation.testing.journeys import PLAN, STOPS, a_case_with_words, a_released_journey, work_until


def text_of(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def _plain(answer) -> str:
    """The token against forged forms differs on every page."""
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


def test_noor_and_olga_bring_a_journey_from_a_plan_to_a_go_by_buttons(house, desk, at) -> None:
    case = a_case(house, at)
    desk.enter(house.noor)
    draft = f"/journeys/plans/draft/{case.ref}/"
    assert PLAN["route"] in text_of(desk.post(draft, {**PLAN, "persons": []}))
    plan = desk.post(draft, {**PLAN, "persons": [head_of(house, case).ref]}).url
    desk.post(f"{plan}change/", {**PLAN, "threats": "A grey car", "version": "1"})
    assert "A grey car" in text_of(desk.get(plan))
    desk.post(f"{plan}move/", {"move": "propose", "reason": ""})
    desk.enter(house.olga)
    assert case.alias in text_of(desk.get("/"))
    desk.post(f"{plan}move/", {"move": "approve"})
    desk.enter(renewed(house).noor)
    made = desk.post(f"{plan}journey/", {"persons": [head_of(house, case).ref], "kind": "house"}).url
    assert "Without a check-in" in text_of(desk.get(made))
    desk.post(f"{made}legs/", {**STOPS, "departs_at": "2017-05-11T12:00", "arrives_at": "2017-05-11T15:00"})
    leg = evacuation.get_journey(house.noor, made.split("/")[2], at).legs[0].ref
    for move in ("book", "confirm"):
        desk.post(f"/journeys/legs/{leg}/move/", {"move": move})
    desk.post(f"{made}check-ins/", {"due_at": "2017-05-11T13:00", "grace": "20"})
    desk.post(f"{made}escort/", {"escort": house.pavel.ref})
    desk.post(f"{made}alarm/", {"word": "jasmine"})
    desk.post(f"{made}receiver/", {"receiver": "Rasa", "phrase": "Blue herons"})
    page = text_of(desk.get(made))
    for words in ("The mill at Arkhan", "Pavel Mraz", "jasmine", "Rasa"):
        assert words in page
    desk.post(f"{made}move/", {"move": "go", "reason": ""})
    page = text_of(desk.get(made))
    assert "They may set out until 21:30 UTC on 11 May" in page
    assert case.alias in text_of(desk.get("/journeys/"))
    for name in (f"/journeys/legs/{leg}/", f"{plan}change/", f"{made}escort/", f"{made}alarm/"):
        assert "<form" in text_of(desk.get(name))


def test_the_night_sees_only_what_is_due(house, desk, at) -> None:
    case, _receipt = a_case_with_words(house, at)
    made = a_released_journey(house, case.ref, at)
    desk.enter(house.noor)
    assert "Nothing is due" in text_of(desk.get("/journeys/tonight/"))
    when = at + timedelta(hours=2, minutes=55)
    work_until(when)
    with clock.fixed(when):
        for watcher in (house.noor, house.ruth, house.karim):
            desk.enter(watcher)
            page = text_of(desk.get("/journeys/tonight/"))
            assert case.alias in page
            assert "coordinators called" in page
        desk.enter(house.noor)
        assert "No word in time" in text_of(desk.get("/"))
        desk.post(
            f"/journeys/check-ins/{made.check_ins[0].ref}/move/", {"move": "resolve", "text": "They rang"}
        )
        assert "Nothing is due" in text_of(desk.get("/journeys/tonight/"))
        assert "They rang" in text_of(desk.get(f"/journeys/{made.ref}/"))


def test_pavel_sees_his_journey_and_nothing_of_the_way(house, desk, at) -> None:
    case, _receipt = a_case_with_words(house, at)
    made = a_released_journey(house, case.ref, at)
    desk.enter(house.pavel)
    for address in ("/journeys/", f"/journeys/errands/{made.ref}/"):
        page = text_of(desk.get(address))
        assert "Under the clock" in page
        for secret in ("Arkhan", "Northern station", "Train 118", "Aslan"):
            assert secret not in page
    leg = made.legs[0].ref
    desk.post(f"/journeys/legs/{leg}/move/", {"move": "depart"})
    desk.post(f"/journeys/check-ins/{made.check_ins[0].ref}/move/", {"move": "answer"})
    desk.post(f"/journeys/legs/{leg}/move/", {"move": "arrive"})
    assert "No journey at the moment" in text_of(desk.get("/journeys/"))
    desk.enter(renewed(house).noor)
    assert "Not yet in the case" in text_of(desk.get(f"/journeys/{made.ref}/"))


def test_every_page_is_closed_to_strangers_and_gives_them_the_same_nothing(house, desk, at) -> None:
    case, _receipt = a_case_with_words(house, at)
    made = a_released_journey(house, case.ref, at)
    things = {"case": case.ref, "plan": made.plan, "journey": made.ref, "leg": made.legs[0].ref}
    things["check_in"] = made.check_ins[0].ref
    now = renewed(house)
    for stranger in (now.idris, now.dana, now.vera, now.mira, now.sami):
        desk.enter(stranger)
        for pattern in urlpatterns:
            parts = list(pattern.pattern.converters)
            if not parts:
                assert case.alias not in text_of(desk.get(reverse(f"evacuation:{pattern.name}")))
                continue
            known = reverse(f"evacuation:{pattern.name}", kwargs={part: things[part] for part in parts})
            unknown = reverse(f"evacuation:{pattern.name}", kwargs={part: new_ref() for part in parts})
            for method in (desk.get, desk.post):
                answers = [method(known), method(unknown)]
                assert {answer.status_code for answer in answers} <= {404, 405}, (stranger, pattern.name)
                assert _plain(answers[0]) == _plain(answers[1])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_mailbox_asks_how_they_are_only_while_they_are_watched(house, front, at, language) -> None:
    case, receipt = a_case_with_words(house, at)
    front.cookies[vault.visit_cookie()] = vault.seal_visit(receipt.entropy, at)
    box, deed = f"/{language}/mailbox/", {"deed": "check-in"}
    assert "check-in" not in text_of(front.get(box))
    assert front.post(box, deed | {"what": "safe"}).url == box
    a_released_journey(house, case.ref, at)
    assert "check-in" in text_of(front.get(box))
    assert front.post(box, deed | {"what": "safe", "word": "\0 all well"}).url == f"{box}?sent=all"
    assert front.post(box, deed | {"what": "nonsense"}).url == box


def test_the_list_asks_the_database_the_same_however_long_it_is(
    house, desk, at, django_assert_max_num_queries
) -> None:
    for number in range(4):
        a_released_journey(house, a_case(house, at, called=f"Traveller {number}").ref, at)
    for address, most in (("/journeys/", 30), ("/journeys/tonight/", 30)):
        desk.enter(renewed(house).noor)
        with django_assert_max_num_queries(most):
            desk.get(address)
