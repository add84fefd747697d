"""The stand-alone program counts as we do, and notices what was changed, dropped, doubled or said of another text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from waystation.foundation.kernel import mailboxes
from waystation.outreach.petitions import api as petitions
from waystation.testing import petitions as props

VERIFIER = Path(__file__).parents[5] / "verifier" / "waystation_verify.py"


@pytest.fixture
def published(cast, at, tmp_path):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(60), at)
    petitions.count_petition(petition=ref, at=at)
    petitions.withdraw(token=props.link_of(ref, props.typed(3)), at=at)
    props.signed(ref, range(60, 112), at)
    petitions.count_petition(petition=ref, at=at)
    (tmp_path / "text.json").write_bytes(petitions.spell_text(ref))
    write(tmp_path, list(petitions.export_log(ref)))
    return ref, tmp_path


def write(folder, lines):
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def read(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def verify(folder, *more):
    command = [sys.executable, VERIFIER, "petition", folder / "log.jsonl", folder / "text.json", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_it_counts_as_we_do_and_finds_a_receipt(published):
    ref, folder = published
    someone = props.typed(5)
    receipt = petitions.get_link(props.link_of(ref, someone)).receipt
    code, said = verify(
        folder, "--receipt", receipt, "--contact", mailboxes.canonical(someone.local, someone.domain)
    )
    assert code == 3, said  # whose key it is nobody told it
    assert "112 signed, confirmed by mail" in said
    assert "1 taken back" in said
    assert f"{petitions.get_public(ref, 'en').count.standing} signatures stand" in said
    assert "the receipt's signature is entry" in said


@pytest.mark.parametrize("meddle", ["drop", "double", "alter", "reorder", "text"])
def test_it_notices_meddling(published, meddle):
    _ref, folder = published
    lines = read(folder)
    if meddle == "drop":
        del lines[30]
    elif meddle == "double":
        lines[30]["leaf"] = lines[31]["leaf"]
    elif meddle == "alter":
        lines[40]["leaf"] = lines[40]["leaf"][:-2] + ("00" if lines[40]["leaf"][-2:] != "00" else "01")
    elif meddle == "reorder":
        lines[10]["leaf"], lines[11]["leaf"] = lines[11]["leaf"], lines[10]["leaf"]
    else:
        text = folder / "text.json"
        text.write_bytes(text.read_bytes().replace(b"safe road", b"safe door"))
    write(folder, lines)
    code, said = verify(folder)
    assert code == 1, said


def test_a_receipt_of_somebody_else_is_not_found(published):
    ref, folder = published
    receipt = petitions.get_link(props.link_of(ref, props.typed(5))).receipt
    code, said = verify(folder, "--receipt", receipt, "--contact", "other@example.org")
    assert (code, "no entry belongs" in said) == (1, True)
