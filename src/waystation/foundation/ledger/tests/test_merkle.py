"""The tree is the RFC's tree: against its own words, against another implementation, against every small lie."""

import hashlib
from functools import cache

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.ledger import merkle
from waystation.foundation.ledger.tests import naive

ENTRIES = [b"entry %d" % number for number in range(70)]


@cache
def tree_of(size: int) -> merkle.Tree:
    tree = merkle.Tree()
    for entry in ENTRIES[:size]:
        tree.append(entry)
    return tree


def test_the_known_tree_of_certificate_transparency() -> None:
    # The eight entries and roots that the first implementations of RFC 6962 share as their test data.
    entries = [
        bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")
    ]
    entries.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
    tree = merkle.Tree()
    tree.extend(entries)
    assert tree.root(0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree.root(1).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert tree.root(2).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert tree.root(8).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_every_small_tree_and_every_proof_is_the_one_the_rfc_defines() -> None:
    frontier = merkle.Frontier()
    for size in range(1, len(ENTRIES)):
        entries = ENTRIES[:size]
        frontier, made = frontier.append(merkle.leaf_hash(entries[-1]))
        tree = tree_of(size)
        assert made == [tree.node(*address) for address in merkle.completed_by(size - 1)]
        assert tree.root() == frontier.root() == naive.mth(entries)
        assert merkle.Frontier.from_bytes(size, frontier.to_bytes()) == frontier
        for position in range(size):
            expected = naive.path(position, entries)
            assert tree.prove_inclusion(position) == expected
            assert merkle.path(merkle.inclusion_runs(position, size), tree.node) == expected
        for first in range(1, size + 1):
            assert tree.prove_consistency(first) == naive.proof(first, entries)


def test_honest_proofs_hold_and_no_altered_one_does() -> None:
    roots = {size: tree_of(70).root(size) for size in range(71)}
    for size in range(1, 34):
        for position in range(size):
            leaf, proof = merkle.leaf_hash(ENTRIES[position]), tree_of(70).prove_inclusion(position, size)
            assert merkle.verify_inclusion(leaf, position, size, proof, roots[size])
            for lie in _altered(proof):
                assert not merkle.verify_inclusion(leaf, position, size, lie, roots[size])
            other = merkle.leaf_hash(b"something else")
            assert not merkle.verify_inclusion(other, position, size, proof, roots[size])
            assert not merkle.verify_inclusion(leaf, position, size, proof, roots[size + 1])
            elsewhere = (position + 1) % size
            assert elsewhere == position or not merkle.verify_inclusion(
                leaf, elsewhere, size, proof, roots[size]
            )
        for first in range(1, size):
            proof = tree_of(70).prove_consistency(first, size)
            assert merkle.verify_consistency(first, size, proof, roots[first], roots[size])
            for lie in _altered(proof):
                assert not merkle.verify_consistency(first, size, lie, roots[first], roots[size])
            assert not merkle.verify_consistency(first, size, proof, roots[first - 1], roots[size])
            assert not merkle.verify_consistency(first, size, proof, roots[first], roots[size + 1])


def _altered(proof: list[bytes]):
    for at in range(len(proof)):
        flipped = bytes([proof[at][0] ^ 1]) + proof[at][1:]
        yield [*proof[:at], flipped, *proof[at + 1 :]]
        yield proof[:at] + proof[at + 1 :]
    yield [*proof, bytes(32)]
    if len(proof) > 1:
        yield proof[::-1]


def test_the_edges_of_consistency() -> None:
    root = tree_of(5).root()
    assert merkle.verify_consistency(0, 5, [], merkle.EMPTY_ROOT, root)
    assert not merkle.verify_consistency(0, 5, [], bytes(32), root)
    assert merkle.verify_consistency(5, 5, [], root, root)
    assert not merkle.verify_consistency(5, 5, [], bytes(32), root)
    assert not merkle.verify_consistency(5, 5, [root], root, root)
    assert not merkle.verify_consistency(6, 5, [], root, root)
    assert not merkle.verify_consistency(3, 5, [], tree_of(3).root(), root)


@pytest.mark.parametrize(("position", "size"), [(-1, 3), (3, 3), (0, 0), (0, 71)])
def test_no_proof_of_what_is_not_there(position, size) -> None:
    with pytest.raises(ValueError, match="no such position"):
        tree_of(70).prove_inclusion(position, size)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (3, 71)])
def test_no_consistency_with_what_is_not_there(first, second) -> None:
    with pytest.raises(ValueError, match=r"earlier tree|not that long"):
        tree_of(70).prove_consistency(first, second)


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier.from_bytes(3, bytes(32))


@settings(max_examples=60, deadline=None)
@given(batches=st.lists(st.lists(st.binary(max_size=40), max_size=30), max_size=8), data=st.data())
def test_any_sequence_of_appends_agrees_with_another_implementation(batches, data) -> None:
    entries = [entry for batch in batches for entry in batch]
    tree, oracle = merkle.Tree(), pymerkle.InmemoryTree()
    for batch in batches:
        if data.draw(st.booleans()):
            tree.extend(batch)
        else:
            for entry in batch:
                tree.append(entry)
    for entry in entries:
        oracle.append_entry(entry)
    if not entries:
        assert tree.root() == merkle.EMPTY_ROOT
        return
    size = data.draw(st.integers(1, len(entries)))
    position = data.draw(st.integers(0, size - 1))
    assert tree.root(size) == oracle.get_root(size) == naive.mth(entries[:size])
    leaf = merkle.leaf_hash(entries[position])
    theirs = oracle.prove_inclusion(position + 1, size)
    base = position & 1
    if len(theirs.path) > 1 and theirs.path[base] != leaf:
        base = theirs.path.index(leaf)
    ours = tree.prove_inclusion(position, size)
    assert theirs.path[:base] + theirs.path[base + 1 :] == ours
    theirs.path = [*ours[:base], leaf, *ours[base:]]
    pymerkle.verify_inclusion(leaf, tree.root(size), theirs)
    pymerkle.verify_consistency(tree.root(size), tree.root(), oracle.prove_consistency(size, len(entries)))
    consistency = tree.prove_consistency(size)
    assert merkle.verify_consistency(
        size, len(entries), consistency, oracle.get_root(size), oracle.get_root()
    )


def test_the_leaf_and_the_node_are_hashed_apart() -> None:
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.node_hash(left, right) != merkle.leaf_hash(left + right)
    assert merkle.leaf_hash(b"") == hashlib.sha256(b"\0").digest()
