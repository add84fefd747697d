"""Both implementations agree with the written vectors, the good and the broken."""

import base64
import json
from argparse import Namespace
from datetime import date

import pytest

from waystation.foundation.ledger import formats, merkle
from waystation.foundation.ledger.tests import outside
from waystation.foundation.vault import api as vault

VECTORS = json.loads(outside.VECTORS.read_text(encoding="utf-8"))
verifier = outside.load()


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def named(vectors):
    return [pytest.param(vector, id=vector.get("why", str(n))) for n, vector in enumerate(vectors)]


@pytest.mark.parametrize("vector", VECTORS["canonical"])
def test_canonical_json(vector) -> None:
    assert formats.canonical(vector["value"]).decode() == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["commitments"])
def test_commitments(vector) -> None:
    assert formats.commit(raw(vector["salt"]), vector["entry"].encode()).hex() == vector["commitment"]
    assert formats.canonical(json.loads(vector["entry"])).decode() == vector["entry"]
    leaf = b"\1" + raw(vector["commitment"]) + bytes(32)
    verifier.check_opening(vector, leaf)
    with pytest.raises(verifier.Wrong):
        verifier.check_opening({**vector, "entry": vector["entry"] + " "}, leaf)
    with pytest.raises(verifier.Wrong):
        verifier.check_opening({**vector, "salt": "00" * 32}, leaf)


@pytest.mark.parametrize("vector", VECTORS["leaves"])
def test_leaves(vector) -> None:
    entry = vector["entry"]
    marks = [
        formats.RowMark(formats.Kind(kind), raw(tag), raw(digest)) for kind, tag, digest in entry["marks"]
    ]
    leaf = formats.leaf_data(raw(entry["commitment"]), raw(entry["body_hash"]), marks)
    assert leaf.hex() == vector["leaf"] == verifier.leaf_of(entry).hex()
    assert merkle.leaf_hash(leaf).hex() == vector["leaf_hash"] == verifier.leaf_hash(leaf).hex()
    assert formats.ref_of(merkle.leaf_hash(leaf)) == vector["ref"]


@pytest.mark.parametrize("vector", VECTORS["trees"])
def test_trees(vector) -> None:
    frontier, edge = merkle.Frontier(), verifier.Edge()
    roots = [(frontier.root(), edge.root())]
    for entry in vector["entries"]:
        leaf = merkle.leaf_hash(raw(entry))
        frontier, _ = frontier.append(leaf)
        edge.add(leaf)
        roots.append((frontier.root(), edge.root()))
    assert [(ours.hex(), theirs.hex()) for ours, theirs in roots] == [
        (root, root) for root in vector["roots"]
    ]


@pytest.mark.parametrize("vector", named(VECTORS["inclusion"]))
def test_inclusion_proofs(vector) -> None:
    leaf, path, root = raw(vector["leaf_hash"]), [raw(step) for step in vector["path"]], raw(vector["root"])
    position, size = vector["position"], vector["size"]
    assert merkle.verify_inclusion(leaf, position, size, path, root) is vector["valid"]
    try:
        holds = verifier.root_from_path(leaf, position, size, path) == root
    except verifier.Wrong:
        holds = False
    assert holds is vector["valid"]


@pytest.mark.parametrize("vector", named(VECTORS["consistency"]))
def test_consistency_proofs(vector) -> None:
    path = [raw(step) for step in vector["path"]]
    older, newer = raw(vector["first_root"]), raw(vector["second_root"])
    first, second = vector["first"], vector["second"]
    assert merkle.verify_consistency(first, second, path, older, newer) is vector["valid"]
    try:
        holds = first <= second and verifier.roots_from_path(first, second, path, older) == (older, newer)
    except verifier.Wrong:
        holds = False
    assert holds is vector["valid"]


def head_of(vector) -> dict:
    document = {**VECTORS["documents"][vector["of"]], **vector.get("change", {})}
    if "flip" in vector:
        name, at = vector["flip"]
        flipped = bytearray(base64.b64decode(document[name]))
        flipped[at] ^= 1
        document[name] = base64.b64encode(bytes(flipped)).decode()
    if "cosignature" in vector:
        document["cosignatures"] = [{**document["cosignatures"][0], "signature": vector["cosignature"]}]
    return document


def test_the_message_that_is_signed() -> None:
    for vector in VECTORS["head_messages"]:
        document = VECTORS["documents"][vector["head"]]
        message = formats.head_message(
            origin=document["origin"],
            size=document["size"],
            root=raw(document["root"]),
            signed_on=date.fromisoformat(document["signed_on"]),
        )
        assert message.decode() == vector["message"] == verifier.Head(document).message().decode()


@pytest.mark.parametrize("vector", named(VECTORS["heads"]))
def test_heads(vector) -> None:
    document = head_of(vector)
    head = verifier.Head(document)
    signed = [(head.key, head.message(), head.signature)]
    signed += [(key, formats.cosignature_message(head.message()), one) for key, one in head.cosignatures]
    assert all(vault.verify_signature(*one) for one in signed) is vector["valid"]
    wanted = Namespace(key=verifier.fingerprint(head.key), witness=[])
    if vector["valid"]:
        verifier.check_head(head, wanted, verifier.Report())
    else:
        with pytest.raises(verifier.Wrong):
            verifier.check_head(head, wanted, verifier.Report())


@pytest.mark.parametrize("vector", named(VECTORS["logs"]))
def test_logs(vector, tmp_path) -> None:
    document = lambda name: name and VECTORS["documents"][name]  # noqa: E731
    header = {**VECTORS["log"]["header"], **vector.get("header", {})}
    entries = [dict(VECTORS["log"]["entries"][place]) for place in vector["order"]]
    if "alter" in vector:
        at, name, value = vector["alter"]
        entries[at][name] = value
    if vector.get("renumber"):
        for position, entry in enumerate(entries):
            entry["position"] = position
    lines = [{**header, "head": document(header["head"])}, *entries]
    export = tmp_path / "log.jsonl"
    export.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    heads = []
    for name in vector["heads"]:
        heads.append(tmp_path / f"{name}.json")
        heads[-1].write_text(json.dumps(document(name)), encoding="utf-8")
    key = verifier.fingerprint(base64.b64decode(VECTORS["documents"]["five"]["public_key"]))
    ending = verifier.main(["log", str(export), *map(str, heads), "--key", key])
    assert ending == ["holds", "wrong", "unreadable", "unsure"].index(vector["outcome"])
