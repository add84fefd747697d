"""The noise has the distribution it says it has: by its formula, and by OpenDP's own sampler."""

import math
import secrets
from collections import Counter
from collections.abc import Callable

import pytest

from waystation.outreach.figures import noise

DRAWS = 3_000
# With this many degrees of freedom a fair sampler is above it once in a hundred thousand runs.
CHI_SQUARED = {8: 37.3}
TAIL = 4


def _distance(counted: Counter[int], expected: Callable[[int], float], draws: int) -> float:
    """Return Pearson's chi-squared over -3 … 3 and both tails."""
    seen = Counter({at: counted[at] for at in range(-TAIL + 1, TAIL)})
    seen[TAIL] = sum(number for at, number in counted.items() if at >= TAIL)
    seen[-TAIL] = sum(number for at, number in counted.items() if at <= -TAIL)
    middle = {at: expected(at) for at in range(-TAIL + 1, TAIL)}
    tail = (1 - sum(middle.values())) / 2
    fair = {**middle, TAIL: tail, -TAIL: tail}
    return sum((seen[at] - draws * share) ** 2 / (draws * share) for at, share in fair.items())


@pytest.mark.parametrize("thousandths", [1000, 500, 250])
def test_it_is_as_likely_as_the_formula_says(thousandths):
    counted = Counter(noise.draw(thousandths) for _ in range(DRAWS))
    assert _distance(counted, lambda at: noise.probability(at, thousandths), DRAWS) < CHI_SQUARED[8]


def test_one_person_more_or_less_makes_nothing_much_likelier():
    for thousandths in (1000, 500, 250):
        most = math.exp(thousandths / 1000) * (1 + 1e-9)
        for said in range(-40, 41):
            here, beside = (noise.probability(said - true, thousandths) for true in (0, 1))
            assert 1 / most <= here / beside <= most


def test_ninety_five_of_a_hundred_lie_as_near_as_we_say():
    for thousandths in (1000, 500, 250, 100):
        reach = noise.within(thousandths)
        inside = sum(noise.probability(at, thousandths) for at in range(-reach, reach + 1))
        nearer = sum(noise.probability(at, thousandths) for at in range(-reach + 1, reach))
        assert nearer < noise.CONFIDENCE <= inside


def test_only_whole_numbers_and_only_secret_ones_are_asked_for():
    asked = []

    def below(limit):
        asked.append(limit)
        return secrets.randbelow(limit)

    assert isinstance(noise.draw(333, below), int)
    assert all(isinstance(limit, int) and limit > 0 for limit in asked)
    assert noise.draw.__defaults__ == (secrets.randbelow,)
    with pytest.raises(ValueError, match="above zero"):
        noise.draw(0)


def test_opendp_draws_the_same_distribution_and_calls_it_by_the_same_epsilon():
    prelude = pytest.importorskip(
        "opendp.prelude",
        reason="OpenDP (265 MB) is not installed: pip install -e '.[oracle]' compares our noise with it",
    )
    prelude.enable_features("contrib")
    theirs = prelude.m.make_laplace(prelude.atom_domain(T=int), prelude.absolute_distance(T=int), scale=2.0)
    assert theirs.map(1) == pytest.approx(0.5)
    counted = Counter(theirs(0) for _ in range(DRAWS // 3))
    assert _distance(counted, lambda at: noise.probability(at, 500), DRAWS // 3) < CHI_SQUARED[8]
