"""What came back: nobody publishes alone, nobody can be watched while writing, and everybody may read the rest."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.outreach.letters import api as letters
from waystation.outreach.letters.rules import counts, machine, own_words
from waystation.testing import letters as props

ROLES = st.sampled_from([frozenset({"campaigner"}), frozenset({"supervisor"}), frozenset({"intake"})])
FACTS = st.fixed_dictionaries({name: st.booleans() for name in ("is_whole", "has_addressees", "is_other")})


@settings(max_examples=25, deadline=None)
@given(
    which=st.sampled_from([machine.CAMPAIGN, machine.STATEMENT]),
    steps=st.lists(st.tuples(ROLES, FACTS, st.integers(0, 9)), max_size=30),
)
def test_nothing_is_public_that_a_second_person_has_not_read(which, steps):
    state, looked = which.start, False
    for roles, facts, choice in steps:
        offers = which.offers(state, roles, facts)
        if not offers:
            continue
        offer = offers[choice % len(offers)]
        if not offer.allowed:
            with pytest.raises(Refused):
                which.move(offer.name, state, roles, facts)
            continue
        assert "intake" not in roles
        looked = offer.target != machine.DRAFT and (
            looked or (offer.name in {"approve", "show"} and facts["is_other"])
        )
        state = which.move(offer.name, state, roles, facts).target
        assert looked or state not in machine.PUBLIC | {machine.SHOWN}


def test_no_state_is_a_dead_end_but_the_ends():
    for one in (machine.CAMPAIGN, machine.STATEMENT):
        for state in one.states:
            assert (not list(one.from_state(state))) == (state in one.ends)


@settings(max_examples=25, deadline=None)
@given(count=st.integers(0, 400), lag=st.integers(0, 4), own=st.integers(0, 30))
def test_whoever_adds_letters_of_their_own_still_does_not_learn_how_many_others_wrote(count, lag, own):
    seen = [counts.shown(count + more, lag) for more in range(own + 1)]
    assert all(number <= count + more and number % counts.STEP == 0 for more, number in enumerate(seen))
    fitting = {
        other
        for other in range(count + 9)
        for guess in range(counts.STEP)
        if [counts.shown(other + more, guess) for more in range(own + 1)] == seen
    }
    assert len(fitting) >= min(counts.STEP, count + 1)


@settings(max_examples=25, deadline=None)
@given(template=st.text(max_size=200), letter=st.text(max_size=200))
def test_a_share_is_a_share(template, letter):
    assert 0 <= own_words.share(letter, (template,)) <= 100
    assert own_words.share(template, (template,)) == 0


def test_the_public_page_says_nothing_small_and_only_once_a_day(cast, at, front):
    props.an_assembly(at)
    ref = props.an_open_campaign(cast, at)
    for name, number in (("Brandt", 12), ("Okafor", 4)):
        for count in range(number):
            letters.press(
                campaign=ref,
                official=props.official(name).ref,
                channel="post",
                heard="",
                once=str(count),
                at=at,
            )
    assert letters.get_public(ref, "en").total == 0, "nothing moves before the day is over"
    letters.sweep({}, at)
    total = letters.get_public(ref, "en").total
    assert total in {5, 10}
    exported = json.loads(front.get(f"/en/letters/{ref}/osdi.json").content)
    assert exported["total_outreaches"] == total
    assert [one["name"] for one in exported["targets"]] == ["Ilse Brandt"], "who has few is not even listed"
    assert exported["targets"][0]["waystation:outreaches"] == {"post (postal mail)": total}
    board = front.get("/en/letters/board/").content.decode()
    assert str(total) in board
    assert ">12<" not in board
    few = front.get(f"/en/letters/officials/{props.official('Okafor').ref}/").content.decode()
    assert "at least" not in few
    assert letters.counts_of(campaign=ref) == {"post": 16}, "the desk sees it exactly"


def said(cast, at, name="Brandt", **changed):
    told = {
        "kind": "promise",
        "position": "supports",
        "said_on": at.date(),
        "source": "https://assembly.example/1",
        "words": "She will bring it before the committee.",
        "language": "en",
        "due_on": at.date() + timedelta(days=30),
        **changed,
    }
    return letters.note_statement(actor=cast.kira, official=props.official(name).ref, at=at, **told)


def test_a_promise_is_noted_by_kira_shown_by_ruth_and_remembered(cast, at, front, desk):
    props.an_assembly(at)
    whom = props.official("Brandt").ref
    made = said(cast, at)
    page = f"/en/letters/officials/{whom}/"
    assert "before the committee" not in front.get(page).content.decode()
    with pytest.raises(Refused):
        letters.move_statement(actor=cast.kira, statement=made.ref, move="show", at=at)
    desk.enter(cast.ruth)
    assert "before the committee" in desk.get(f"/letters/officials/{whom}/").content.decode()
    assert desk.post(f"/letters/statements/{made.ref}/", {"move": "show"}).status_code == 302
    assert "before the committee" in front.get(page).content.decode()
    assert props.official("Brandt").position == "supports"
    assert "before the committee" in front.get("/en/letters/board/").content.decode()
    assert letters.list_promises(at.date() + timedelta(days=31))[0].is_overdue
    for says, is_public in (("kept", False), ("broken", False), ("broken", False)):
        desk.post(f"/letters/statements/{made.ref}/", {"outcome": says})
        assert bool(letters.list_promises(at.date())) is not is_public, "one person alone settles no promise"
    assert "broken" not in front.get(page).content.decode()
    desk.enter(cast.kira)
    assert "A colleague says so" in desk.get(f"/letters/officials/{whom}/").content.decode()
    assert "before the committee" in desk.get("/").content.decode()
    desk.post(f"/letters/statements/{made.ref}/", {"outcome": "broken"})
    assert not letters.list_promises(at.date())
    assert "broken" in front.get(page).content.decode()
    later = said(
        cast, at + timedelta(days=1), kind="vote", position="opposes", said_on=at.date() + timedelta(days=1)
    )
    letters.move_statement(actor=cast.ruth, statement=later.ref, move="show", at=at)
    assert props.official("Brandt").position == "opposes"
    letters.move_statement(actor=cast.ruth, statement=later.ref, move="withdraw", at=at)
    assert props.official("Brandt").position == "supports"


def test_a_statement_without_a_source_or_of_tomorrow_is_refused_with_sentences(cast, at):
    props.an_assembly(at)
    with pytest.raises(Invalid) as wrong:
        said(
            cast, at, source=" ", words="", said_on=at.date() + timedelta(days=1), kind="rumour", position="?"
        )
    assert set(wrong.value.fields) == {"source", "words", "said_on", "kind", "position"}


def test_kira_writes_through_the_pages_and_does_not_approve_alone(cast, at, desk, front):
    props.an_assembly(at)
    desk.enter(cast.kira)
    ref = desk.post("/letters/").headers["Location"].strip("/").rsplit("/", 1)[1]
    for language, words in props.WORDS.items():
        assert desk.send(f"/letters/{ref}/text/{language}/", words).status_code == 302
        late = desk.post(f"/letters/{ref}/text/{language}/", {**words, "body": "Typed late."})
        assert late.status_code == 409
        assert "Typed late." in late.content.decode()
    wrong = desk.send(f"/letters/{ref}/addressees/", {"where": "RU", "letter_language": "ru"})
    assert "can harm who signs" in wrong.content.decode()
    one = props.official("Brandt").ref
    chosen = {"where": f":{one}", "letter_language": "en", "is_relayed": "on"}
    assert desk.send(f"/letters/{ref}/addressees/?official={one}", chosen).status_code == 302
    desk.post(f"/letters/{ref}/", {"move": "submit"})
    with pytest.raises(Refused):
        letters.move_campaign(actor=cast.kira, campaign=ref, move="approve", at=at)
    assert front.get(f"/en/letters/{ref}/").status_code == 404
    desk.enter(cast.olga)
    assert desk.post(f"/letters/{ref}/", {"move": "approve"}).status_code == 409, "nothing was read"
    for move in ("approve", "open"):
        desk.send(f"/letters/{ref}/", {"move": move})
    [card] = letters.open_now("ru")
    assert (card.url, card.title) == (f"/ru/letters/{ref}/", props.WORDS["ru"]["title"])
    shown = front.get(f"/ru/letters/{ref}/").content.decode()
    assert "Ilse Brandt" in shown
    assert "Joao Reis" not in shown
    with pytest.raises(Refused):
        letters.write_text(actor=cast.kira, campaign=ref, language="en", at=at, **props.WORDS["en"])


def test_nobody_else_sees_the_letters_desk(cast, at, desk):
    props.an_assembly(at)
    ref = props.an_open_campaign(cast, at)
    made = said(cast, at)
    for actor in (cast.noor, cast.vera, cast.lena, cast.dana):
        desk.enter(actor)
        for path in (
            "",
            f"{ref}/",
            f"{ref}/addressees/",
            "officials/",
            f"officials/{props.official('Brandt').ref}/",
        ):
            assert desk.get(f"/letters/{path}").status_code == 404
        for deed in (
            lambda who=actor: letters.draft_campaign(actor=who, at=at),
            lambda who=actor: letters.move_campaign(actor=who, campaign=ref, move="close", at=at),
            lambda who=actor: letters.move_statement(actor=who, statement=made.ref, move="show", at=at),
            lambda who=actor: letters.settle_promise(actor=who, statement=made.ref, outcome="kept", at=at),
        ):
            with pytest.raises(NotHere):
                deed()
