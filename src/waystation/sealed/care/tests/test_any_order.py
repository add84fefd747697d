"""Whatever people do in whatever order, no bed is promised twice, and the nights say what the stays say."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff
from waystation.sealed.care import api as care
from waystation.sealed.care.models import BedNight, Block, Stay
from waystation.sealed.care.rules.nights import nights_of
from waystation.sealed.care.rules.stays import COMING, IN_A_BED, THERE
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed
from waystation.testing.houses import a_house

OTHERS = ("want", "hold", "hold_all", "nights", "block", "unblock", "lapse", "day_passes")
DEEDS = (*["step"] * 8, "hold", "hold", *OTHERS, *care.STAY_MOVES)
DEED = st.tuples(st.sampled_from(DEEDS), st.integers(0, 5), st.integers(0, 3), st.integers(0, 4))


class Play:
    """One sequence of deeds, by Noor and Dana, on two beds and two people; the house may refuse any of them."""

    def __init__(self, cast, house, beds, persons, at) -> None:
        self.cast, self.house, self.beds, self.persons, self.at = cast, house, beds, persons, at

    def do(self, deed, which, start, length) -> object:
        stays = list(Stay.objects.order_by("state", "arrives_on", "ref").values_list("ref", flat=True))
        stay = stays[which % len(stays)] if stays else "22222222222222"
        first = self.at.date() + timedelta(days=start)
        last = first + timedelta(days=length)
        noor, at, today = self.cast.noor, self.at, self.at.date()
        bed = self.beds[which % len(self.beds)].ref
        if deed == "step":
            live = list(Stay.objects.filter(state__in=IN_A_BED).order_by("arrives_on", "ref"))
            if not live:
                return self.do("hold", which, start, length)
            stay = live[which % len(live)].ref
            moves = [offer.name for offer in care.get_stay(noor, stay, at).offers if offer.allowed]
            deed = moves[start % len(moves)] if moves else "day_passes"
        if deed in care.STAY_MOVES:
            is_dana = deed in {"check_in", "go_away", "come_back"}
            actor = staff.renew(self.cast.dana) if is_dana else noor
            care.STAY_MOVES[deed](actor=actor, stay=stay, at=at)
        elif deed == "want":
            person = self.persons[which % len(self.persons)]
            care.want_bed(actor=noor, person=person, arrives_on=first, leaves_on=last, at=at)
        elif deed == "hold":
            care.hold_bed(actor=noor, stay=stay, bed=bed, until_on=today, at=at)
        elif deed == "hold_all":
            wanted = [card.ref for card in care.list_wanted(noor, at)]
            care.hold_beds(actor=noor, wanted=wanted, house=self.house.ref, until_on=today, at=at)
        elif deed == "nights":
            care.change_nights(actor=noor, stay=stay, arrives_on=first, leaves_on=last, at=at)
        elif deed == "block":
            care.block_bed(actor=noor, bed=bed, starts_on=first, ends_on=last, reason="", at=at)
        elif deed == "unblock":
            blocks = list(Block.objects.order_by("ref"))
            if blocks:
                care.unblock_bed(actor=noor, block=blocks[which % len(blocks)].ref, at=at)
        elif deed == "lapse":
            care.lapse_hold({"stay": stay, "to": noor.ref}, at)
        else:
            self.at += timedelta(days=1)
        return None

    def check(self) -> None:
        taken = list(BedNight.objects.values_list("bed", "night", "stay", "block"))
        assert len({(bed, night) for bed, night, _stay, _block in taken}) == len(taken)
        nights: dict[str, set] = {}
        for _bed, night, stay, _block in taken:
            nights.setdefault(stay, set()).add(night)
        there = set()
        for row in Stay.objects.all():
            marks = casework.open_person(actor=self.cast.noor, person=row.person, at=self.at).marks
            if row.state in IN_A_BED:
                assert nights[row.ref] == set(nights_of(row.arrives_on, row.leaves_on))
            elif row.state in {"wanted", "released", "no_show"}:
                assert row.ref not in nights
            if row.state in COMING:
                assert "bed_held" in marks
            if row.state in THERE:
                assert row.person not in there
                there.add(row.person)
                assert "stay_checked_in" in marks
        self.check_host()

    def check_host(self) -> None:
        """Dana reads exactly the cases of those who are confirmed or there."""
        known = set(Stay.objects.filter(state__in={"confirmed", *THERE}).values_list("case", flat=True))
        dana = staff.renew(self.cast.dana)
        for case in set(Stay.objects.values_list("case", flat=True)):
            try:
                held = casework.sections_held(dana, case)
            except NotHere:
                held = frozenset()
            assert held == ({"logistics"} if case in known else frozenset())


def test_no_order_of_deeds_promises_a_bed_twice(house, at) -> None:
    larch, beds = a_house(house, at)
    persons = [head_of(house, a_case(house, at, called=name)).ref for name in ("Aslan", "Zelim")]

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(DEED, min_size=10, max_size=30))
    def play(deeds) -> None:
        with transaction.atomic():
            game = Play(renewed(house), larch, beds, persons, at)
            for deed in [("want", 0, 0, 3), ("want", 1, 1, 3), *deeds]:
                try:
                    game.do(*deed)
                except (Refused, Invalid, NotHere):
                    continue
            game.check()
            transaction.set_rollback(True)

    play()
