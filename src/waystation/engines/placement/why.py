"""Why this proposal, why not another, and what would have to change: answers read off the prices."""

from dataclasses import dataclass

import numpy as np

from waystation.engines.placement.blocks import label
from waystation.engines.placement.fields import Floats, Ints
from waystation.engines.placement.instance import STAY, Instance
from waystation.engines.placement.problem import Problem, prepare, usable
from waystation.engines.placement.standing import Standing, certain_loss, stand


@dataclass(frozen=True)
class Want:
    """A household and how far its best choice is above this one: 0 means it wants nothing more."""

    household: int
    short_by: float


@dataclass(frozen=True)
class Quota:
    """A quota that has a price: what one more place would be worth, and how many are left."""

    resource: int
    price: float
    left: int


@dataclass(frozen=True)
class Proposal:
    """Why a household is proposed where it is (``programme`` −1: left waiting).

    ``price`` is what its places would be worth to others, ``reduced`` its gain above that, ``runner_up``
    its next best programme (−1: waiting) and ``margin`` how far that lies below. ``also_wanted_by``
    are the households elsewhere that come closest to preferring this programme. ``flips`` names the
    changes of its own hazard (``halved``, ``doubled``) under which another choice would be its best.
    """

    household: int
    programme: int
    gain: float
    price: float
    reduced: float
    runner_up: int
    margin: float
    binding: tuple[Quota, ...]
    flips: tuple[str, ...]
    also_wanted_by: tuple[Want, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why a household is not in a programme.

    ``impossible`` names the filter that rules it out, and then nothing else is said. Otherwise every plan
    that has the household there is worth at most ``worth_at_most``: ``loss`` below the bound, and at
    least ``plan_loses`` below this plan. ``ahead`` counts the households elsewhere that come closer.
    """

    household: int
    programme: int
    impossible: str = ""
    loss: float = 0.0
    worth_at_most: float = 0.0
    plan_loses: float = 0.0
    ahead: int = 0
    binding: tuple[Quota, ...] = ()


class Reasons:
    """Answers about one plan, from its prices alone; nothing is solved again."""

    def __init__(self, instance: Instance, choice: Ints, prices: Floats) -> None:
        self.instance, self.choice = instance, choice
        self.problem: Problem = prepare(instance)
        self.standing: Standing = stand(self.problem, prices)
        chosen = choice[self.problem.household] == self.problem.programme
        self.value = float(self.problem.gain[chosen].sum())
        self.left = instance.capacity.copy()
        placed = np.flatnonzero(choice != STAY)
        np.subtract.at(self.left, choice[placed], instance.use[placed])

    def pair(self, household: int, programme: int) -> int:
        """The number of a pair among the possible ones, or −1."""
        first, last = self.problem.start[household], self.problem.start[household + 1]
        at = np.flatnonzero(self.problem.programme[first:last] == programme)
        return int(first + at[0]) if len(at) else STAY

    def proposal(self, household: int) -> Proposal:
        """Why this household is proposed where it is."""
        programme, standing = int(self.choice[household]), self.standing
        span = slice(int(self.problem.start[household]), int(self.problem.start[household + 1]))
        reduced, programmes = standing.reduced[span], self.problem.programme[span]
        own = self.pair(household, programme)
        gain = float(self.problem.gain[own]) if own != STAY else 0.0
        mine = float(standing.reduced[own]) if own != STAY else 0.0
        others = [(float(r), int(p)) for r, p in zip(reduced, programmes, strict=True) if p != programme]
        if programme != STAY and not self.problem.must[household]:
            others.append((0.0, STAY))
        next_best, runner_up = max(others, default=(-np.inf, STAY))
        return Proposal(household, programme, gain, gain - mine, mine, runner_up, mine - next_best,
                        self.binding(programme), self.flips(household), self.wanted_by(programme) if programme != STAY else ())  # fmt: skip

    def flips(self, household: int) -> tuple[str, ...]:
        """Under which changes of this household's hazard its best choice at the prices is another."""
        instance, problem = self.instance, self.problem
        span = slice(int(problem.start[household]), int(problem.start[household + 1]))
        if span.start == span.stop:
            return ()
        paid = problem.gain[span] - self.standing.reduced[span]
        stay = -np.inf if problem.must[household] else 0.0

        def best(gain: Floats) -> int:
            at = int(np.argmax(gain - paid))
            return at if gain[at] - paid[at] > stay else STAY

        under = {"halved": instance.gain_halved, "doubled": instance.gain_doubled}
        now = best(problem.gain[span])
        return tuple(
            name
            for name, gain in under.items()
            if gain is not None and best(gain[problem.origin[span]]) != now
        )

    def why_not(self, household: int, programme: int) -> WhyNot:
        """Why this household is not in this programme: a certified answer at once.

        At prices π every plan is worth at most the bound; one that places the household there is worth at
        most the bound less what the household (or its block) gives up, whatever everybody else does.
        """
        at = self.pair(household, programme)
        if at == STAY:
            return WhyNot(household, programme, impossible=self.filter(household, programme))
        loss = certain_loss(self.problem, self.standing, at)
        most = self.standing.bound - loss
        return WhyNot(household, programme, loss=loss, worth_at_most=most,
                      plan_loses=max(self.value - most, 0.0), ahead=self._ahead(programme, household, loss),
                      binding=self.binding(programme))  # fmt: skip

    def changes_needed(self, household: int, most: int = 5) -> tuple[WhyNot, ...]:
        """For someone left waiting: where they come closest, and by how much the gain would have to rise."""
        programmes = self.problem.programme[self.problem.start[household] : self.problem.start[household + 1]]
        answers = [self.why_not(household, int(p)) for p in programmes if p != self.choice[household]]
        return tuple(sorted(answers, key=lambda answer: answer.loss)[:most])

    def binding(self, programme: int) -> tuple[Quota, ...]:
        """The quotas of a programme that have a price."""
        if programme == STAY:
            return ()
        prices = self.standing.prices[programme]
        return tuple(
            Quota(int(k), float(prices[k]), int(self.left[programme, k])) for k in np.flatnonzero(prices > 0)
        )

    def wanted_by(self, programme: int, most: int = 3) -> tuple[Want, ...]:
        """The households elsewhere that come closest to preferring this programme."""
        at = self._elsewhere(programme)
        nearest = at[np.argsort(self.standing.loss[at], kind="stable")[:most]]
        return tuple(
            Want(int(self.problem.household[e]), max(float(self.standing.loss[e]), 0.0)) for e in nearest
        )

    def _elsewhere(self, programme: int) -> Ints:
        at = np.flatnonzero(self.problem.programme == programme)
        elsewhere: Ints = at[self.choice[self.problem.household[at]] != programme]
        return elsewhere

    def _ahead(self, programme: int, household: int, loss: float) -> int:
        at = self._elsewhere(programme)
        return int(((self.standing.loss[at] < loss) & (self.problem.household[at] != household)).sum())

    def filter(self, household: int, programme: int) -> str:
        """The sentence for a pair that is ruled out."""
        instance = self.instance
        refused = instance.refused[
            (instance.refused[:, 0] == household) & (instance.refused[:, 1] == programme)
        ]
        if len(refused):
            return instance.filters[int(refused[0, 2])]
        listed = np.flatnonzero((instance.household == household) & (instance.programme == programme))
        if not len(listed):
            return "the pair is not among the eligible ones"
        kept = int(instance.kept[household])
        if kept not in (STAY, programme):
            return f"the household is kept in programme {kept}"
        short = np.flatnonzero(instance.use[household] > instance.capacity[programme])
        if len(short):
            k = int(short[0])
            return (f"the household needs {instance.use[household, k]} {instance.resource_name(k)}, the whole "
                    f"programme has {instance.capacity[programme, k]}")  # fmt: skip
        return self._link_filter(household, programme)

    def _link_filter(self, household: int, programme: int) -> str:
        instance = self.instance
        group = label(instance.households, instance.together)
        mates = np.flatnonzero(group == group[household])
        land = instance.country[programme]
        able = usable(instance) & (instance.country[instance.programme] == land)
        without = [int(mate) for mate in mates if not able[instance.household == mate].any()]
        if without:
            return f"household {without[0]}, which must stay together with it, has no place in country {int(land)}"
        return "members of its group must stay apart"
