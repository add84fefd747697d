"""Small placement problems, drawn at random or written out, and the plain truth about them."""

import itertools

import numpy as np
from hypothesis import strategies as st

from waystation.engines.placement.check import check
from waystation.engines.placement.instance import STAY, Instance, instance_from


@st.composite
def instances(draw, households: int = 7, programmes: int = 4, linked: bool = True) -> Instance:
    """Instances with every feature, mostly tight, sometimes impossible."""
    n = draw(st.integers(1, households))
    m = draw(st.integers(1, programmes))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    resources = draw(st.integers(1, 3))
    open_to = random.random((n, m)) < draw(st.sampled_from([0.4, 0.8]))
    household, programme = np.nonzero(open_to)
    fields = {
        "use": random.integers(0 if resources > 1 else 1, 5, (n, resources)),
        "capacity": random.integers(0, 9, (m, resources)),
        "country": random.integers(0, 3, m),
        "household": household, "programme": programme,
        "gain": np.round(random.random(len(household)) * 10 - 1, 2),
        "waited_days": random.integers(0, 300, n),
        "group": random.integers(0, 2, n),
    }  # fmt: skip
    if linked and n > 2:
        for name, share in (("together", 0.15), ("apart", 0.15)):
            pairs = [pair for pair in itertools.combinations(range(n), 2) if random.random() < share]
            fields[name] = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if draw(st.booleans()):
        fields["mandatory"] = random.random(n) < 0.3
    return instance_from(fields)


def truth(instance: Instance) -> float | None:
    """The best value there is, by trying every plan; None when the mandatory cannot be met."""
    open_to = [
        [STAY, *instance.programme[instance.household == h].tolist()] for h in range(instance.households)
    ]
    worth = [
        check(instance, {"choice": list(choice)}).value
        for choice in itertools.product(*open_to)
        if check(instance, {"choice": list(choice)}).holds
    ]
    return max(worth, default=None)
