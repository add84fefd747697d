"""Signed tree heads: what the organisation answers for, as documents that partners check, cosign and keep."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.ledger import formats, merkle
from waystation.foundation.ledger.cards import CosignatureCard, HeadCard
from waystation.foundation.ledger.models import Cosignature, Head
from waystation.foundation.ledger.operations import TRAIL, lock_tip
from waystation.foundation.ledger.queries import origin_of, root_at
from waystation.foundation.vault import api as vault


class LogForked(Exception):
    """The log does not continue what was signed before, or does not fit its own tip: nothing is signed."""


class DocumentUnfit(Exception):
    """A document from outside cannot be accepted; the message is a sentence that says why."""


@dataclass(frozen=True)
class Statement:
    """What a head or cosignature document says, with the bytes that are signed."""

    origin: str
    size: int
    root: bytes
    signed_on: date
    public_key: bytes
    signature: bytes

    @property
    def message(self) -> bytes:
        """Return the bytes of the head itself, whoever signs."""
        return formats.head_message(
            origin=self.origin, size=self.size, root=self.root, signed_on=self.signed_on
        )


@transaction.atomic
def sign_head(*, at: datetime, log: str = TRAIL) -> HeadCard:
    """Sign the tree head as it stands, dated to the day; the same head on the same day is signed once.

    Runs as a daily job, or when somebody asks for a head. Only a process that can read the signing key may.

    :raises LogForked: the log was cut or rewritten since the last head, or its tip does not fit its entries.
    """
    tip = lock_tip(log)
    day = at.date()
    again = Head.objects.filter(log=log, size=tip.size, signed_on=day).first()
    if again is not None:
        return card_of(again)
    root = merkle.Frontier.from_bytes(tip.size, bytes(tip.peaks)).root()
    _require_continuation(log, tip.size, root)
    message = formats.head_message(origin=origin_of(log), size=tip.size, root=root, signed_on=day)
    signature = vault.sign(message)
    head = Head.objects.create(
        ref=formats.ref_of_text(signature.hex()),
        log=log,
        size=tip.size,
        root=root,
        signed_on=day,
        public_key=vault.signing_public_key(),
        signature=signature,
    )
    return card_of(head)


def _require_continuation(log: str, size: int, root: bytes) -> None:
    last = Head.objects.filter(log=log).order_by("-size", "-signed_on").first()
    try:
        if root_at(log, size) != root:
            raise LogForked
        if last is not None and (last.size > size or root_at(log, last.size) != bytes(last.root)):
            raise LogForked
    except NotHere as exc:
        raise LogForked from exc


def latest_head(log: str = TRAIL) -> HeadCard | None:
    """Return the newest signed head, or None before the first."""
    head = Head.objects.filter(log=log).order_by("-size", "-signed_on").first()
    return None if head is None else card_of(head)


def list_heads(log: str = TRAIL) -> list[HeadCard]:
    """Return every signed head, oldest first."""
    return [card_of(head) for head in Head.objects.filter(log=log).order_by("size", "signed_on")]


def card_of(head: Head) -> HeadCard:
    """Return a head with its cosignatures as plain values."""
    cosignatures = Cosignature.objects.filter(head=head).order_by("ref")
    return HeadCard(
        ref=head.ref,
        origin=origin_of(head.log),
        size=head.size,
        root=bytes(head.root),
        signed_on=head.signed_on,
        public_key=bytes(head.public_key),
        signature=bytes(head.signature),
        cosignatures=tuple(
            CosignatureCard(bytes(one.public_key), bytes(one.signature)) for one in cosignatures
        ),
    )


def head_document(head: HeadCard) -> dict[str, Any]:
    """Return a head as the JSON document that is given to partners and to the verifier."""
    return {
        "format": formats.FORMAT_HEAD,
        "origin": head.origin,
        "size": head.size,
        "root": head.root.hex(),
        "signed_on": head.signed_on.isoformat(),
        "public_key": _encoded(head.public_key),
        "signature": _encoded(head.signature),
        "cosignatures": [
            {"public_key": _encoded(one.public_key), "signature": _encoded(one.signature)}
            for one in head.cosignatures
        ],
    }


def cosign(
    document: Mapping[str, Any],
    *,
    previous: Mapping[str, Any] | None,
    proof: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Sign another organisation's head with our key, having seen that it continues the head we saw before.

    ``previous`` is the head document kept from last time, None only the first time; ``proof`` the consistency proof
    from it to this one. Whoever cosigns keeps ``document`` as the next ``previous``: that is what makes two
    different stories told to two partners come out.

    :raises DocumentUnfit: a signature, the proof, or the order of the two heads is wrong.
    """
    head = _read(document, formats.FORMAT_HEAD)
    _require_signature(head, head.message)
    if previous is not None:
        before = _read(previous, formats.FORMAT_HEAD)
        _require_signature(before, before.message)
        _require_same_signer(before, head)
        _require_consistent(before, head, proof)
    return {
        **{name: document[name] for name in ("origin", "size", "root", "signed_on")},
        "format": formats.FORMAT_COSIGNATURE,
        "public_key": _encoded(vault.signing_public_key()),
        "signature": _encoded(vault.sign(formats.cosignature_message(head.message))),
    }


@transaction.atomic
def attach_cosignature(document: Mapping[str, Any], *, log: str = TRAIL) -> HeadCard:
    """Attach a partner's cosignature to the head it is for.

    :raises DocumentUnfit: it is for no head of ours, or its signature does not hold.
    """
    given = _read(document, formats.FORMAT_COSIGNATURE)
    head = Head.objects.filter(log=log, size=given.size, signed_on=given.signed_on).first()
    if head is None or given.origin != origin_of(log) or given.root != bytes(head.root):
        raise DocumentUnfit("This cosignature is for no head that was signed here.")
    _require_signature(given, formats.cosignature_message(given.message))
    Cosignature.objects.get_or_create(
        ref=formats.ref_of_text(given.signature.hex()),
        defaults={"head": head, "public_key": given.public_key, "signature": given.signature},
    )
    return card_of(head)


def _require_signature(statement: Statement, message: bytes) -> None:
    if not vault.verify_signature(statement.public_key, message, statement.signature):
        raise DocumentUnfit("A signature does not hold.")


def _require_same_signer(before: Statement, head: Statement) -> None:
    if before.origin != head.origin or before.public_key != head.public_key:
        raise DocumentUnfit("The two heads are of different logs or signed with different keys.")


def _require_consistent(before: Statement, head: Statement, proof: Mapping[str, Any] | None) -> None:
    steps: list[bytes] = []
    if proof is not None:
        try:
            steps = [bytes.fromhex(step) for step in proof["path"]]
        except (KeyError, TypeError, ValueError) as exc:
            raise DocumentUnfit("The proof cannot be read.") from exc
    if not merkle.verify_consistency(before.size, head.size, steps, before.root, head.root):
        raise DocumentUnfit("The newer head does not continue the older one, or its proof is missing.")


def _read(document: Mapping[str, Any], form: str) -> Statement:
    try:
        if document["format"] != form:
            raise ValueError(form)
        return Statement(
            origin=str(document["origin"]),
            size=int(document["size"]),
            root=bytes.fromhex(document["root"]),
            signed_on=date.fromisoformat(document["signed_on"]),
            public_key=base64.b64decode(document["public_key"], validate=True),
            signature=base64.b64decode(document["signature"], validate=True),
        )
    except (KeyError, TypeError, ValueError, binascii.Error) as exc:
        raise DocumentUnfit(f"This is not a {form} document.") from exc


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
