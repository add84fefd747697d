"""Whatever is pressed in whatever order: nobody is trusted by one person, nor known by their vetters, nor past their day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Refused
from waystation.sealed.allies.rules import bookings, vetting

PEOPLE = ("hanna", "olga", "ivo")
NOW = datetime(2017, 5, 11, tzinfo=UTC)
DEEDS = ("knows", "stranger", "identity", "conversation", "good", "doubt", "signs", "areas", "worry")
MOVES = sorted({move.name for move in vetting.MACHINE.transitions})


class File:
    """An offer as the operations keep it, without tables and keys."""

    def __init__(self) -> None:
        self.state, self.body, self.worries, self.until_on = vetting.MACHINE.start, {"ties": {}}, [], None
        self.decided_by: tuple[str, str] | None = None
        self.step = 0

    def do(self, who: str, deed: str) -> None:
        at = (NOW + timedelta(hours=self.step)).isoformat()
        said = {"by": who, "at": at}
        if deed in {"knows", "stranger"}:
            self.body["ties"][who] = {"knows": deed == "knows"}
        elif deed in {"identity", "conversation"}:
            self.body.setdefault("checks", []).append(said | {"kind": deed})
        elif deed in {"good", "doubt"}:
            self.body.setdefault("references", []).append(said | {"ref": f"{self.step}", "verdict": deed})
        elif deed == "signs":
            self.body.setdefault("signs", []).append(said)
        elif deed == "areas":
            self.body["areas"] = {"kinds": ["host"]}
        elif self.state in vetting.OPEN:
            self.worries.append(who)
            if self.state != vetting.SUSPENDED:
                self.state = vetting.MACHINE.move(
                    "suspend", self.state, frozenset({vetting.COLLEAGUE}), {"reason": True}
                ).target

    def move(self, who: str, name: str, day: date) -> None:
        facts = vetting.facts_of(
            self.body, open_concerns_by=self.worries, actor=who, until_on=self.until_on, today=day
        )
        roles = frozenset(
            {who, vetting.VETTER, vetting.HELPER, vetting.CLOCK} if name != "suspend" else set()
        )
        try:
            move = vetting.MACHINE.move(name, self.state, roles, facts | {"reason": "x"})
        except Refused:
            return
        said = {"by": who, "at": (NOW + timedelta(hours=self.step)).isoformat()}
        self.state = move.target
        if name == "recommend":
            self.body["recommendation"] = said
        if name in {"restore", "clear"}:
            assert who not in self.worries
            self.worries = []
        if name in {"clear", "again"}:
            self.until_on = None
        if name == "trust":
            self.body["decision"] = said
            self.decided_by = (self.body["recommendation"]["by"], who)
            self.until_on = day + vetting.TRUST_LASTS


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(DEEDS + tuple(MOVES))), max_size=120))
def test_every_walk_keeps_two_strangers_between_an_offer_and_trust(steps):
    file, day = File(), NOW.date()
    # Most walks never get far by chance: each begins with an honest vetting, in which any step may be missing.
    honest = [
        "stranger",
        "look",
        "check",
        "identity",
        "good",
        "good",
        "talk",
        "conversation",
        "signs",
        "areas",
        "recommend",
    ]
    second = [("olga", deed) for deed in ("stranger", "signs", "trust")]
    for who, what in [*(("hanna", deed) for deed in honest), *second, *steps]:
        file.step += 1
        (file.do(who, what) if what in DEEDS else file.move(who, what, day))
        if file.state in vetting.IS_TRUSTED:
            assert file.decided_by is not None
            assert len(set(file.decided_by)) == 2
            assert not file.worries
            assert file.until_on is not None
            assert file.until_on >= day
        if file.state == vetting.SUSPENDED:
            assert file.worries


@settings(max_examples=25, deadline=None)
@given(
    st.permutations(
        [
            "stranger",
            "look",
            "check",
            "identity",
            "good",
            "talk",
            "conversation",
            "signs",
            "areas",
            "recommend",
        ]
    )
)
def test_no_order_and_no_single_reference_skips_a_step(order):
    file = File()
    for what in order:
        file.step += 1
        (file.do("hanna", what) if what in DEEDS else file.move("hanna", what, NOW.date()))
    assert file.state in {vetting.OFFERED, vetting.LOOKING, vetting.CHECKING}


def test_no_state_is_a_dead_end_but_the_ends_and_each_is_reached():
    for machine in (vetting.MACHINE, bookings.MACHINE):
        for state in machine.states:
            assert bool(list(machine.from_state(state))) == (state not in machine.ends), state
            assert state == machine.start or any(move.target == state for move in machine.transitions)
