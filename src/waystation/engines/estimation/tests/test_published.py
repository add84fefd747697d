"""Published estimates come out to the digits printed."""

import pytest

from waystation.engines.estimation import api as estimation
from waystation.engines.estimation.decomposable import _graphs
from waystation.engines.estimation.existence import faults
from waystation.engines.estimation.loglinear import measure, survey
from waystation.engines.estimation.terms import hierarchical, parse, written
from waystation.engines.estimation.tests.published import table


def rows(name, **settings):
    found = estimation.estimate(table(name), estimation.Settings(redraws=0, **settings))
    return {row.method: row for row in found.rows}


# Dataset, method, printed, digits after the point. Ball et al. 2002; Binette and Steorts 2022; reruns of the authors' software.
PRINTED = [
    ("kosovo", "loglinear_bic", 10356.519, 3),
    ("kosovo", "loglinear_aic", 12740.9677, 4),
    ("kosovo", "independence", 7394.58666, 5),
    ("kosovo", "stepwise", 14341.6638, 4),
    ("kosovo", "chao_lower", 8591.18364, 5),
    ("kosovo", "dga", 12595, 0),
    ("uk6", "stepwise", 11417.99109, 5),
    ("uk6", "independence", 12213.99512, 4),
    ("uk6", "loglinear_bic", 12349.58695, 5),
    ("uk6", "loglinear_aic", 11417.99109, 5),
    ("uk5", "independence", 13444.1312, 4),
    ("uk5", "stepwise", 11312.99029, 5),
    ("uk5", "loglinear_aic", 11174.8268, 4),
    ("uk5", "loglinear_bic", 22991.3313, 4),
    ("uk5", "dga", 23016, 0),
    ("netherlands", "independence", 52923.8943, 4),
    ("netherlands", "stepwise", 121521.6137, 4),
    ("netherlands", "loglinear_bic", 48012.7263, 4),
    ("netherlands", "dga", 50270, 0),
    ("neworleans", "independence", 1034.151065, 6),
    ("neworleans", "stepwise", 1034.151065, 6),
    ("neworleans", "loglinear_bic", 1034.151065, 6),
    ("neworleans", "dga", 869, 0),
    ("diabetes", "loglinear_aic", 2771, 0),
    ("hepatitis", "independence", 388, 0),
    ("hepatitis", "loglinear_bic", 1313, 0),
]
INTERVALS = [
    ("kosovo", "loglinear_bic", "profile", (8994.25671, 12110.4081)),
    ("kosovo", "independence", "constant", (7172.90881, 7633.98636)),
    ("kosovo", "stepwise", "constant", (12541.28083, 16540.18791)),
    ("uk6", "stepwise", "constant", (9977.28264, 13145.65651)),
    ("uk6", "independence", "constant", (10988.80013, 13621.25672)),
    ("uk5", "stepwise", "constant", (9884.402831, 13027.39665)),
    ("netherlands", "stepwise", "constant", (98675.43227, 150138.9113)),
    ("neworleans", "stepwise", "constant", (658.2583921, 1708.602209)),
]
DGA = {
    "kosovo": (9827, 16544),
    "uk5": (10408, 33481),
    "netherlands": (41616, 203328),
    "neworleans": (514, 1763),
}


@pytest.fixture(scope="module")
def answers():
    quick = tuple(method for method in estimation.QUICK if method not in {"dga", "loglinear_average"})
    found = {
        name: rows(name) for name in ("kosovo", "uk5", "netherlands", "neworleans", "diabetes", "hepatitis")
    }
    return {**found, "uk6": rows("uk6", methods=quick)}


@pytest.mark.parametrize(("name", "method", "printed", "digits"), PRINTED)
def test_the_estimate_is_the_one_printed(answers, name, method, printed, digits):
    assert answers[name][method].estimate == pytest.approx(printed, abs=0.6 * 10**-digits)


@pytest.mark.parametrize(("name", "method", "kind", "printed"), INTERVALS)
def test_the_interval_is_the_one_printed(answers, name, method, kind, printed):
    """The authors stop a little before the maximum, so the seventh digit may differ."""
    assert answers[name][method].more["intervals"][kind] == pytest.approx(printed, rel=1e-6)


@pytest.mark.parametrize("name", sorted(DGA))
def test_graphs_are_averaged_as_printed(answers, name):
    assert (answers[name]["dga"].lower, answers[name]["dga"].upper) == DGA[name]


def test_kosovo_in_detail(answers):
    best = answers["kosovo"]["loglinear_bic"]
    assert best.model == "[EXH:ABA:OSCE, EXH:HRW, OSCE:HRW]"
    assert best.more["standard_error"] == pytest.approx(785.902224, abs=1e-5)
    assert best.more["deviance"] == pytest.approx(9.32267002, abs=1e-7)
    assert best.more["degrees"] == 4
    assert best.more["aic"] == pytest.approx(132.746675, abs=1e-6)
    assert best.more["bic"] == pytest.approx(203.029633, abs=1e-6)
    assert best.more["profile_point"] == pytest.approx(10334.496, abs=0.01)
    assert answers["kosovo"]["chao_lower"].more["standard_error"] == pytest.approx(213.549023, abs=1e-4)
    assert answers["kosovo"]["dga"].more["mean"] == pytest.approx(12749.35, abs=0.005)
    assert answers["kosovo"]["dga"].more["graphs"][0]["probability"] == pytest.approx(0.9855, abs=5e-5)


def test_other_models_of_the_same_tables():
    two_way = measure(
        table("kosovo"), [model for model in hierarchical(4) if all(term.bit_count() == 2 for term in model)]
    )
    best = two_way.best(two_way.bic)
    assert two_way.totals[best] == pytest.approx(14341.6638, abs=1e-4)
    uk = survey(table("uk5"))
    second = uk.strip()[1]
    assert uk.totals[second] == pytest.approx(12262.4124, abs=1e-4)
    assert uk.bic[second] - uk.bic.min() == pytest.approx(0.955, abs=5e-4)
    six = survey(table("uk6"), leave_empty_pairs=True)
    third = six.strip()[2]
    assert (len(six.models), six.totals[third]) == (8192, pytest.approx(21135.6986, abs=1e-4))
    assert six.bic[third] == pytest.approx(247.07504, abs=1e-5)


def test_the_pairs_enter_in_the_order_printed(answers):
    assert answers["uk6"]["stepwise"].more["entered"] == [
        "PF:NCA",
        "LA:NG",
        "NG:GP",
        "LA:PF",
        "PF:GP",
        "GO:GP",
        "NG:GO",
    ]
    assert answers["netherlands"]["stepwise"].more["at_minus_infinity"] == ["K:R"]


@pytest.mark.parametrize(
    ("model", "code"),
    [("A:B, A:C, B:C", 2), ("A:B", 1), ("independence", 0), ("A:C", 0), ("B:C", 0), ("A:C, B:C", 0)],
)
def test_the_two_tests_give_the_codes_printed(model, code):
    artificial = table("artificial")
    assert faults(artificial, parse(artificial, model)) == code


def test_there_are_as_many_models_and_graphs_as_there_should_be():
    assert [len(hierarchical(lists)) for lists in (2, 3, 4, 5)] == [1, 8, 113, 1024]
    assert [len(_graphs(lists)) for lists in (2, 3, 4, 5)] == [2, 8, 61, 822]


def test_a_model_is_read_as_it_is_written():
    kosovo = table("kosovo")
    for model in hierarchical(4):
        assert parse(kosovo, written(kosovo, model)) == model
