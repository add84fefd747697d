"""Forgetting somebody: nothing of them is left here, and those beside them stay."""

from waystation.foundation.ledger import api as ledger
from waystation.sealed.care import api as care
from waystation.sealed.care.models import (
    Appointment,
    AssistanceRequest,
    BedNight,
    ClosedNote,
    Referral,
    Stay,
)
from waystation.sealed.care.tests.test_help import a_referral, consent
from waystation.sealed.care.tests.test_money import asked
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_guest, a_house

TABLES = (Stay, Referral, ClosedNote, Appointment, AssistanceRequest)


def test_a_forgotten_person_leaves_nothing_in_this_room(house, at) -> None:
    _larch, beds = a_house(house, at)
    people = [head_of(house, a_case(house, at, called=name)) for name in ("Aslan", "Zelim")]
    for person, bed in zip(people, beds, strict=True):
        a_guest(house, person.ref, bed, at)
        asked(house, person, at)
        consent(house, person, at)
        referral = a_referral(house, person, at)
        for move in ("check_consent", "send"):
            care.move_referral(actor=house.noor, referral=referral.ref, move=move, at=at)
        care.write_note(actor=renewed(house).mira, person=person.ref, text="Closed", at=at)
    aslan, zelim = people
    care.forget(person=aslan.ref, at=at)
    care.forget(person=aslan.ref, at=at)
    for model in TABLES:
        assert not model.objects.filter(person=aslan.ref).exists(), model
        if model is not Appointment:
            assert model.objects.filter(person=zelim.ref).exists(), model
    assert BedNight.objects.count() == 7
    *faults, _summary = ledger.doctor()  # every sealed row written here is accounted for
    assert faults == []
