"""Tasks, next steps, notes, what befalls people, lists and what is due."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.sealed.casework import api as casework
from waystation.sealed.casework.models import Case
from waystation.sealed.casework.rules.tasks import TASK
from waystation.testing.cases import a_case, head_of
from waystation.testing.cast import renewed


def test_a_task_keeps_its_history_and_two_who_work_on_it_lose_nothing(house, at) -> None:
    opened = a_case(house, at)
    task = casework.add_task(
        actor=house.noor,
        case=opened.ref,
        text="Find the passport",
        due_on=at.date(),
        owner=house.tomas.ref,
        at=at,
    )
    later = at.date() + timedelta(days=2)
    put_off = casework.snooze_task(
        actor=house.tomas, task=task.ref, due_on=later, reason="Office shut", at=at
    )
    assert put_off.due_on == later
    with pytest.raises(ChangedMeanwhile):
        casework.move_task(actor=house.noor, task=task.ref, move="begin", version=task.version, at=at)
    with pytest.raises(Refused, match="reason"):
        casework.move_task(actor=house.noor, task=task.ref, move="give_up", at=at)
    done = casework.finish_task(actor=house.noor, task=task.ref, reason="Found", at=at)
    assert (done.state, done.outcome) == ("done", "Found")
    assert [step["what"] for step in done.history] == ["opened", "snoozed", "finish"]
    with pytest.raises(Refused):
        casework.finish_task(actor=house.noor, task=task.ref, at=at)
    assert casework.list_tasks(house.noor, opened.ref) == []
    assert [card.ref for card in casework.list_tasks(house.noor, opened.ref, is_live=False)] == [task.ref]


@pytest.mark.parametrize("state", TASK.states)
def test_every_task_that_is_not_over_can_be_done(state) -> None:
    ways = {move.target for move in TASK.from_state(state)}
    assert (not ways) == (state in TASK.ends)
    assert state in TASK.ends or "done" in ways


def test_a_task_is_seen_by_those_who_hold_its_section_only(house, at) -> None:
    opened = a_case(house, at)
    task = casework.add_task(
        actor=house.mira, case=opened.ref, section="medical", text="Second session", due_on=at.date(), at=at
    )
    assert casework.list_tasks(house.noor, opened.ref) == []
    for stranger in (house.noor, house.idris):
        with pytest.raises(NotHere):
            casework.task(stranger, task.ref)
    with pytest.raises(NotHere):
        casework.add_task(
            actor=house.noor, case=opened.ref, section="medical", text="?", due_on=at.date(), at=at
        )


def test_a_closed_note_stays_with_the_psychologist(house, at) -> None:
    opened = a_case(house, at)
    casework.add_note(actor=house.mira, case=opened.ref, text="Nightmares", section="medical", at=at)
    casework.add_note(actor=house.noor, case=opened.ref, text="Called twice", section="story", at=at)
    seen = lambda actor: [entry.text for entry in casework.list_timeline(actor, opened.ref).entries]  # noqa: E731
    assert "Nightmares" in seen(house.mira)
    assert "Nightmares" not in seen(house.noor)
    assert "Called twice" in seen(house.noor)
    assert "Called twice" not in seen(house.mira)
    with pytest.raises(Invalid):
        casework.add_note(actor=house.noor, case=opened.ref, text="  ", at=at)


def test_the_timeline_is_read_page_by_page_and_loses_nothing(house, at) -> None:
    opened = a_case(house, at)
    for number in range(30):
        casework.add_note(
            actor=house.noor, case=opened.ref, text=f"Note {number}", at=at + timedelta(days=number // 3)
        )
    texts, after = [], ""
    while True:
        page = casework.list_timeline(house.noor, opened.ref, after=after, limit=8)
        texts += [entry.text for entry in page.entries if entry.kind == "note"]
        after = page.older
        if not after:
            break
    assert sorted(texts) == sorted(f"Note {number}" for number in range(30))
    assert texts[0].startswith(("Note 27", "Note 28", "Note 29"))
    assert casework.list_timeline(house.noor, opened.ref, after="nonsense~x").entries


def test_a_case_has_one_next_step_and_without_one_it_is_noticed(house, at) -> None:
    opened = a_case(house, at)
    assert casework.today(house.noor, at.date()).without_step == 1
    first = casework.set_next_step(
        actor=house.noor, case=opened.ref, text="Call the brother", due_on=at.date(), at=at
    )
    later = at.date() + timedelta(days=5)
    second = casework.set_next_step(actor=house.noor, case=opened.ref, text="Find a bed", due_on=later, at=at)
    assert casework.task(house.noor, first.ref).state == "cancelled"
    assert casework.case(house.noor, opened.ref).next_step_on == later
    assert casework.today(house.noor, at.date()).without_step == 0
    casework.finish_task(actor=house.noor, task=second.ref, at=at)
    assert casework.case(house.noor, opened.ref).next_step_on is None
    assert casework.count_cases(house.noor, casework.CaseFilter(has_no_step=True), on=at.date()) == 1


def test_today_shows_each_what_is_theirs_and_due(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    tomorrow = at.date() + timedelta(days=1)
    casework.add_task(actor=house.noor, case=opened.ref, text="Mine now", due_on=at.date(), at=at)
    casework.add_task(actor=house.noor, case=opened.ref, text="Not yet", due_on=tomorrow, at=at)
    casework.add_task(
        actor=house.noor, case=opened.ref, text="His", due_on=at.date(), owner=house.tomas.ref, at=at
    )
    casework.open_overlay(actor=house.noor, person=person.ref, kind="abducted", at=at)
    noors = casework.today(house.noor, at.date())
    assert [due.text for due in noors.tasks] == ["Mine now"]
    assert [due.kind for due in noors.overlays] == ["abducted"]
    assert noors.tasks[0].called == "Aslan"
    assert [due.text for due in casework.today(house.tomas, at.date()).tasks] == ["His"]
    assert [due.is_overdue for due in casework.today(house.noor, tomorrow).tasks] == [True, False]
    assert not casework.today(house.idris, tomorrow)


def test_what_waits_for_a_second_person_stands_with_the_supervisor_who_did_not_ask(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    casework.ask_approval(
        actor=house.ruth, person=person.ref, move="end", end_reason="duplicate", reason="Twice", at=at
    )
    assert [due.case for due in casework.today(house.olga, at.date()).approvals] == [opened.ref]
    assert casework.today(house.ruth, at.date()).approvals == ()
    assert casework.today(house.noor, at.date()).approvals == ()


def test_silence_is_noticed_and_hearing_from_them_ends_it(house, at) -> None:
    opened = a_case(house, at)
    later = at + timedelta(days=20)
    assert casework.today(house.noor, later.date()).silent == 1
    silent = casework.CaseFilter(silent_days=7)
    assert casework.count_cases(house.noor, silent, on=later.date()) == 1
    casework.hear_from(actor=house.noor, case=opened.ref, at=later)
    assert casework.today(house.noor, later.date()).silent == 0
    assert casework.count_cases(house.noor, silent, on=later.date()) == 0


def test_the_clock_can_raise_an_alarm_without_a_key(house, at) -> None:
    opened = a_case(house, at)
    person = head_of(house, opened)
    for _ in range(2):
        casework.open_overlay(actor=None, person=person.ref, kind="lost_contact", at=at)
    assert casework.person(house.noor, person.ref).overlays == ("lost_contact",)
    casework.place_mark(actor=None, person=person.ref, kind="arrival_confirmed", thing=person.ref, at=at)
    with pytest.raises(Refused, match="how it ended"):
        casework.close_overlay(actor=house.noor, person=person.ref, kind="lost_contact", note=" ", at=at)
    casework.close_overlay(actor=house.noor, person=person.ref, kind="lost_contact", note="Called", at=at)
    with pytest.raises(NotHere):
        casework.close_overlay(actor=house.noor, person=person.ref, kind="lost_contact", note="Again", at=at)


def test_the_list_pages_by_key_in_every_order(house, at) -> None:
    refs = {a_case(house, at + timedelta(days=number % 3)).ref for number in range(7)}
    Case.objects.filter(ref__in=list(refs)[:3]).update(next_step_on=at.date(), level="monitor")
    for order in ("opened", "heard", "step", "level"):
        seen, after = [], ""
        while True:
            page = casework.list_cases(
                house.noor, casework.CaseFilter(order=order), on=at.date(), after=after, limit=3
            )
            seen += [row.ref for row in page.rows]
            after = page.after
            if not after:
                break
        assert len(seen) == len(refs), order
        assert set(seen) == refs, order
    mangled = casework.list_cases(house.noor, casework.CaseFilter(), on=at.date(), after="x~y")
    assert len(mangled.rows) == 7


def test_a_kept_filter_is_its_keepers_alone(house, at) -> None:
    view = casework.save_view(actor=house.noor, name="My urgent ones", query="level=immediate")
    assert [card.name for card in casework.list_views(house.noor)] == ["My urgent ones"]
    assert casework.list_views(renewed(house).idris) == []
    casework.drop_view(actor=house.idris, view=view.ref)
    assert casework.list_views(house.noor)
    casework.drop_view(actor=house.noor, view=view.ref)
    assert casework.list_views(house.noor) == []


def test_people_from_outside_take_no_list_away(house, at) -> None:
    with pytest.raises(Refused):
        casework.take_list_away(actor=house.dana, filters=casework.CaseFilter(), at=at)
