"""The house stands up again when a part of it falls over, goes down in order, and gives each door its own secrets."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from waystation.site import separation
from waystation.site.keeper import Fronts, household
from waystation.site.tests.processes import House, ask, free_port, is_up, plain_environment, until


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("house"))
    yield house
    if house.is_kept():
        house.close()


@pytest.fixture
def house(built):
    """The house at work: it goes on from test to test, and stands up again where one of them brought it down."""
    return built if built.is_kept() else built.open(WAYSTATION_SMTP="smtp://somebody:word@127.0.0.1:1")


def variables_of(process):
    lines = Path(f"/proc/{process}/environ").read_bytes().split(b"\0")
    return dict(line.decode().split("=", 1) for line in lines if line)


def test_a_process_that_is_killed_stands_up_again(house):
    before = house.children()
    assert set(before) == {"front", "desk", "work"}
    for process in before.values():
        os.kill(process, signal.SIGKILL)
    until(lambda: set(house.children()) == set(before) and is_up(house.front) and is_up(house.desk))
    assert not set(before.values()) & set(house.children().values())


def test_each_process_gets_its_own_secrets_and_no_others(house):
    found = {name: variables_of(process) for name, process in house.children().items()}
    desk_key = (house.data / "keys" / "desk.key").read_text()
    assert found["desk"]["WAYSTATION_DESK_KEY"] == desk_key
    for name in ("front", "work"):
        assert desk_key not in found[name].values()
    assert "WAYSTATION_SMTP" in found["work"]
    assert "WAYSTATION_SMTP" not in {**found["front"], **found["desk"]}
    assert {path.name for path in Path(found["front"]["WAYSTATION_KEYS"]).iterdir()} == {
        "tag.key",
        "epoch-1.key",
    }


def test_a_deleted_desk_key_is_made_anew(built):
    old = (built.data / "keys" / "desk.key").read_text()
    (built.data / "keys" / "desk.key").unlink()
    desk = next(child for child in household(built.data, {}) if child.name == "desk")
    assert desk.variables["WAYSTATION_DESK_KEY"] == (built.data / "keys" / "desk.key").read_text() != old
    (built.data / "keys" / "desk.key").write_text(old)


def test_several_fronts_share_one_port_and_know_how_many_they_are(built):
    fronts = Fronts(2, ("--lane", "fast"))
    started = household(built.data, {"front": "127.0.0.1:1"}, fronts=fronts)
    assert [child.name for child in started] == ["front", "front", "desk", "work"]
    assert started[0].variables["WAYSTATION_FRONTS"] == "2"
    assert list(started[0].command[-4:]) == ["--listen", "127.0.0.1:1", "--lane", "fast"]


def test_the_front_follows_when_a_new_epoch_begins(house):
    (house.data / "keys" / "epoch-2.key").write_text("00" * 32)
    until((house.data / "front-keys" / "epoch-2.key").is_symlink)
    (house.data / "keys" / "epoch-2.key").unlink()
    until(lambda: not (house.data / "front-keys" / "epoch-2.key").is_symlink())


def test_told_to_stop_the_house_leaves_nobody_behind(house):
    children = house.children()
    assert house.close() == 0
    assert not any(Path(f"/proc/{process}").exists() for process in children.values())


def test_when_the_keeper_is_killed_its_processes_end(house):
    children = house.children()
    house.keeper.kill()
    house.keeper.wait()
    until(lambda: not any(Path(f"/proc/{process}").exists() for process in children.values()))


def test_both_doors_listen_on_this_machine_only(house):
    for port in (house.front, house.desk):
        with socket.socket() as line:
            assert line.connect_ex(("127.0.0.1", port)) == 0
        listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        assert f"0100007F:{port:04X}" in listening
        assert f"00000000:{port:04X}" not in listening


def test_a_front_that_could_read_the_desks_key_does_not_start(built):
    refused = {
        "in its environment": {
            "WAYSTATION_DESK_KEY": "00" * 32,
            "WAYSTATION_KEYS": str(built.data / "empty"),
        },
        "in its keys folder": {},
    }
    for how, more in refused.items():
        command = [sys.executable, "-m", "waystation.site.serving", "front"]
        env = plain_environment(built.data, **more)
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 78, how
        assert "WAYSTATION_DESK_KEY" in done.stderr or "desk.key" in done.stderr


def test_the_whole_house_stays_down_when_a_door_refuses(tmp_path):
    bare = House.__new__(House)
    bare.data, bare.front, bare.desk = tmp_path, free_port(), free_port()
    bare.open()
    try:
        assert bare.keeper.wait(30) == 78
    finally:
        bare.close()


def test_each_door_knows_what_it_must_not_hold(tmp_path):
    for name in separation.KEPT_FROM_FRONT | {"tag.key"}:
        (tmp_path / name).write_text("00")
    refused = separation.reasons_to_refuse("front", {"WAYSTATION_SMTP": "smtp://x"}, tmp_path)
    assert len(refused) == len(separation.KEPT_FROM_FRONT) + 1
    assert separation.reasons_to_refuse("desk", {"WAYSTATION_DESK_KEY": "00"}, tmp_path) == []
    assert separation.reasons_to_refuse("desk", {}, tmp_path) != []
    assert separation.reasons_to_refuse("work", {"WAYSTATION_DESK_KEY": "00"}, tmp_path) != []
    assert separation.reasons_to_refuse("all", {"WAYSTATION_DESK_KEY": "00"}, tmp_path) == []


def test_the_frameworks_check_says_the_same(settings, monkeypatch, tmp_path):
    assert separation.check_separation(None) == []
    settings.DOOR, settings.KEYS_FOLDER = "front", str(tmp_path)
    (tmp_path / "desk.key").write_text("00")
    (error,) = separation.check_separation(None)
    assert error.id == "waystation.E001"
    (tmp_path / "desk.key").unlink()
    monkeypatch.setenv("WAYSTATION_DESK_KEY", "00")
    assert len(separation.check_separation(None)) == 1


def test_a_front_page_is_served(house):
    answer, _ = ask(house.front, "/en/")
    assert answer.status == 200
