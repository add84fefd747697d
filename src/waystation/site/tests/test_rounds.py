"""The doctor's round beyond the ledger: files, jobs, mail, keys; and what the house does every day."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job
from waystation.foundation.staff.models import StaffSession
from waystation.foundation.vault import api as vault
from waystation.foundation.vault.models import Grant
from waystation.site import duties, hall, rounds
from waystation.site.commands import doctor
from waystation.testing.doors import DeskClient


def wrong(at):
    return [finding for finding in rounds.go_round(at) if finding.is_wrong]


def test_a_house_at_work_is_well(house, at, capsys):
    assert wrong(at) == []


def test_a_sealed_file_that_vanished_and_one_that_nobody_knows_are_named(house, at):
    section = vault.create_section(house.vera.ring, kind="request", to=[house.vera.ref])
    kept = vault.store(house.vera.ring, section, [b"letter"], {"name": "letter.txt"}, on=at.date())
    files = Path(settings.DATA_FOLDER) / "files"
    (files / kept.ref[:2] / kept.ref).unlink()
    unknown = files / "zz" / "zzzzzzzzzzzzzz"
    unknown.parent.mkdir(parents=True, exist_ok=True)
    unknown.write_bytes(b"left over")
    assert [finding.ref for finding in wrong(at)] == [kept.ref]
    long_ago = (at - timedelta(days=4)).timestamp()
    os.utime(unknown, (long_ago, long_ago))
    assert {finding.ref for finding in wrong(at)} == {kept.ref, unknown.name}
    unknown.unlink()


def test_a_job_that_failed_and_a_worker_that_sleeps_are_named(house, at):
    Job.objects.all().delete()
    Job.objects.create(
        kind="intake:notice", due_at=at, state="failed", error="OSError", failed_on=at.date(), attempts=72
    )
    outbox.enqueue("intake:notice", payload={}, due_at=at - timedelta(hours=1))
    found = " ".join(finding.sentence for finding in wrong(at))
    assert "failed for good" in found
    assert "no worker runs" in found


def test_grants_under_an_old_epoch_and_under_a_lost_one_are_named(house, at):
    grant = Grant.objects.first()
    assert grant is not None
    Grant.objects.filter(pk=grant.pk).update(epoch=0)
    found = [finding.sentence for finding in wrong(at)]
    assert any("whose key is missing" in sentence for sentence in found)
    assert any("old epoch 0" in sentence for sentence in found)


def test_the_doctor_s_command_ends_with_1_when_something_is_wrong(house, at, capsys):
    chosen = type("Chosen", (), {"json": False})
    assert doctor.run(chosen) == 0
    assert "All is well" in capsys.readouterr().out
    Grant.objects.filter(pk=Grant.objects.first().pk).update(epoch=0)
    assert doctor.run(chosen) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_the_worker_signs_the_head_once_a_day_and_sweeps_sessions(house, at, desk: DeskClient, times):
    desk.enter(house.vera)
    StaffSession.objects.update(ends_on=at.date() - timedelta(days=1))
    before = len(ledger.list_heads())
    for _ in range(times):
        outbox.run_due(dict(hall.HANDLERS), at, recurring=duties.RECURRING)
    assert len(ledger.list_heads()) == before + 1
    assert not StaffSession.objects.exists()
