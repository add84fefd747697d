"""One log against itself: every entry against its leaf, the tree against the tip, the signed heads against the tree."""

from collections.abc import Iterator

from waystation.foundation.ledger import formats, merkle
from waystation.foundation.ledger.cards import Finding
from waystation.foundation.ledger.models import Cosignature, Entry, Head, Mark, Tip
from waystation.foundation.ledger.operations import TRAIL, tip_ref
from waystation.foundation.ledger.queries import leaf_of, origin_of
from waystation.foundation.vault import api as vault

CHUNK = 500
ENTRY, TIP, HEAD, MARK, COSIGNATURE = (
    "ledger.entry",
    "ledger.tip",
    "ledger.head",
    "ledger.mark",
    "ledger.cosignature",
)


class LogCheck:
    """A round through one log; ``entries`` counts what was read."""

    def __init__(self, log: str) -> None:
        self.log = log
        self.entries = 0
        self._frontier = merkle.Frontier()
        self._roots = {0: merkle.EMPTY_ROOT}
        self._is_whole = True

    def run(self) -> Iterator[Finding]:
        """Yield what is wrong with the log."""
        # Heads before the tip: entries and heads that come while this runs must not look like a cut log.
        heads = list(Head.objects.filter(log=self.log).order_by("size", "signed_on"))
        tip = Tip.objects.filter(log=self.log).first()
        if tip is None:
            yield Finding(TIP, "", f"the log {self.log} has entries or heads but no tip")
            tip = Tip(ref=tip_ref(self.log), log=self.log, size=Entry.objects.filter(log=self.log).count())
        yield from self._check_entries({head.size for head in heads}, tip.size)
        yield from self._check_tip(tip)
        for head in heads:
            yield from self._check_head(head)

    def _check_entries(self, sizes: set[int], end: int) -> Iterator[Finding]:
        expected = 0
        while True:
            entries = list(
                Entry.objects.filter(log=self.log, position__gte=expected, position__lt=end).order_by(
                    "position"
                )[:CHUNK]
            )
            marks = _marks_in_order(entries)
            for entry in entries:
                yield from self._check_gap(expected, entry.position)
                yield from self._check_entry(entry, marks.get(entry.ref, []))
                expected = entry.position + 1
                self.entries += 1
                if self._is_whole and expected in sizes:
                    self._roots[expected] = self._frontier.root()
            if not entries:
                break
        yield from self._check_gap(expected, end)

    def _check_gap(self, expected: int, position: int) -> Iterator[Finding]:
        if position == expected:
            return
        self._is_whole = False
        missing = (
            f"entry {expected} is"
            if position == expected + 1
            else f"entries {expected} to {position - 1} are"
        )
        yield Finding(ENTRY, "", f"{missing} missing from the log {self.log}")

    def _check_entry(self, entry: Entry, marks: list[Mark]) -> Iterator[Finding]:
        leaf = _leaf(entry, marks)
        subtrees = bytes(entry.subtrees)
        fits = (
            leaf is not None
            and entry.ref == formats.ref_of(leaf)
            and subtrees[: merkle.DIGEST] == leaf
            and _body_fits(entry)
        )
        if not fits:
            yield Finding(ENTRY, entry.ref, f"entry {entry.position} of the log {self.log} was altered")
        for place, mark in enumerate(marks):
            if mark.place != place or mark.ref != formats.ref_of(bytes(mark.tag)):
                yield Finding(MARK, mark.ref, f"a mark of entry {entry.position} was altered")
        if self._is_whole:
            # The stored leaf goes on: one altered entry is then one finding, not one for each after it.
            self._frontier, made = self._frontier.append(subtrees[: merkle.DIGEST])
            if b"".join(made) != subtrees:
                self._is_whole = False
                yield Finding(
                    ENTRY,
                    entry.ref,
                    f"the tree of the log {self.log} does not fit from entry {entry.position} on",
                )

    def _check_tip(self, tip: Tip) -> Iterator[Finding]:
        if tip.ref != tip_ref(self.log):
            yield Finding(TIP, tip.ref, f"the tip of the log {self.log} was altered")
        if self._is_whole and self._frontier.to_bytes() != bytes(tip.peaks):
            yield Finding(TIP, tip.ref, f"the tip of the log {self.log} does not fit its entries")

    def _check_head(self, head: Head) -> Iterator[Finding]:
        message = b""
        try:
            message = formats.head_message(
                origin=origin_of(head.log), size=head.size, root=bytes(head.root), signed_on=head.signed_on
            )
        except AttributeError:
            yield Finding(HEAD, head.ref, "the head has no day")
        public, signature = bytes(head.public_key), bytes(head.signature)
        if public != vault.signing_public_key():
            yield Finding(HEAD, head.ref, "the head is signed with a key that is not ours")
        holds = vault.verify_signature(public, message, signature)
        if not holds or head.ref != formats.ref_of_text(signature.hex()):
            yield Finding(HEAD, head.ref, "the signature of the head does not hold")
        if self._roots.get(head.size) != bytes(head.root):
            yield Finding(
                HEAD, head.ref, f"the log {self.log} is not the one that was signed at {head.size} entries"
            )
        for cosignature in Cosignature.objects.filter(head=head):
            signature = bytes(cosignature.signature)
            holds = vault.verify_signature(
                bytes(cosignature.public_key), formats.cosignature_message(message), signature
            )
            if not holds or cosignature.ref != formats.ref_of_text(signature.hex()):
                yield Finding(COSIGNATURE, cosignature.ref, "the cosignature does not hold")


def _marks_in_order(entries: list[Entry]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    stored = Mark.objects.filter(entry__in=[entry.ref for entry in entries]).order_by("entry", "place", "ref")
    for mark in stored:
        found.setdefault(mark.entry_id, []).append(mark)
    return found


def _body_fits(entry: Entry) -> bool:
    if not entry.body_hash:  # of a public log, whose leaf is what the commitment's column holds
        return entry.log != TRAIL and not entry.sealed and formats.is_public(bytes(entry.commitment))
    return formats.body_digest(bytes(entry.sealed)) == bytes(entry.body_hash)


def _leaf(entry: Entry, marks: list[Mark]) -> bytes | None:
    try:
        plain = [
            formats.RowMark(formats.Kind(mark.kind), bytes(mark.tag), bytes(mark.digest)) for mark in marks
        ]
    except ValueError:
        return None
    return merkle.leaf_hash(leaf_of(entry, plain))
