"""Accounts, teams and locks keep their promises."""

import pytest

from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.staff import api as staff
from waystation.foundation.staff.models import Account, StaffSession
from waystation.foundation.vault import api as vault
from waystation.testing.cast import PASSPHRASE, Cast, enter

pytestmark = pytest.mark.django_db


def _section(cast: Cast, *lines: str) -> vault.Section:
    return vault.create_section(cast.ruth.ring, kind="story", to=lines)


def test_the_founder_has_handed_the_keys_on(house) -> None:
    for code in ("intake", "medical", "legal", "liaison", "auditors", "north", "south"):
        assert house.teams[code] not in house.ruth.teams
        assert not vault.holds(house.ruth.ring, _section_of(house.vera, house.teams[code]))


def _section_of(actor: staff.Actor, line: str) -> vault.Section:
    return vault.create_section(actor.ring, kind="story", to=[line])


def test_a_house_is_founded_once(house, at) -> None:
    with pytest.raises(Refused):
        staff.found_house(login="x", passphrase=PASSPHRASE, name="X", needed=2, people=3, at=at)


def test_noor_and_idris_hold_only_their_own_teams_keys(house) -> None:
    section = _section(house, house.teams["north"])
    assert vault.holds(house.noor.ring, section)
    assert not vault.holds(house.idris.ring, section)
    assert not vault.holds(house.sami.ring, section)


def test_hosts_cannot_list_colleagues(house) -> None:
    assert staff.list_colleagues(house.dana) == []
    assert staff.list_teams(house.dana) == []
    assert len(staff.list_colleagues(house.vera)) == len(Account.objects.all())


def test_the_administrator_has_no_keys(house) -> None:
    assert house.sami.teams == frozenset()
    assert staff.list_colleagues(house.sami) == []


def test_no_login_name_or_address_is_in_the_tables(house) -> None:
    for account in Account.objects.all():
        stored = repr(vars(account)).casefold()
        assert "noor" not in stored
        assert "waystation.example" not in stored
        assert repr(account) == f"<Account {account.ref}>"
        assert str(account) == account.ref


def test_only_the_workers_key_opens_an_address(house) -> None:
    assert staff.address_of(house.vera.ref) == ("vera@waystation.example", "en")
    assert staff.address_of("nobody") is None


def test_a_closed_account_opens_nothing_written_after(house, at) -> None:
    section = _section(house, house.teams["north"])
    staff.open_session(house.noor, at)
    staff.close_member(actor=house.ruth, member=house.noor.ref, at=at)
    assert not StaffSession.objects.filter(account__line=house.noor.ref).exists()
    with pytest.raises(vault.WrongPassphrase):
        enter("noor")
    # Ruth is not in team North: its next member does the key work.
    tomas = enter("tomas")
    assert staff.count_key_work(tomas) == 1
    assert staff.do_key_work(actor=tomas, at=at) == 1
    assert staff.do_key_work(actor=enter("tomas"), at=at) == 0
    assert vault.newest(house.teams["north"]).generation == 3
    section.refresh_from_db()
    assert section.is_stale


def test_a_supervisor_outside_a_team_asks_its_members_to_hand_the_key_on(house, at) -> None:
    staff.join_team(actor=house.ruth, team=house.teams["south"], member=house.karim.ref, at=at)
    section = _section(house, house.teams["south"])
    assert not vault.holds(enter("karim").ring, section)
    staff.do_key_work(actor=house.idris, at=at)
    assert vault.holds(enter("karim").ring, section)


def test_leaving_a_team_rotates_its_key(house, at) -> None:
    staff.join_team(actor=house.olga, team=house.teams["supervisors"], member=house.noor.ref, at=at)
    before = _section(house, house.teams["supervisors"])
    staff.leave_team(actor=house.olga, team=house.teams["supervisors"], member=house.noor.ref, at=at)
    after = vault.create_section(house.olga.ring, kind="story", to=[house.teams["supervisors"]])
    assert vault.holds(enter("ruth").ring, before)
    assert not vault.holds(enter("noor").ring, after)


def test_the_last_member_cannot_leave(house, at) -> None:
    with pytest.raises(NotHere):
        staff.leave_team(actor=house.idris, team=house.teams["south"], member=house.idris.ref, at=at)
    staff.leave_team(actor=house.ruth, team=house.teams["supervisors"], member=house.olga.ref, at=at)
    with pytest.raises(Refused):
        staff.leave_team(actor=enter("ruth"), team=house.teams["supervisors"], member=house.ruth.ref, at=at)


def test_roles_that_may_not_meet_are_refused(house, at) -> None:
    common = {"login": "new", "passphrase": PASSPHRASE, "name": "New", "teams": [], "at": at}
    for roles in (["auditor", "coordinator"], ["administrator", "supervisor"], ["host", "intake"], []):
        with pytest.raises(Invalid):
            staff.add_member(actor=house.ruth, roles=roles, **common)
    with pytest.raises(Invalid):
        staff.add_member(actor=house.ruth, roles=["host"], **{**common, "login": "NOOR"})
    with pytest.raises(Invalid):
        staff.add_member(actor=house.ruth, roles=["host"], **{**common, "passphrase": "aaaaaaaaaaaaaaaaaa"})
    with pytest.raises(Refused):
        staff.add_member(actor=house.noor, roles=["host"], **common)


def test_a_passphrase_is_changed_by_who_knows_it(house, at) -> None:
    with pytest.raises(Invalid):
        staff.change_passphrase(actor=house.noor, present="wrong", new="quiet geese over the hill", at=at)
    staff.change_passphrase(actor=house.noor, present=PASSPHRASE, new="quiet geese over the hill", at=at)
    with pytest.raises(vault.WrongPassphrase):
        enter("noor")
    again = staff.unlock(" NOOR ", "quiet geese over the hill")
    assert vault.holds(again.ring, _section(house, house.teams["north"]))


def test_three_share_holders_bring_a_lost_key_back(house, at) -> None:
    own = _section(house, house.noor.ref)
    team = _section(house, house.teams["north"])
    staff.restore_member(
        shares=house.shares[1:4], login="noor", passphrase="quiet geese over the hill", at=at
    )
    again = staff.unlock("noor", "quiet geese over the hill")
    assert vault.holds(again.ring, own)
    assert vault.holds(again.ring, team)
    with pytest.raises(vault.SharesUnfit):
        staff.restore_member(shares=house.shares[:2], login="noor", passphrase=PASSPHRASE, at=at)


def test_anyone_can_lock_the_whole_house(house, at) -> None:
    staff.open_session(house.noor, at)
    staff.open_session(house.vera, at)
    staff.lock_everyone(actor=house.vera, at=at)
    assert not StaffSession.objects.exists()


def test_a_row_written_past_us_hands_out_no_key(house, at) -> None:
    from waystation.foundation.staff.models import KeyDue

    KeyDue.objects.create(team=house.teams["north"], member=house.idris.ref)
    staff.do_key_work(actor=house.tomas, at=at)
    assert not vault.holds(enter("idris").ring, _section(house, house.teams["north"]))


def test_hosts_and_administrators_hold_no_teams_key(house, at) -> None:
    for member in (house.dana, house.pavel, house.sami, house.lena):
        with pytest.raises(Refused):
            staff.join_team(actor=house.ruth, team=house.teams["north"], member=member.ref, at=at)


def test_what_a_closed_colleague_held_by_name_is_closed_to_them(house, at) -> None:
    own = _section(house, house.noor.ref, house.teams["supervisors"])
    staff.close_member(actor=house.ruth, member=house.noor.ref, at=at)
    assert not vault.holds(staff.renew(house.noor).ring, own)
    own.refresh_from_db()
    assert own.is_stale


def test_shares_do_not_open_a_closed_account_again(house, at) -> None:
    staff.close_member(actor=house.ruth, member=house.noor.ref, at=at)
    with pytest.raises(Invalid):
        staff.restore_member(shares=house.shares[:3], login="noor", passphrase=PASSPHRASE, at=at)
