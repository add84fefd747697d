"""The stand-alone program counts as we do, and notices what was changed, dropped, doubled or said of another text."""

import json
import subprocess
import sys
from pathlib import Path

import pymerkle
import pytest

from waystation.foundation.kernel import mailboxes
from waystation.foundation.ledger import api as ledger
from waystation.outreach.petitions import api as petitions
from waystation.testing import petitions as props

VERIFIER = Path(__file__).parents[5] / "verifier" / "waystation_verify.py"


_files: dict[str, bytes] = {}


@pytest.fixture
def published(cast, at, tmp_path):
    """A petition that 112 signed and one took back, with its log and text as files."""
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(60), at)
    petitions.count_petition(petition=ref, at=at)
    petitions.withdraw(token=props.link_of(ref, props.typed(3)), at=at)
    props.signed(ref, range(60, 112), at)
    petitions.count_petition(petition=ref, at=at)
    (tmp_path / "text.json").write_bytes(petitions.spell_text(ref))
    write(tmp_path, list(petitions.export_log(ref)))
    _files.update((path.name, path.read_bytes()) for path in tmp_path.iterdir())
    return ref, tmp_path


@pytest.fixture
def files(request, tmp_path):
    """Its two files alone, for whoever has nothing else: made once, and a fresh copy for each test."""
    if not _files:
        return request.getfixturevalue("published")[1]
    for name, content in _files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


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
def test_it_notices_meddling(files, meddle):
    lines = read(files)
    if meddle == "drop":
        del lines[30]
    elif meddle == "double":
        lines[30]["leaf"] = lines[31]["leaf"]
    elif meddle == "alter":
        lines[40]["leaf"] = lines[40]["leaf"][:-2] + ("00" if lines[40]["leaf"][-2:] != "00" else "01")
    elif meddle == "reorder":
        lines[10]["leaf"], lines[11]["leaf"] = lines[11]["leaf"], lines[10]["leaf"]
    else:
        text = files / "text.json"
        text.write_bytes(text.read_bytes().replace(b"safe road", b"safe door"))
    write(files, lines)
    code, said = verify(files)
    assert code == 1, said


def test_a_receipt_of_somebody_else_is_not_found(published):
    ref, folder = published
    receipt = petitions.get_link(props.link_of(ref, props.typed(5))).receipt
    code, said = verify(folder, "--receipt", receipt, "--contact", "other@example.org")
    assert (code, "no entry belongs" in said) == (1, True)


def independent(lines):
    """Grow the log once more with somebody else's program."""
    tree = pymerkle.InmemoryTree()
    for line in lines[1:]:
        tree.append_entry(bytes.fromhex(line["leaf"]))
    return tree


def test_somebody_elses_program_makes_the_same_heads_and_agrees_with_our_proofs(published):
    ref, folder = published
    theirs = independent(read(folder))
    heads = ledger.list_heads(petitions.log_of(ref))
    roots = [ledger.head_document(head)["root"] for head in heads]
    assert [theirs.get_root(head.size).hex() for head in heads] == roots
    first, last = heads[0].size, heads[-1].size
    pymerkle.verify_consistency(
        bytes.fromhex(roots[0]), bytes.fromhex(roots[-1]), theirs.prove_consistency(first, last)
    )
    for position in (0, first - 1, last - 1):
        proof = ledger.prove_inclusion(position, last, log=petitions.log_of(ref))
        path = [bytes.fromhex(step) for step in proof["path"]]
        leaf = theirs.get_leaf(position + 1)
        assert ledger.verify_inclusion(leaf, position, last, path, theirs.get_root(last))


def test_a_forked_log_does_not_continue_the_head_that_a_partner_kept(published):
    ref, folder = published
    lines = read(folder)
    kept = ledger.list_heads(petitions.log_of(ref))[0]
    leaves = [line["leaf"] for line in lines[1:]]
    leaves[20], leaves[21] = leaves[21], leaves[20]
    forked = [lines[0], *({**line, "leaf": leaf} for line, leaf in zip(lines[1:], leaves, strict=True))]
    assert independent(forked).get_root(kept.size).hex() != ledger.head_document(kept)["root"]
    write(folder, forked)
    assert verify(folder)[0] == 1
