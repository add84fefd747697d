"""Merkle trees exactly as certificate transparency hashes them: growing, tree heads, proofs and their verification.

Source: RFC 9162 (2021), section 2.1, whose hashing is that of RFC 6962 (2013): a leaf is SHA-256(0x00 ‖ data), an
inner node SHA-256(0x01 ‖ left ‖ right), and a list of n entries splits at the largest power of two below n.

A tree of n entries is held as *complete subtrees*, named by (level, index): level 0 is a leaf, and (level, index)
covers the entries from index·2^level up to (index+1)·2^level. A complete subtree never changes again, so a log
stores each once. Every hash in a proof is the root of a run of entries and is folded from complete subtrees.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from struct import Struct

Address = tuple[int, int]
Run = tuple[int, int]
Reader = Callable[[int, int], bytes]

DIGEST = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

_PAIR = 2 * DIGEST
_sha256 = hashlib.sha256
_digest_at = Struct(f"{DIGEST}s").unpack_from  # one copy, where a slice makes two


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry (RFC 9162, 2.1.1)."""
    return _sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring subtrees into the one above them (RFC 9162, 2.1.1)."""
    return _sha256(b"\1" + left + right).digest()


def fold(subtrees: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees given from left to right, each larger than the next."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


def subtrees_of(start: int, end: int) -> list[Address]:
    """Name the complete subtrees that make up a run of entries, from left to right, largest first.

    ``start`` must be where such a run can begin: a multiple of the largest power of two not above its length.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def completed_by(position: int) -> list[Address]:
    """Name the subtrees that become complete when the entry at a position is added: its leaf first, then upwards."""
    found = [(0, position)]
    level = 0
    while position & 1:
        position >>= 1
        level += 1
        found.append((level, position))
    return found


def completing_position(level: int, index: int) -> int:
    """Return the position of the entry that makes a subtree complete."""
    return ((index + 1) << level) - 1


@dataclass(frozen=True)
class Frontier:
    """The right edge of a log: all that is needed to add entries and to say the tree head.

    ``peaks`` are the roots of the complete subtrees of ``size`` entries, largest first: one for each one-bit of it.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple["Frontier", list[bytes]]:
        """Add a leaf hash; return the new frontier and the subtrees this completes, as in :func:`completed_by`."""
        made = [leaf]
        peaks = list(self.peaks)
        carry = self.size
        while carry & 1:
            made.append(node_hash(peaks.pop(), made[-1]))
            carry >>= 1
        peaks.append(made[-1])
        return Frontier(self.size + 1, tuple(peaks)), made

    def root(self) -> bytes:
        """Return the Merkle tree hash over everything so far."""
        return fold(self.peaks)

    def to_bytes(self) -> bytes:
        """Return the peaks in a row, 32 bytes each."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, raw: bytes) -> "Frontier":
        """Rebuild a frontier.

        :raises ValueError: there are not as many peaks as the size has one-bits.
        """
        if len(raw) != size.bit_count() * DIGEST:
            raise ValueError("the frontier does not fit its size")
        return cls(size, tuple(raw[at : at + DIGEST] for at in range(0, len(raw), DIGEST)))


def inclusion_runs(position: int, size: int) -> list[Run]:
    """Return the runs of entries whose roots prove that a position is in a tree, from the leaf up (RFC 9162, 2.1.3.1).

    :raises ValueError: there is no such position in a tree of this size.
    """
    if not 0 <= position < size:
        raise ValueError("no such position in a tree of this size")
    runs = []
    level, index, last = 0, position, size - 1
    while last:
        if index & 1:
            runs.append(((index - 1) << level, index << level))
        elif index < last:
            runs.append(((index + 1) << level, min((index + 2) << level, size)))
        index, last, level = index >> 1, last >> 1, level + 1
    return runs


def consistency_runs(first: int, second: int) -> list[Run]:
    """Return the runs whose roots prove that a tree of ``first`` entries begins that of ``second`` (RFC 9162, 2.1.4.1).

    :raises ValueError: the first is empty or larger than the second.
    """
    if not 0 < first <= second:
        raise ValueError("the earlier tree is empty or larger than the later")
    return _subproof(first, 0, second, known=True)


def _subproof(first: int, start: int, end: int, *, known: bool) -> list[Run]:
    """SUBPROOF of the RFC; ``known`` while the earlier tree's root, which the verifier has, is what remains."""
    length = end - start
    if first == length:
        return [] if known else [(start, end)]
    half = 1 << ((length - 1).bit_length() - 1)
    middle = start + half
    if first <= half:
        return [*_subproof(first, start, middle, known=known), (middle, end)]
    return [*_subproof(first - half, middle, end, known=False), (start, middle)]


def addresses(runs: Iterable[Run]) -> set[Address]:
    """Name every complete subtree needed to compute these runs, so that a database can be asked once."""
    return {address for start, end in runs for address in subtrees_of(start, end)}


def path(runs: Iterable[Run], reader: Reader) -> list[bytes]:
    """Compute the hashes of a proof from complete subtrees."""
    return [fold([reader(*address) for address in subtrees_of(*run)]) for run in runs]


class Tree:
    """A whole log's hashes in memory, 64 bytes an entry, for logs whose proofs are wanted by the thousand."""

    __slots__ = ("_edge", "_edge_size", "_leaves", "_levels", "size")

    def __init__(self) -> None:
        self._leaves = bytearray()
        self._levels = [self._leaves]
        self._edge: dict[int, bytes] = {}
        self._edge_size = 0
        self.size = 0

    def append(self, data: bytes) -> int:
        """Add an entry and return its position."""
        position = index = self.size
        below = self._leaves
        below += _sha256(b"\0" + data).digest()
        level = 0
        while index & 1:
            made = _sha256(b"\1" + below[-_PAIR:]).digest()
            level += 1
            index >>= 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            below = self._levels[level]
            below += made
        self.size = position + 1
        return position

    def extend(self, entries: Sequence[bytes]) -> None:
        """Add many entries, a third faster than one by one."""
        start, end = self.size, self.size + len(entries)
        made = [_sha256(b"\0" + data).digest() for data in entries]
        level = 0
        while made:
            if level == len(self._levels):
                self._levels.append(bytearray())
            hashes = self._levels[level]
            hashes += b"".join(made)
            start, end = start >> 1, end >> 1
            made = [
                _sha256(b"\1" + hashes[at : at + _PAIR]).digest()
                for at in range(start * _PAIR, end * _PAIR, _PAIR)
            ]
            level += 1
        self.size += len(entries)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree."""
        at = index * DIGEST
        return bytes(self._levels[level][at : at + DIGEST])

    def root(self, size: int | None = None) -> bytes:
        """Return the tree head over the first ``size`` entries, or over all."""
        return self._root_of((0, self.size if size is None else size))

    def prove_inclusion(self, position: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the entry at a position is under the tree head of a size.

        The same as :func:`inclusion_runs`, walked level by level: petitions ask for millions.

        :raises ValueError: there is no such position.
        """
        size = self.size if size is None else size
        if not 0 <= position < size <= self.size:
            raise ValueError("no such position in a tree of this size")
        proof: list[bytes] = []
        index, complete = position, size
        for level, hashes in enumerate(self._levels):
            sibling = index ^ 1
            if sibling < complete:
                proof += _digest_at(hashes, sibling * DIGEST)
            elif sibling == complete and (sibling << level) < size:
                proof.append(self._edge_root(sibling << level, size))
            index >>= 1
            complete >>= 1
        return proof

    def prove_consistency(self, first: int, second: int | None = None) -> list[bytes]:
        """Return the proof that the tree of ``second`` entries begins with that of ``first``.

        :raises ValueError: the first is empty or larger than the second, or the second larger than the log.
        """
        second = self.size if second is None else second
        if second > self.size:
            raise ValueError("the log is not that long")
        return path(consistency_runs(first, second), self.node)

    def _edge_root(self, start: int, size: int) -> bytes:
        """Return the root from a position to the end; remembered, for proofs under one head share it."""
        if size != self._edge_size:
            self._edge, self._edge_size = {}, size
        found = self._edge.get(start)
        if found is None:
            found = self._edge[start] = self._root_of((start, size))
        return found

    def _root_of(self, run: Run) -> bytes:
        return fold([self.node(*address) for address in subtrees_of(*run)])


def verify_inclusion(leaf: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether a proof shows the leaf hash at a position under a root (RFC 9162, 2.1.3.2)."""
    if not 0 <= position < size:
        return False
    index, last, made = position, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            made = node_hash(step, made)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            made = node_hash(made, step)
        index, last = index >> 1, last >> 1
    return last == 0 and made == root


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Say whether a proof shows that the later tree begins with the earlier one (RFC 9162, 2.1.4.2).

    Every tree begins with the empty one, which needs no proof but must carry the empty root.
    """
    if first in {0, second}:
        expected = EMPTY_ROOT if first == 0 else second_root
        return not proof and first <= second and first_root == expected
    if not 0 < first < second or not proof:
        return False
    steps = list(proof)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            new = node_hash(new, step)
        index, last = index >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
