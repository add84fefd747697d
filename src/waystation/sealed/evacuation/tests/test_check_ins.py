"""A missed check-in always climbs, never ends silently; the alarm word looks like all is well."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.models import CheckIn, Journey, Report
from waystation.testing.cases import head_of
from waystation.testing.cast import renewed
from waystation.testing.journeys import WORD, a_case_with_words, a_released_journey, work_until

MISSED, SECOND, THIRD = (timedelta(hours=2, minutes=minutes) for minutes in (30, 50, 70))


@pytest.fixture
def way(house, at):
    """A released journey of Aslan's, and the words Aslan has."""
    case, receipt = a_case_with_words(house, at)
    return case, receipt.entropy, a_released_journey(house, case.ref, at)


def state_of(journey):
    return CheckIn.objects.get(journey=journey.ref).state


def called():
    return set(Job.objects.filter(kind="outbox:mail").values_list("payload__to", flat=True)) | {
        job.payload["to"] for job in Job.objects.filter(kind__contains="mail")
    }


def test_a_missed_check_in_climbs_step_by_step_and_calls_more_people(house, way, at) -> None:
    case, _entropy, journey = way
    steps = [
        (timedelta(hours=1, minutes=59), "scheduled"),
        (timedelta(hours=2), "due"),
        (MISSED - timedelta(minutes=1), "due"),
        (MISSED, "level_1"),
        (SECOND - timedelta(minutes=1), "level_1"),
        (SECOND, "level_2"),
        (THIRD, "level_3"),
        (timedelta(hours=30), "level_3"),
    ]
    for after, state in steps:
        Job.objects.filter(kind__contains="mail").delete()
        work_until(at + after)
        assert state_of(journey) == state
        if state == "level_1":
            assert called() in ({house.pavel.ref, house.noor.ref}, set())
        elif after == THIRD:
            assert {house.ruth.ref, house.olga.ref, house.karim.ref} <= called()
            assert not {house.idris.ref, house.dana.ref, house.sami.ref} & called()
    assert "lost_contact" in casework.person(house.noor, head_of(house, case).ref).overlays


def test_a_worker_that_was_away_for_hours_climbs_at_once(house, way, at) -> None:
    work_until(at + timedelta(hours=9))
    assert state_of(way[2]) == "level_3"


def test_only_a_supervisor_ends_an_alarm_and_says_how_they_know(house, way, at) -> None:
    _case, entropy, journey = way
    late = at + timedelta(hours=4)
    work_until(late)
    check = journey.check_ins[0].ref
    evacuation.check_in_by_receipt(entropy=entropy, what="safe", at=late)
    assert state_of(journey) == "level_3"
    with pytest.raises(Refused):
        evacuation.move_check_in(actor=house.noor, check_in=check, move="resolve", text="Heard", at=late)
    with pytest.raises(Refused, match="how you know"):
        evacuation.move_check_in(actor=house.ruth, check_in=check, move="resolve", at=late)
    evacuation.move_check_in(
        actor=house.ruth, check_in=check, move="resolve", text="Saw them myself", at=late
    )
    assert state_of(journey) == "resolved_safe"


def test_word_in_time_ends_the_waiting(house, way, at) -> None:
    _case, entropy, journey = way
    evacuation.check_in_by_receipt(entropy=entropy, what="safe", at=at + timedelta(hours=2, minutes=10))
    assert state_of(journey) == "ok"
    work_until(at + timedelta(hours=9))
    assert state_of(journey) == "ok"


def test_word_hours_before_the_time_does_not_stand_for_it(house, way, at) -> None:
    _case, entropy, journey = way
    evacuation.check_in_by_receipt(entropy=entropy, what="safe", at=at)
    assert state_of(journey) == "scheduled"
    work_until(at + MISSED)
    assert state_of(journey) == "level_1"


def test_being_late_gives_an_hour_once_said(house, way, at) -> None:
    _case, entropy, journey = way
    evacuation.check_in_by_receipt(entropy=entropy, what="late", at=at + timedelta(hours=2))
    work_until(at + THIRD)
    assert state_of(journey) == "due"
    work_until(at + MISSED + timedelta(hours=1))
    assert state_of(journey) == "level_1"
    # said when it was missed already, it does not stop the climbing
    evacuation.check_in_by_receipt(entropy=entropy, what="late", at=at + timedelta(hours=3, minutes=40))
    work_until(at + THIRD + timedelta(hours=1))
    assert state_of(journey) == "level_3"


def test_the_escort_may_say_that_all_is_well(house, way, at) -> None:
    journey = way[2]
    pavel = renewed(house).pavel
    evacuation.move_check_in(
        actor=pavel, check_in=journey.check_ins[0].ref, move="answer", text="They ate", at=at
    )
    assert state_of(journey) == "ok"
    told = evacuation.list_reports(renewed(house).noor, journey.ref)
    assert "They ate" in {report.text for report in told}


def answers(front, what, word, at):
    with clock.fixed(at), CaptureQueriesContext(connection) as queries:
        page = front.get("/ru/mailbox/")
        once = page.content.decode().split('name="once" value="')[1][:14]
        answer = front.post("/ru/mailbox/", {"deed": "check-in", "what": what, "word": word, "once": once})
        after = front.get(answer.url)
    kinds = [query["sql"].split()[0] for query in queries]
    return answer, after.content.decode(), len(queries), kinds


@pytest.mark.parametrize("what", ["safe", "late"])
@pytest.mark.parametrize("offset", [timedelta(0), timedelta(hours=2), THIRD, timedelta(hours=5)])
def test_the_silent_alarm_looks_like_all_is_well(way, at, front, what, offset) -> None:
    """Same status, same address, same page, same number and kind of questions to the database; only the ladder knows."""
    _case, entropy, journey = way
    work_until(at + offset - timedelta(minutes=1))
    seen = []
    for word in ("У нас хорошая погода сегодня", f"У нас зацвёл {WORD.upper()}, погода"):
        with transaction.atomic():
            front.cookies[vault.visit_cookie()] = vault.seal_visit(entropy, at + offset)
            answer, page, asked, kinds = answers(front, what, word, at + offset)
            seen.append(
                (
                    answer.status_code,
                    answer.url,
                    sorted(answer.headers.items()),
                    re.sub(r'value="[2-9a-z]{14}"', "", page),
                    asked,
                    kinds,
                    [len(row.sealed) for row in (*CheckIn.objects.all(), *Report.objects.all())],
                    sorted(job.kind for job in Job.objects.all()),
                )
            )
            last = state_of(journey)
            transaction.set_rollback(True)
    for plain, alarm in zip(*seen, strict=True):
        assert plain == alarm
    assert last == "level_3"


def test_the_alarm_calls_everyone_at_once_and_stands_on_the_case(house, way, at) -> None:
    case, entropy, journey = way
    Job.objects.filter(kind__contains="mail").delete()
    when = at + timedelta(hours=2)
    evacuation.check_in_by_receipt(entropy=entropy, what="safe", text="жасмин", at=when)
    work_until(when)
    assert {house.ruth.ref, house.olga.ref, house.karim.ref, house.noor.ref, house.pavel.ref} <= called()
    assert "pursued" in casework.person(house.noor, head_of(house, case).ref).overlays
    (told,) = [
        report for report in evacuation.list_reports(renewed(house).noor, journey.ref) if not report.by
    ]
    assert (told.what, told.is_silent) == ("safe", True)
    # after an answer that was taken for true, the word still works
    assert evacuation.today(renewed(house).ruth, when).raised[0].state == "level_3"


def test_nobody_reads_back_on_the_front_what_was_said(house, way, at) -> None:
    _case, entropy, journey = way
    evacuation.check_in_by_receipt(entropy=entropy, what="safe", text=WORD, at=at + timedelta(hours=2))
    ring = vault.ring_of(entropy)
    for row in Report.objects.filter(journey=journey.ref):
        with pytest.raises(vault.NotGranted):
            vault.read(ring, row)
    with pytest.raises(vault.NotGranted):
        vault.read(ring, Journey.objects.get(ref=journey.ref))


def test_a_form_sent_twice_is_heard_once(house, way, at) -> None:
    _case, entropy, _journey = way
    once = new_ref()
    for _ in range(2):
        evacuation.check_in_by_receipt(entropy=entropy, what="late", once=once, at=at + timedelta(hours=2))
    assert Report.objects.filter(ref=once).count() == 1


def test_words_of_somebody_else_reach_nothing(house, way, at) -> None:
    _other, receipt = a_case_with_words(house, at)
    assert evacuation.mailbox_panel(receipt.entropy, at) is None
    with pytest.raises(NotHere):
        evacuation.check_in_by_receipt(entropy=receipt.entropy, what="safe", at=at)


def test_supervisors_are_asked_every_hour_until_an_alarm_is_ended(house, way, at) -> None:
    journey = way[2]
    work_until(at + THIRD)
    for hour in (1, 2, 3):
        Job.objects.filter(kind__contains="mail").delete()
        work_until(at + THIRD + timedelta(hours=hour))
        assert called() == {house.ruth.ref, house.olga.ref}
    check = journey.check_ins[0].ref
    evacuation.move_check_in(
        actor=house.olga, check_in=check, move="resolve", text="They rang", at=at + timedelta(hours=8)
    )
    Job.objects.filter(kind__contains="mail").delete()
    work_until(at + timedelta(hours=12))
    assert not called() - {house.pavel.ref, house.noor.ref}
    assert outbox.count_troubles() == 0
