"""The desk's pages: each shows what its reader holds, and nothing to anybody else."""

import pytest

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.models import Application, Offer
from waystation.testing.cases import a_case, a_family, bring_to, head_of
from waystation.testing.cast import renewed
from waystation.testing.countries import (
    CLEAR,
    PHRASE,
    a_counterpart,
    a_departure,
    an_application,
    an_offer,
    bring_application_to,
    clear,
    consent,
)

STRANGERS = ("idris", "dana", "pavel", "vera", "mira", "lena", "sami")


@pytest.fixture
def scene(house, at):
    """Aslan of team North, an offer of Lithuania through Jonas, an approved application, a way out."""
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "sheltered", at)
    jonas = a_counterpart(house, at)
    offer = an_offer(house, at, counterpart=jonas.ref)
    application = an_application(house, case.ref, [person], offer.ref, at)
    bring_application_to(house, application.ref, "approved", at)
    clear(house, application.ref, person, at)
    return case, person, jonas, offer, application, a_departure(house, application.ref, person, at)


def look(desk, actor, name, **parts):
    desk.enter(actor)
    return desk.get(desk.address(f"destinations:{name}", **parts))


def text_of(response):
    return response.content.decode()


def test_liaison_and_supervisors_see_countries_and_coordinators_only_ways_and_free_places(
    house, scene, desk
) -> None:
    for who in (house.tomas, house.ruth):
        page = text_of(look(desk, who, "offer-list"))
        assert "Lithuania" in page
        assert "<strong>1</strong> free" in page
    assert "Jonas" in text_of(look(desk, house.tomas, "offer-list"))
    assert "Jonas" not in text_of(look(desk, house.ruth, "offer-list"))
    for who in (house.noor, house.idris):
        page = text_of(look(desk, who, "offer-list"))
        assert "Humanitarian visa" in page
        assert "<strong>1</strong> free" in page
        for secret in ("Lithuania", "LT", "Jonas", "passports"):
            assert secret not in page


def test_another_team_a_host_and_everybody_else_see_nothing_of_an_application(house, scene, desk, at) -> None:
    case, person, _jonas, offer, application, departure = scene
    of_person = {"application": application.ref, "person": person}
    pages = [
        ("application", {"application": application.ref}),
        ("propose", {"case": case.ref}),
        ("paper", of_person),
        ("exit-check", of_person),
        ("book", of_person),
        ("departure", {"departure": departure.ref}),
        ("arrive", {"departure": departure.ref}),
        ("offer", {"offer": offer.ref}),
        ("counterparts", {}),
    ]
    for name in STRANGERS:
        actor = getattr(house, name)
        for page, parts in pages:
            assert look(desk, actor, page, **parts).status_code == 404, (name, page)
        board = look(desk, actor, "board")
        assert board.status_code == (200 if name == "idris" else 404)
        assert "Humanitarian" not in text_of(board)
        assert destinations.panel(actor, case.ref, at) is None if name != "idris" else True
        assert not destinations.today(actor, at)
        assert destinations.list_applications(actor) == []
        ring = getattr(renewed(house), name).ring
        with pytest.raises(vault.NotGranted):
            vault.read(ring, Application.objects.select_related("section").get(ref=application.ref))
        with pytest.raises(vault.NotGranted):
            vault.read(ring, Offer.objects.select_related("section").get(ref=offer.ref))


def test_who_loses_the_identity_of_a_case_loses_its_applications(house, scene, at) -> None:
    case, _person, _jonas, _offer, application, _departure = scene
    casework.withdraw_section(
        actor=house.noor, case=case.ref, kind="identity", line=house.teams["legal"], at=at
    )
    karim = renewed(house).karim
    lines = vault.granted_lines(Application.objects.get(ref=application.ref).section)
    assert house.teams["legal"] not in lines
    assert destinations.list_applications(karim) == []
    with pytest.raises(NotHere):
        destinations.get_application(karim, application.ref, at)
    destinations.move_application(
        actor=renewed(house).noor, application=application.ref, move="withdraw", reason="They stay", at=at
    )
    row = Application.objects.select_related("section").get(ref=application.ref)
    with pytest.raises(vault.NotGranted):  # written after: the key itself is gone
        vault.read(renewed(house).karim.ring, row)


def test_the_whole_way_through_the_pages_without_scripts(house, at, desk) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    bring_to(house, person, "sheltered", at)
    consent(house, [person], at)

    def post(actor, name, data, **parts):
        desk.enter(actor)
        answer = desk.post(desk.address(f"destinations:{name}", **parts), data)
        assert answer.status_code == 302, text_of(answer)
        return answer.headers["Location"]

    there = post(
        house.tomas,
        "add-offer",
        {
            "country": "LT",
            "pathway": "national_visa",
            "places": 1,
            "secrecy": "secret",
            "audience": "governments",
        },
    )
    offer = there.rstrip("/").split("/")[-1]
    post(house.tomas, "move-offer", {"move": "open"}, offer=offer)
    there = post(
        house.noor, "propose", {"persons": [person], "offer": offer, "audience": "governments"}, case=case.ref
    )
    one = {"application": there.rstrip("/").split("/")[-1]}
    assert "Lithuania" not in text_of(look(desk, house.noor, "application", **one))
    post(house.tomas, "reserve", {"until_on": at.date().isoformat()}, **one)
    moves = ["tomas find_eligible", "noor agree", "karim prepare", "karim ask_review", "ruth submit"]
    for step in [*moves, "tomas acknowledge", "tomas await_decision", "tomas approve"]:
        who, name = step.split()
        post(getattr(house, who), "move-application", {"move": name}, **one)
    day = {"valid_from": at.date(), "valid_until": at.date(), "kind": "visa", "original": "us"}
    post(house.tomas, "paper", day, **one, person=person)
    post(house.karim, "exit-check", CLEAR, **one, person=person)
    assert "Cleared to leave" in text_of(look(desk, house.tomas, "application", **one))
    post(house.tomas, "clear", {}, **one, person=person)
    booking = {"leaves_on": at.date(), "arrives_on": at.date(), "receiver": "Marta", "phrase": PHRASE}
    post(house.noor, "book", booking, **one, person=person)
    [found] = destinations.list_departures(house.noor, case=case.ref)
    out = {"departure": found.ref}
    assert PHRASE in text_of(look(desk, house.noor, "departure", **out))
    post(house.noor, "depart", {}, **out)
    assert PHRASE not in text_of(look(desk, house.noor, "departure", **out))
    wrong = look(desk, house.noor, "arrive", **out)
    assert wrong.status_code == 200
    wrong = desk.post(desk.address("destinations:arrive", **out), {"said_by": "person", "phrase": "Tea"})
    assert "not the words" in text_of(wrong)
    post(house.noor, "arrive", {"said_by": "person", "phrase": PHRASE}, **out)
    post(house.karim, "status", {"kind": "claim_lodged", "on": at.date()}, **one, person=person)
    assert casework.person(house.noor, person).phase == "settling"
    clock_form = {"kind": "work_permit", "started_on": at.date()}
    post(house.karim, "start-clock", clock_form, **one, person=person)
    assert "180 days" in text_of(look(desk, house.karim, "application", **one))


def test_a_button_that_is_not_possible_says_what_is_missing(house, at, desk) -> None:
    case = a_case(house, at)
    person = head_of(house, case).ref
    application = an_application(house, case.ref, [person], an_offer(house, at).ref, at)
    destinations.move_application(actor=house.tomas, application=application.ref, move="find_eligible", at=at)
    page = text_of(look(desk, house.noor, "application", application=application.ref))
    assert "Not everybody has a live consent" in page
    why = look(desk, house.noor, "why", application=application.ref, move="withdraw")
    assert why.status_code == 200
    assert look(desk, house.noor, "why", application=application.ref, move="submit").status_code == 404


def test_today_shows_what_waits_for_each(house, scene, at, desk) -> None:
    case, _person, _jonas, _offer, _application, departure = scene
    second = a_case(house, at, called="Zelim")
    zelim = head_of(house, second).ref
    waiting = an_application(house, second.ref, [zelim], an_offer(house, at, country="NL").ref, at)
    destinations.reserve_slots(actor=house.tomas, application=waiting.ref, until_on=at.date(), at=at)
    due = destinations.today(house.tomas, at)
    assert [card.ref for card in due.expiring] == [waiting.ref]
    assert [card.ref for card in due.on_the_way] == [departure.ref]
    bring_application_to(house, waiting.ref, "in_review", at)
    assert [card.ref for card in destinations.today(house.ruth, at).reviews] == [waiting.ref]
    assert destinations.today(house.karim, at).reviews == ()  # he prepared it himself
    desk.enter(house.ruth)
    assert "second person" in text_of(desk.get(desk.address("today")))
    assert [card.ref for card in destinations.panel(house.noor, case.ref, at).departures] == [departure.ref]


def test_pages_ask_the_database_no_more_for_ten_than_for_two(
    house, at, desk, django_assert_max_num_queries
) -> None:
    case, family = a_family(house, at)
    people = [person.ref for person in family.values()]
    for country in ("LT", "NL", "FR", "DE", "CA"):
        an_application(house, case.ref, people, an_offer(house, at, country=country, places=9).ref, at)
    for name, most in (("board", 30), ("offer-list", 30)):
        desk.enter(house.tomas)
        with django_assert_max_num_queries(most):
            look(desk, house.tomas, name)
    [application, *_rest] = destinations.list_applications(house.tomas)
    with django_assert_max_num_queries(110):
        look(desk, house.noor, "application", application=application.ref)
