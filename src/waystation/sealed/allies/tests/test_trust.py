"""Trust ends: by its day, by the clock, by a concern, by their own word; then no key opens what colleagues knew."""

from datetime import timedelta

import pytest

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job
from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.models import Ally, Trust
from waystation.testing import allies as props
from waystation.testing.cast import renewed

WISH = allies.Wish("host")


def refs(actor, at) -> set[str]:
    return {one.ref for one in allies.find_helpers(actor, WISH, today=at.date()).suggestions}


def opens(actor, ref) -> bool:
    row = Trust.objects.select_related("section").get(ally=ref)
    try:
        vault.read(actor.ring, row)
    except vault.NotGranted:
        return False
    return True


def test_whoever_is_not_vetted_is_sealed_to_those_who_vet_and_to_nobody_else(cast, at):
    ref = props.an_offer(at).ally
    row = Ally.objects.select_related("section").get(ref=ref)
    for name in ("noor", "idris", "vera", "ruth", "dana", "pavel", "sami", "karim", "mira", "tomas"):
        with pytest.raises(vault.NotGranted):
            vault.read(getattr(cast, name).ring, row)
    assert vault.read(cast.hanna.ring, row)["answers"]["place"] == "Вильнюс"


def test_a_host_and_an_escort_never_see_a_helper_nor_do_colleagues_see_what_vetting_found(cast, at):
    ref = props.a_trusted_helper(cast, at)
    assert opens(cast.noor, ref)
    assert opens(cast.ruth, ref)
    for name in ("dana", "pavel", "vera", "sami", "kira", "lena", "mira"):
        assert not opens(getattr(cast, name), ref), name
    with pytest.raises(NotHere):
        allies.read_ally(cast.noor, ref, at=at)
    assert "about" not in allies.read_helper(cast.noor, ref, at=at).answers


def test_trust_is_warned_of_and_runs_out_with_or_without_the_worker(cast, at):
    ref = props.a_trusted_helper(cast, at, until_on=(at + timedelta(days=60)).date())
    handlers = dict(allies.HANDLERS)
    due = {job.kind: job.due_at for job in Job.objects.filter(kind__startswith="allies:")}
    assert {"allies:warn", "allies:expire"} <= set(due)
    handlers["allies:warn"]({"ally": ref}, at + timedelta(days=31))
    assert Ally.objects.get(ref=ref).state == "expiring"
    assert refs(cast.noor, at + timedelta(days=60)) == {ref}
    late = at + timedelta(days=61)
    assert refs(cast.noor, late) == set(), "the day itself ends trust, before any worker has been by"
    with pytest.raises(NotHere):
        allies.read_helper(cast.noor, ref, at=late)
    handlers["allies:expire"]({"ally": ref}, late)
    fresh = renewed(cast)
    assert not opens(fresh.noor, ref), "what colleagues knew does not open any more"
    assert opens(fresh.hanna, ref)
    with pytest.raises(Refused):
        allies.move_ally(actor=cast.hanna, ally=ref, move="trust", reason="x", at=late)


def test_a_renewal_needs_a_new_conversation_and_again_two_people(cast, at):
    ref = props.a_trusted_helper(cast, at, until_on=(at + timedelta(days=60)).date())
    later = at + timedelta(days=40)
    dict(allies.HANDLERS)["allies:warn"]({"ally": ref}, later)
    with pytest.raises(Refused, match="conversation"):
        allies.move_ally(actor=cast.hanna, ally=ref, move="recommend", reason="x", at=later)
    props.recommended(cast, ref, later)
    assert refs(cast.noor, later) == {ref}, "trusted until the day, while the renewal is decided"
    with pytest.raises(Refused):
        allies.move_ally(actor=cast.hanna, ally=ref, move="trust", reason="x", at=later)
    allies.note_signs(actor=cast.olga, ally=ref, seen=[], at=later)
    allies.move_ally(actor=cast.olga, ally=ref, move="trust", reason="x", at=later)
    assert refs(cast.noor, at + timedelta(days=300)) == {ref}


def test_a_concern_takes_the_keys_and_its_author_does_not_clear_it(cast, at):
    ref = props.a_trusted_helper(cast, at)
    allies.raise_concern(actor=cast.hanna, ally=ref, text="Wanted to skip the second call", at=at)
    fresh = renewed(cast)
    assert not opens(fresh.noor, ref)
    assert refs(fresh.noor, at) == set()
    with pytest.raises(Refused, match="yours"):
        allies.move_ally(actor=cast.hanna, ally=ref, move="restore", reason="x", at=at)
    allies.move_ally(actor=cast.olga, ally=ref, move="restore", reason="Explained", at=at)
    assert refs(renewed(cast).noor, at) == {ref}


def test_one_person_cannot_widen_what_two_agreed_on(cast, at):
    ref = props.an_offer(at).ally
    props.checked(cast, ref, at, sensitivity="distance")
    wider = {"trusted_for": ["host", "escort"], "regions": "", "sensitivity": "close", "until_on": None}
    with pytest.raises(Refused, match="Send it back"):
        allies.set_areas(actor=cast.hanna, ally=ref, at=at, **wider)
    props.decided(cast, ref, at)
    allies.set_areas(actor=cast.hanna, ally=ref, at=at, **wider)
    allies.note_conflict(actor=cast.hanna, ally=ref, who="Magomed", at=at)
    helper = allies.read_helper(cast.noor, ref, at=at)
    assert helper.conflicts == ("Magomed",)
    assert helper.areas.sensitivity == "distance"
    assert helper.areas.kinds == ("host",)


def test_nobody_vets_whom_they_know(cast, at):
    ref = props.an_offer(at).ally
    allies.declare_tie(actor=cast.hanna, ally=ref, knows=True, text="My cousin", at=at)
    for deed in (
        lambda: allies.move_ally(actor=cast.hanna, ally=ref, move="look", at=at),
        lambda: allies.note_signs(actor=cast.hanna, ally=ref, seen=[], at=at),
        lambda: allies.note_check(actor=cast.hanna, ally=ref, kind="identity", text="x", at=at),
        lambda: allies.move_ally(actor=cast.hanna, ally=ref, move="decline", reason="x", at=at),
    ):
        with pytest.raises(Refused, match="You know them"):
            deed()
    assert allies.read_ally(cast.olga, ref, at=at).ties[0].text == "My cousin"
    with pytest.raises(Refused) as refusal:
        allies.declare_tie(actor=cast.hanna, ally=ref, knows=False, at=at)
    assert "That stays" in str(refusal.value.missing[0])


def test_their_own_word_ends_it_at_once_and_erasing_leaves_nothing(cast, at):
    receipt = props.an_offer(at)
    props.checked(cast, receipt.ally, at)
    props.decided(cast, receipt.ally, at)
    allies.book(actor=cast.noor, ally=receipt.ally, from_on=at.date(), to_on=at.date(), note="x", at=at)
    allies.withdraw(entropy=receipt.entropy, at=at)
    assert refs(renewed(cast).noor, at) == set()
    allies.ask_to_be_forgotten(entropy=receipt.entropy, at=at)
    outbox.run_due(dict(allies.HANDLERS), at + timedelta(days=8))
    assert not Ally.objects.exists()
    assert not Trust.objects.exists()
    with pytest.raises(NotHere):
        allies.read_mailbox(receipt.entropy)
    assert allies.forget(person=receipt.ally, at=at) is False


def test_the_doctor_can_account_for_a_helpers_whole_life(cast, at):
    props.furnish(cast, at)
    ref = props.a_trusted_helper(cast, at)
    booked = allies.book(actor=cast.noor, ally=ref, from_on=at.date(), to_on=at.date(), note="x", at=at)
    allies.move_booking(actor=cast.noor, booking=booked.ref, move="agree", at=at)
    allies.raise_concern(actor=cast.noor, ally=ref, text="x", at=at)
    allies.move_ally(actor=cast.hanna, ally=ref, move="restore", reason="x", at=at)
    assert not [str(finding) for finding in ledger.doctor() if finding.is_wrong]
    allies.forget(person=ref, at=at)
    assert not [str(finding) for finding in ledger.doctor() if finding.is_wrong]
