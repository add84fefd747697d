"""What ``waystation ledger`` writes, the stand-alone program checks without anything of ours."""

import json
import subprocess
import sys
from argparse import ArgumentParser

import pytest

from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger import bench, command
from waystation.foundation.ledger.models import Entry
from waystation.foundation.ledger.tests import outside


@pytest.fixture
def run(scene, tmp_path, monkeypatch):
    """Run a part of the command in a folder of its own and return how it ended."""
    monkeypatch.chdir(tmp_path)
    parser = ArgumentParser()
    command.register(parser.add_subparsers())

    def act(*words: str) -> int:
        options = parser.parse_args(["ledger", *words])
        return options.run(options)

    return act


def check(*words: str) -> tuple[int, str]:
    """Run the verifier as a stranger would: another process, nothing of Waystation on its path."""
    done = subprocess.run(
        [sys.executable, "-I", str(outside.PROGRAM), *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def fingerprint() -> str:
    verifier = outside.load()
    return verifier.fingerprint(ledger.latest_head().public_key)


def test_the_whole_way_from_entry_to_a_strangers_check(scene, run) -> None:
    for number in range(5):
        scene.record(scene.file(), detail={"n": number})
    assert run("--out", "old.json", "head", "--sign") == 0
    for _ in range(4):
        scene.record()
    assert run("--out", "new.json", "head", "--sign") == 0
    assert run("--out", "entry.json", "proof", "--position", "3", "--size", "5") == 0
    assert run("--out", "growth.json", "proof", "--after", "5") == 0
    assert run("--out", "log.jsonl", "export", "--with-sealed") == 0
    key = ("--key", fingerprint())
    assert check("head", "old.json", *key)[0] == 0
    assert check("inclusion", "entry.json", "old.json", *key)[0] == 0
    assert check("consistency", "growth.json", "old.json", "new.json", *key)[0] == 0
    ending, said = check("log", "log.jsonl", "old.json", *key)
    assert ending == 0
    assert "9 entries follow one another" in said


def test_a_strangers_check_refuses_what_does_not_belong_together(scene, run) -> None:
    for _ in range(3):
        scene.record()
    run("--out", "old.json", "head", "--sign")
    scene.record()
    run("--out", "new.json", "head", "--sign")
    run("--out", "entry.json", "proof", "--position", "1", "--size", "3")
    run("--out", "growth.json", "proof", "--after", "3")
    key = ("--key", fingerprint())
    assert check("inclusion", "entry.json", "new.json", *key)[0] == 1
    assert check("consistency", "growth.json", "new.json", "old.json", *key)[0] == 1
    assert check("head", "old.json", "--key", "00" * 32)[0] == 1
    assert check("head", "old.json", *key, "--witness", "00" * 32)[0] == 1
    assert check("head", "entry.json", *key)[0] == 2
    assert check("inclusion", "growth.json", "old.json", *key)[0] == 2
    assert check("head", "nowhere.json", *key)[0] == 2


def test_who_signed_is_left_open_unless_the_key_is_named(scene, run) -> None:
    run("--out", "head.json", "head", "--sign")
    ending, said = check("head", "head.json")
    assert ending == 3
    assert fingerprint() in said


def test_it_says_so_when_signatures_cannot_be_checked(scene, run, tmp_path) -> None:
    scene.record()
    run("--out", "head.json", "head", "--sign")
    run("--out", "log.jsonl", "export")
    # -S: without site-packages, as on a bare machine
    bare = [sys.executable, "-I", "-S", str(outside.PROGRAM)]
    done = subprocess.run(
        [*bare, "log", "log.jsonl", "--key", fingerprint()], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert "NOT CHECKED: Ed25519 and ML-DSA-65" in done.stdout
    assert "fits the log" in done.stdout


def test_entries_after_the_last_head_are_said_to_be_uncovered(scene, run) -> None:
    scene.record()
    run("--out", "head.json", "head", "--sign")
    scene.record()
    run("--out", "log.jsonl", "export")
    ending, said = check("log", "log.jsonl", "--key", fingerprint())
    assert ending == 3
    assert "from position 1 on" in said


def test_an_export_of_a_tampered_log_is_refused_outside(scene, run) -> None:
    for _ in range(3):
        scene.record()
    run("head", "--sign")
    Entry.objects.filter(position=1).update(commitment=bytes(32))
    run("--out", "log.jsonl", "export")
    ending, said = check("log", "log.jsonl", "--key", fingerprint())
    assert ending == 1
    assert "not the one that was signed" in said


def test_a_partner_cosigns_and_the_witness_is_seen(scene, run) -> None:
    scene.record()
    run("--out", "old.json", "head", "--sign")
    assert run("--out", "first.json", "cosign", "old.json", "--first") == 0
    scene.record()
    run("--out", "new.json", "head", "--sign")
    run("--out", "growth.json", "proof", "--after", "1")
    assert run("--out", "second.json", "cosign", "new.json", "--previous", "old.json") == 1
    assert (
        run("--out", "second.json", "cosign", "new.json", "--previous", "old.json", "--proof", "growth.json")
        == 0
    )
    assert run("--out", "cosigned.json", "attach", "second.json") == 0
    key = fingerprint()
    assert check("head", "cosigned.json", "--key", key, "--witness", key)[0] == 0


def test_an_auditor_shows_one_entry_to_a_court(scene, run, tmp_path) -> None:
    scene.record(detail={"n": 1})
    run("--out", "head.json", "head", "--sign")
    shown = ledger.disclose(scene.auditors, 0)
    (tmp_path / "shown.json").write_text(json.dumps(shown))
    ending, said = check("inclusion", "shown.json", "head.json", "--key", fingerprint())
    assert ending == 0
    assert '"detail":{"n":1}' in said
    shown["opening"]["entry"] = shown["opening"]["entry"].replace('"n":1', '"n":2')
    (tmp_path / "shown.json").write_text(json.dumps(shown))
    assert check("inclusion", "shown.json", "head.json", "--key", fingerprint())[0] == 1


def test_what_cannot_be_done_is_said_in_a_sentence(scene, run, capsys, tmp_path) -> None:
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "noise.json").write_text("{")
    for words in (
        ("head",),
        ("proof",),
        ("proof", "--position", "0"),
        ("proof", "--position", "0", "--after", "1"),
        ("attach", "nowhere.json"),
        ("attach", "list.json"),
        ("attach", "noise.json"),
    ):
        assert run(*words) == 1
        assert capsys.readouterr().err.endswith(".\n")


def test_documents_go_to_the_screen_too(scene, run, capsys) -> None:
    scene.record()
    assert run("head", "--sign") == 0
    assert json.loads(capsys.readouterr().out)["size"] == 1


def test_the_verifier_imports_nothing_of_ours() -> None:
    text = outside.PROGRAM.read_text()
    assert "import waystation" not in text
    assert "from waystation" not in text


def test_the_bench_measures_and_every_proof_holds() -> None:
    result = bench.run(sizes=(100,))
    assert result["sizes"]["100"]["unverified"] == 0
    assert {"append_us", "proof_us"} <= set(result["sizes"]["100"])
