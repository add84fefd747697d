"""The queue: who waits longest stands on top, pages lose nobody, likenesses are shown, endings ask what they need."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.sealed.intake.models import HelpRequest
from waystation.sealed.intake.tests.test_front import fields, words_on
from waystation.sealed.intake.tests.test_thread import ZELIM, ask
from waystation.testing.cast import renewed

CALM = intake.Answers(happening="Думаю уехать.")


def test_pages_lose_nobody_and_repeat_nobody_forwards_and_back(house, at) -> None:
    dangers = ["now", "soon", "unsure", ""]
    made = {
        ask(
            at - timedelta(days=number % 3), intake.Answers(happening="…", danger=dangers[number % 4])
        ).request
        for number in range(11)
    }

    def refs(**where: str) -> tuple[set[str], intake.QueuePage]:
        page = intake.list_queue(house.vera, limit=4, at=at, **where)
        return {row.ref for row in page.rows}, page

    first, one = refs()
    second, two = refs(after=one.after)
    third, three = refs(after=two.after)
    assert first | second | third == made
    assert (len(first), len(second), len(third)) == (4, 4, 3)
    assert (one.before, three.after) == ("", "")
    back, again = refs(before=three.before)
    assert back == second
    assert refs(after=again.after)[0] == third
    assert refs(before=again.before)[0] == first


def test_the_one_due_first_stands_on_top(house, at) -> None:
    late = ask(at - timedelta(minutes=50)).request
    fresh = ask(at - timedelta(minutes=5)).request
    calm = ask(at - timedelta(days=3), CALM).request
    rows = intake.list_queue(house.vera, at=at).rows
    assert [row.ref for row in rows] == [late, fresh, calm]
    assert rows[0].due_at == at + timedelta(minutes=10)
    assert intake.list_queue(house.vera, at=at + timedelta(minutes=11)).rows[0].is_overdue


def test_filters_find_mine_the_owed_and_those_that_share_a_contact(house, at) -> None:
    mine, other, alike = (
        ask(at).request,
        ask(at, CALM).request,
        ask(at, _with("тел. 8 928 123 45 67")).request,
    )
    intake.claim(actor=house.vera, request=mine, at=at)
    intake.answer(actor=house.vera, request=mine, text="Да.", at=at)

    def found(**chosen) -> set[str]:
        return {row.ref for row in intake.list_queue(house.vera, only=intake.Filter(**chosen), at=at).rows}

    assert found(is_mine=True) == {mine}
    assert found(is_unanswered=True) == {other, alike}
    assert found(has_likeness=True) == {mine, alike}
    assert found(level="standard") == {other, alike}
    assert found(state="accepted") == set()
    assert {row.ref for row in intake.list_owed(house.vera, limit=9, at=at)} == {other, alike}


def _with(contact: str) -> intake.Answers:
    return intake.Answers(happening="Снова я, слова потерял.", contact=contact)


def test_who_lost_the_words_and_asks_again_is_found_and_linked_both_ways(house, at) -> None:
    first, again = ask(at), ask(at, _with("8 (928) 123-45-67"))
    intake.claim(actor=house.vera, request=again.request, at=at)
    card = intake.open_request(actor=house.vera, request=again.request, at=at)
    [like] = intake.likenesses(house.vera, card)
    assert (like.ref, like.shared) == (first.request, ("9281234567",))
    intake.link_duplicate(actor=house.vera, request=again.request, other=first.request, at=at)
    one = intake.open_request(actor=house.vera, request=again.request, at=at)
    other = intake.open_request(actor=house.vera, request=first.request, at=at)
    assert (one.state, other.state) == ("duplicate", "received")
    assert (one.linked, other.linked) == ((first.request,), (again.request,))
    assert one.answers.happening == "Снова я, слова потерял."


def test_a_link_to_nothing_or_to_itself_is_sent_back(house, at) -> None:
    ref = ask(at).request
    intake.claim(actor=house.vera, request=ref, at=at)
    for other in (ref, "2" * 14):
        with pytest.raises(Invalid):
            intake.link_duplicate(actor=house.vera, request=ref, other=other, at=at)


def test_hostile_needs_two_people_and_doubt_needs_one(house, at) -> None:
    ref = ask(at).request
    intake.claim(actor=house.vera, request=ref, at=at)
    intake.propose_hostile(actor=house.vera, request=ref, reason="Спрашивает адреса.", at=at)
    with pytest.raises(Refused):
        intake.confirm_hostile(actor=house.vera, request=ref, at=at)
    assert HelpRequest.objects.get(ref=ref).state == "screening"
    intake.drop_hostile(actor=house.yusuf, request=ref, at=at)
    with pytest.raises(Refused):
        intake.confirm_hostile(actor=house.yusuf, request=ref, at=at)
    intake.propose_hostile(actor=house.vera, request=ref, reason="Спрашивает адреса.", at=at)
    assert intake.today(actor=house.yusuf, at=at).opinions[0].ref == ref
    intake.confirm_hostile(actor=house.yusuf, request=ref, at=at)
    card = intake.open_request(actor=house.yusuf, request=ref, at=at)
    assert (card.state, card.end_reason) == ("hostile", "Спрашивает адреса.")


def test_nobody_is_given_up_before_three_attempts_in_two_ways(house, at) -> None:
    ref = ask(at).request
    intake.claim(actor=house.vera, request=ref, at=at)
    for channel in ("phone", "phone", "phone", "mail"):
        with pytest.raises(Refused):
            intake.lose_contact(actor=house.vera, request=ref, at=at)
        intake.log_attempt(actor=house.vera, request=ref, channel=channel, at=at)
    intake.lose_contact(actor=house.vera, request=ref, at=at)


def test_nothing_is_accepted_without_a_level_and_a_yes(house, at) -> None:
    ref = ask(at).request
    for _ in range(2):
        with pytest.raises(Refused):
            intake.accept(actor=house.vera, request=ref, at=at)
        intake.claim(actor=house.vera, request=ref, at=at)
    intake.triage(actor=house.vera, request=ref, level="immediate", at=at)
    with pytest.raises(Refused) as missing:
        intake.accept(actor=house.vera, request=ref, at=at)
    assert missing.value.missing == ("Their yes to our working on this with them.",)
    intake.triage(actor=house.vera, request=ref, level="immediate", has_consent=True, at=at)
    card = intake.accept(actor=house.vera, request=ref, at=at)
    assert card.answers == ZELIM


def test_the_same_answer_sent_twice_is_one(desk, house, at) -> None:
    receipt = ask(at)
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    desk.enter(house.vera)
    page = desk.address("intake:request", ref=receipt.request)
    form = {
        "once": fields(desk.get(page).content.decode())["once"][0],
        "answer-text": "Да.",
        "answer-via": "words",
    }
    desk.post(f"{page}answer/", form)
    desk.post(f"{page}answer/", form)
    assert len(intake.mailbox(entropy=receipt.entropy, at=at).thread.messages) == 2


def test_only_whoever_has_it_answers(house, at) -> None:
    receipt = ask(at)
    intake.claim(actor=house.vera, request=receipt.request, at=at)
    with pytest.raises(Refused):
        intake.answer(actor=house.yusuf, request=receipt.request, text="Я тоже!", at=at)
    intake.take_over(actor=house.yusuf, request=receipt.request, reason="Смена кончилась", at=at)
    intake.answer(actor=house.yusuf, request=receipt.request, text="Теперь я.", at=at)
    assert Job.objects.filter(key=f"mail:{house.vera.ref}:look").exists()


def test_a_call_is_taken_down_and_the_words_open_it(desk, house, at) -> None:
    desk.enter(house.vera)
    start = fields(desk.get(desk.address("intake:call")).content.decode())["start"]
    form = {
        "start": start,
        "happening": "Звонит сестра.",
        "language": "ru",
        "with_words": "on",
        "children": "3",
    }
    words = words_on(desk.post(desk.address("intake:call"), form))
    assert words_on(desk.post(desk.address("intake:call"), form)) == words
    [row] = intake.list_queue(house.yusuf, at=at).rows
    assert (row.source, row.state, row.claimed_by) == ("call", "screening", house.vera.ref)
    assert intake.mailbox(entropy=vault.entropy_of(" ".join(words)), at=at).request == row.ref
    with pytest.raises(NotHere):
        intake.take_call(actor=house.noor, answers=CALM, language="ru", entropy=vault.new_entropy(), at=at)


def test_a_clock_that_runs_out_calls_everybody_and_goes_on_calling(house, at) -> None:
    ref = ask(at).request
    outbox.run_due(dict(intake.HANDLERS), at)
    Job.objects.filter(kind="mail").delete()
    outbox.run_due(dict(intake.HANDLERS), at + timedelta(minutes=61))
    told = set(Job.objects.filter(kind="mail").values_list("payload__to", flat=True))
    assert told == {house.vera.ref, house.yusuf.ref, house.ruth.ref, house.olga.ref}
    assert Job.objects.get(key=f"intake-clock:{ref}").due_at == at + timedelta(minutes=121)
    intake.claim(actor=house.vera, request=ref, at=at)
    intake.answer(actor=house.vera, request=ref, text="Мы здесь.", at=at)
    assert not Job.objects.filter(key=f"intake-clock:{ref}").exists()


def test_a_changed_level_moves_the_clock(house, at) -> None:
    ref = ask(at).request
    intake.claim(actor=house.vera, request=ref, at=at)
    intake.triage(
        actor=house.vera, request=ref, level="elevated", reason="Уже у друзей.", at=at + timedelta(hours=2)
    )
    assert Job.objects.get(key=f"intake-clock:{ref}").due_at == at + timedelta(hours=72)


def test_who_does_not_write_back_is_remembered(house, at) -> None:
    ref = ask(at).request
    intake.claim(actor=house.vera, request=ref, at=at)
    intake.answer(actor=house.vera, request=ref, text="Где вы?", is_last_word=False, at=at)
    Job.objects.filter(kind="mail").delete()
    outbox.run_due(dict(intake.HANDLERS), at + timedelta(days=3, minutes=1))
    assert Job.objects.filter(key=f"mail:{house.vera.ref}:look").exists()


def test_the_key_turns_and_what_was_closed_opens_no_more(house, at) -> None:
    closed, still, laid_aside = ask(at), ask(at), ask(at)
    now = renewed(house)
    intake.claim(actor=now.vera, request=closed.request, at=at)
    intake.triage(actor=now.vera, request=closed.request, level="immediate", has_consent=True, at=at)
    intake.accept(actor=now.vera, request=closed.request, at=at)
    intake.claim(actor=now.vera, request=laid_aside.request, at=at)
    intake.sign_post(actor=now.vera, request=laid_aside.request, reason="не наше", text="Вот адрес.", at=at)
    assert intake.rotate_intake_key(actor=now.vera, at=at) == 2
    for who in (renewed(house).vera, renewed(house).yusuf):
        intake.open_request(actor=who, request=still.request, at=at)
        intake.open_request(actor=who, request=laid_aside.request, at=at)
        with pytest.raises(NotHere):
            intake.open_request(actor=who, request=closed.request, at=at)
        assert {hit.ref for hit in intake.found(actor=who, query="zelim_a", at=at)} == {
            still.request,
            laid_aside.request,
        }
    assert len(intake.mailbox(entropy=closed.entropy, at=at).thread.messages) == 1
    after = ask(at)
    intake.open_request(actor=renewed(house).yusuf, request=after.request, at=at)


def test_the_turning_of_the_key_is_asked_for_after_a_week(desk, house, at) -> None:
    ask(at - timedelta(days=8))
    assert intake.today(actor=house.vera, at=at).key_due_on == (at - timedelta(days=1)).date()
    desk.enter(house.vera)
    assert "Turn the key" in desk.get("/").content.decode()
    desk.post(desk.address("intake:turn-key"))
    assert intake.today(actor=renewed(house).vera, at=at).key_due_on is None


def test_the_search_box_finds_by_contact_for_the_team_only(house, at) -> None:
    ref = ask(at).request
    assert [hit.ref for hit in intake.found(actor=house.vera, query="928 123-45-67", at=at)] == [ref]
    assert intake.found(actor=house.noor, query="zelim_a", at=at) == []


def test_today_shows_a_dozen_and_says_that_there_are_more(house, at) -> None:
    for _ in range(13):
        ask(at, CALM)
    first = ask(at - timedelta(minutes=59))
    theirs = ask(at)
    intake.claim(actor=house.yusuf, request=theirs.request, at=at)
    today = intake.today(actor=house.vera, at=at)
    assert (len(today.owed), today.has_more) == (12, True)
    assert today.owed[0].ref == first.request
    assert theirs.request not in {row.ref for row in today.owed}


def test_the_conversation_goes_on_after_a_colleague_has_left(house, at) -> None:
    """Who left knew the key: the next message, from whichever side, is sealed under another."""
    receipt = ask(at)
    vault.mark_stale(house.teams["intake"])
    intake.write_as_asker(entropy=receipt.entropy, text="Вы ещё здесь?", at=at)
    vera = renewed(house).vera
    intake.claim(actor=vera, request=receipt.request, at=at)
    vault.mark_stale(house.teams["intake"])
    intake.answer(actor=vera, request=receipt.request, text="Здесь.", at=at)
    thread = intake.mailbox(entropy=receipt.entropy, at=at).thread
    assert [message.text for message in thread.messages] == ["", "Вы ещё здесь?", "Здесь."]
    assert thread.is_whole
    assert intake.read_conversation(renewed(house).yusuf, receipt.request).is_whole
