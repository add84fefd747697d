"""No small group can be worked out from what is published, however the numbers are combined."""

from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.release import rules
from waystation.release.rules import Measure, Statement, judge

DAY = date(2017, 5, 17)
ASKED = Measure("requests", frozenset({"asked", "sheltered", "abroad"}))
OUT = Measure("brought_out", frozenset({"sheltered", "abroad"}))
ABROAD = Measure("abroad", frozenset({"abroad"}))
FUNNEL = (ASKED, OUT, ABROAD)


def test_the_numbers_of_may_2017_may_be_said() -> None:
    verdict = judge({"asked": 38, "sheltered": 33, "abroad": 9}, FUNNEL, DAY, [])
    assert verdict.shown == {"requests": 80, "brought_out": 42, "abroad": 9}


def test_one_more_the_next_day_is_held_back() -> None:
    yesterday = [Statement(ASKED, DAY, 80), Statement(OUT, DAY, 42), Statement(ABROAD, DAY, 9)]
    tomorrow = DAY + timedelta(1)
    verdict = judge({"asked": 37, "sheltered": 34, "abroad": 9}, FUNNEL, tomorrow, yesterday)
    assert verdict.held_back["brought_out"] == rules.SMALL_CHANGE
    assert verdict.held_back["requests"] == rules.SMALL_CHANGE  # no change and a small one look the same
    assert verdict.shown == {}


def test_two_visas_in_one_country_are_held_back_and_cannot_be_subtracted_out() -> None:
    per_country = {f"abroad|{code}": n for code, n in {"LT": 2, "FR": 0, "DE": 7}.items()}
    atoms = frozenset(per_country)
    measures = (Measure("abroad", atoms), *(Measure(atom, frozenset({atom})) for atom in sorted(atoms)))
    verdict = judge(per_country, measures, DAY, [])
    assert verdict.shown["abroad"] == 9
    assert "abroad|LT" in verdict.held_back
    assert "abroad|DE" in verdict.held_back


def test_few_left_in_shelter_cannot_be_worked_out_from_two_totals() -> None:
    verdict = judge({"asked": 30, "sheltered": 3, "abroad": 20}, FUNNEL, DAY, [])
    assert not {"brought_out", "abroad"} <= set(verdict.shown)


@st.composite
def _histories(draw):
    tables = []
    base = {"asked": 0, "sheltered": 0, "abroad": 0}
    for _ in range(draw(st.integers(1, 3))):
        base = {atom: count + draw(st.integers(0, 9)) for atom, count in base.items()}
        tables.append(dict(base))
    return tables


@settings(max_examples=12, deadline=None)
@given(_histories())
def test_nothing_small_is_ever_pinned_down(tables) -> None:
    """Brute force: every table that fits what was said leaves each small group at least two possible sizes."""
    said: list[Statement] = []
    for number, counts in enumerate(tables):
        on = DAY + timedelta(number)
        verdict = judge(counts, FUNNEL, on, said)
        said += [Statement(m, on, verdict.shown[m.code]) for m in FUNNEL if m.code in verdict.shown]
        now = {m.code: verdict.shown[m.code] for m in FUNNEL if m.code in verdict.shown}
        limit = max([*counts.values(), *now.values(), 0]) + rules.SAFE + 1
        fitting = [
            dict(zip(counts, sizes, strict=True))
            for sizes in product(range(min(limit, 16)), repeat=3)
            if all(
                sum(dict(zip(counts, sizes, strict=True))[a] for a in m.atoms) == now[m.code]
                for m in FUNNEL
                if m.code in now
            )
        ]
        for atom, count in counts.items():
            if rules.is_small(count) and limit <= 16:
                assert len({table[atom] for table in fitting}) >= 2


def test_holding_back_does_not_tell_nobody_from_a_few() -> None:
    nobody = judge({"asked": 40, "sheltered": 0, "abroad": 0}, FUNNEL, DAY, [])
    a_few = judge({"asked": 37, "sheltered": 3, "abroad": 0}, FUNNEL, DAY, [])
    assert nobody == a_few
    assert nobody.shown == {"requests": 40}
