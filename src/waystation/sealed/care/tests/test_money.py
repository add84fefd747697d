"""Money: asked for by one, decided by another, and forgetting it all."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.sealed.care import api as care
from waystation.sealed.care.models import AssistanceRequest
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed


def asked(cast, person, at, actor=None, amount="120,50"):
    made = care.ask_for_money(
        actor=actor or cast.noor,
        person=person.ref,
        amount=amount,
        currency="EUR",
        purpose="travel",
        text="Two bus tickets",
        at=at,
    )
    return care.move_money(actor=actor or cast.noor, request=made.ref, move="submit", at=at)


def marks_of(cast, person, at):
    return casework.open_person(actor=cast.noor, person=person.ref, at=at).marks


def test_money_goes_from_asking_to_receipt_by_two_people(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    money = asked(house, aslan, at)
    assert money.amount == "120.50\u00a0EUR"
    with override("ru"):
        assert money.amount == "120,50\u00a0EUR"
    assert [card.ref for card in care.today(renewed(house).olga, at).money] == [money.ref]
    care.move_money(actor=house.olga, request=money.ref, move="approve", at=at)
    assert "money_approved" in marks_of(house, aslan, at)
    care.move_money(actor=house.noor, request=money.ref, move="pay", at=at)
    with pytest.raises(Refused, match="receipt"):
        care.move_money(actor=house.noor, request=money.ref, move="receipt", at=at)
    done = care.move_money(actor=house.noor, request=money.ref, move="receipt", text="Folder 3", at=at)
    assert done.state == "receipted"
    assert [step["move"] for step in done.history] == ["draft", "submit", "approve", "pay", "receipt"]


def test_nobody_approves_what_they_asked_for_themselves(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    money = asked(house, aslan, at, actor=house.ruth)
    assert care.today(renewed(house).ruth, at).money == []
    for move in ("approve", "reject"):
        with pytest.raises(Refused, match="Somebody else"):
            care.move_money(actor=house.ruth, request=money.ref, move=move, text="Mine", at=at)
    with pytest.raises(Refused):
        care.move_money(actor=house.noor, request=money.ref, move="approve", at=at)
    assert care.move_money(actor=house.olga, request=money.ref, move="approve", at=at).state == "approved"


def test_the_database_itself_refuses_a_request_decided_by_who_asked(house, at) -> None:
    money = asked(house, head_of(house, a_case(house, at)), at)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssistanceRequest.objects.filter(ref=money.ref).update(decided_by=house.noor.ref)


def test_calling_approved_money_off_takes_its_mark_away(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    money = asked(house, aslan, at)
    care.move_money(actor=house.olga, request=money.ref, move="approve", at=at)
    care.move_money(actor=house.noor, request=money.ref, move="cancel", at=at)
    assert "money_approved" not in marks_of(house, aslan, at)


def test_those_outside_the_case_see_no_money(house, at) -> None:
    case = a_case(house, at)
    money = asked(house, head_of(house, case), at)
    now = renewed(house)
    for stranger in (now.idris, now.mira, now.karim, now.dana, now.pavel, now.vera, now.tomas):
        assert care.list_money(stranger, states=care.OPEN_MONEY) == []
        with pytest.raises(NotHere):
            care.get_money(stranger, money.ref)
        with pytest.raises(NotHere):
            care.move_money(actor=stranger, request=money.ref, move="approve", at=at)
        with pytest.raises(NotHere):
            asked(house, head_of(house, case), at, actor=stranger)


def test_an_unclear_amount_is_said_beside_its_field(house, at) -> None:
    aslan = head_of(house, a_case(house, at))
    with pytest.raises(Invalid) as wrong:
        asked(house, aslan, at, amount="about 50")
    assert set(wrong.value.fields) == {"amount"}
