"""It refuses, or says that the lists do not decide, and never gives one number alone."""

import numpy as np
import pytest

from waystation.engines.estimation import api as estimation
from waystation.engines.estimation.table import Table, table_of
from waystation.engines.estimation.tests.published import table

QUICK = estimation.Settings(redraws=0)


def made(totals: list[float], people: int, seed: int = 1) -> Table:
    """Independent lists over so many invented people."""
    rng = np.random.default_rng(seed)
    on = rng.random((people, len(totals))) < np.array(totals)
    counts = np.bincount(on @ (1 << np.arange(len(totals))), minlength=1 << len(totals))
    counts[0] = 0
    return Table(tuple("ABCDEFGH"[: len(totals)]), counts.astype(np.int64))


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (table_of(["A", "B"], {(1, 0): 200, (0, 1): 150, (1, 1): 60}), "Two lists"),
        (made([0.3, 0.2, 0.3], 60), "people observed"),
        (table("artificial"), "more than one list"),
        (table_of("ABC", {(1, 0, 0): 90, (0, 1, 0): 80, (1, 1, 0): 30, (0, 0, 1): 4}), "C has 4"),
    ],
)
def test_too_little_is_refused_and_still_counted(refused, why):
    report = estimation.estimate(refused, QUICK)
    assert report.verdict.word == "refused"
    assert why in report.verdict.reason
    given = {row.method for row in report.rows if not row.dropped}
    assert given <= {"chao_lower", "chapman"}
    assert all(row.why for row in report.rows if row.dropped)
    values = report.values()
    assert values["observed"] == refused.observed
    assert values["range"]["lowest_estimate"] is None


def test_two_lists_get_chapman_with_a_warning():
    report = estimation.estimate(table_of(["A", "B"], {(1, 0): 200, (0, 1): 150, (1, 1): 60}), QUICK)
    chapman = next(row for row in report.rows if row.method == "chapman")
    assert chapman.estimate == pytest.approx(261 * 211 / 61 - 1)
    assert "takes for granted" in chapman.why


def test_equally_good_models_that_differ_do_not_decide():
    bound = estimation.Settings(methods=("chao_lower",))
    for name in ("kosovo", "uk5"):
        assert estimation.estimate(table(name), bound).verdict.word == "the lists do not decide"
    for name in ("netherlands", "neworleans"):
        assert estimation.estimate(table(name), bound).verdict.word == "a range"


def test_a_model_without_a_maximum_is_shown_as_dropped():
    artificial = table("artificial")
    settings = estimation.Settings(redraws=0, anyway=True)
    report = estimation.estimate(artificial, settings, models=(estimation.parse(artificial, "A:B"),))
    named = report.rows[-1]
    assert named.dropped
    assert named.estimate is None
    assert "no maximum" in named.why
    assert report.verdict.word == "refused"
    assert report.values()["models"]["dropped"] == 4


def test_an_empty_overlap_is_said_and_its_model_shown_without_it():
    report = estimation.estimate(table("netherlands"), QUICK)
    best = next(row for row in report.rows if row.method == "loglinear_bic")
    assert best.more["at_minus_infinity"] == ["K:R"]
    assert best.more["without_empty_overlaps"]["estimate"] == pytest.approx(133183.628, abs=1e-3)
    assert any("K:R" in caution for caution in report.values()["cautions"])


def test_every_method_gives_an_interval_around_its_estimate():
    for name in ("kosovo", "neworleans"):
        for row in estimation.estimate(table(name), estimation.Settings(redraws=40)).rows:
            assert row.estimate >= table(name).observed
            assert row.lower <= row.estimate
            assert row.upper is None or row.estimate <= row.upper


def test_seeds_that_do_not_agree_are_said():
    settings = estimation.Settings(methods=("lcmcr",), steps=1_500, chains=4)
    row = estimation.estimate(table("uk5"), settings).rows[0]
    assert len(row.more["seed_medians"]) == 4
    assert row.more["mixed"] is False
    assert "do not mix" in row.why


def test_chains_that_mix_find_the_number_invented():
    settings = estimation.Settings(methods=("lcmcr",), steps=1_500, chains=4)
    row = estimation.estimate(made([0.5, 0.4, 0.6, 0.5], 1_000), settings).rows[0]
    assert row.more["mixed"]
    assert row.lower < 1_000 < row.upper
    again = estimation.estimate(made([0.5, 0.4, 0.6, 0.5], 1_000), settings).rows[0]
    assert again.values() == row.values()


def test_eight_lists_are_searched_and_that_is_said():
    report = estimation.estimate(made([0.1, 0.08, 0.12, 0.1, 0.05, 0.09, 0.1, 0.06], 2_000), QUICK)
    assert any("too many models" in caution for caution in report.verdict.cautions)
    rows = {row.method: row for row in report.rows}
    assert "too many graphs" in rows["dga"].why
    assert 1_600 < rows["loglinear_bic"].estimate < 2_600


def test_lists_that_share_nobody_with_the_others_do_not_decide():
    alone = table_of("ABC", {(1, 0, 0): 50, (0, 1, 0): 40, (1, 1, 0): 20, (0, 0, 1): 30})
    assert alone.groups() == [0b011, 0b100]
    verdict = estimation.estimate(alone, QUICK).verdict
    assert verdict.word == "the lists do not decide"
    assert "(A, B; C)" in verdict.reason
    assert table("kosovo").groups() == [0b1111]


def test_methods_that_differ_threefold_do_not_decide():
    """Hepatitis A in Taiwan (Chao 2001): from 380 to 1,313; 545 were found by screening everybody."""
    report = estimation.estimate(table("hepatitis"), QUICK)
    assert report.verdict.word == "the lists do not decide"
    assert any("nothing tests it" in caution for caution in report.verdict.cautions)


def test_where_no_model_stands_the_prior_alone_says_nothing():
    same = table_of("ABC", {(1, 1, 1): 100})
    report = estimation.estimate(same, QUICK)
    assert report.verdict.word == "refused"
    assert all(row.dropped for row in report.rows)
