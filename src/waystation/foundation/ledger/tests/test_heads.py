"""Heads are signed, continue one another, and carry the signatures of partners who saw that they do."""

from datetime import timedelta

import pytest

from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger.models import Head


def test_a_head_is_signed_once_a_day_and_again_when_the_log_grew(scene) -> None:
    scene.record()
    first = ledger.sign_head(at=scene.at)
    assert ledger.sign_head(at=scene.at) == first
    assert ledger.sign_head(at=scene.at + timedelta(days=1)) != first
    scene.record()
    second = ledger.sign_head(at=scene.at + timedelta(days=1))
    assert second.size == 2
    assert ledger.latest_head() == second
    assert [head.size for head in ledger.list_heads()] == [1, 1, 2]


def test_an_empty_log_has_a_head_too(scene) -> None:
    assert ledger.latest_head() is None
    assert ledger.sign_head(at=scene.at).size == 0
    scene.record()
    assert ledger.sign_head(at=scene.at).size == 1


def test_a_head_tells_the_day_and_no_more(scene) -> None:
    assert ledger.head_document(ledger.sign_head(at=scene.at))["signed_on"] == "2017-05-11"


def test_a_partner_cosigns_what_continues(scene) -> None:
    scene.record()
    before = ledger.head_document(ledger.sign_head(at=scene.at))
    scene.record()
    scene.record()
    after = ledger.head_document(ledger.sign_head(at=scene.at))
    proof = ledger.prove_consistency(1)
    cosignature = ledger.cosign(after, previous=before, proof=proof)
    head = ledger.attach_cosignature(cosignature)
    assert len(head.cosignatures) == 1
    assert len(ledger.attach_cosignature(cosignature).cosignatures) == 1
    assert len(ledger.head_document(head)["cosignatures"]) == 1


def test_a_partner_refuses_two_stories(scene) -> None:
    scene.record()
    before = ledger.head_document(ledger.sign_head(at=scene.at))
    scene.record()
    after = ledger.head_document(ledger.sign_head(at=scene.at))
    proof = ledger.prove_consistency(1)
    wrong = {**proof, "path": ["00" * 32]}
    refused = (
        (after, before, None),
        (after, before, wrong),
        (after, before, {**proof, "path": ["zz"]}),
        (after, before, {"path": 7}),
        (before, after, proof),
        ({**after, "root": "00" * 32}, None, None),
        ({**after, "size": 3}, None, None),
        ({**after, "signed_on": "2017-05-12"}, None, None),
        ({**after, "format": "something"}, None, None),
        ({}, None, None),
        (after, {**before, "origin": "waystation/other/trail"}, proof),
    )
    for document, previous, given in refused:
        with pytest.raises(ledger.DocumentUnfit):
            ledger.cosign(document, previous=previous, proof=given)


def test_two_logs_of_one_signer_are_not_taken_for_one(scene) -> None:
    scene.record()
    scene.record(log="other")
    trail = ledger.head_document(ledger.sign_head(at=scene.at))
    other = ledger.head_document(ledger.sign_head(at=scene.at, log="other"))
    with pytest.raises(ledger.DocumentUnfit, match="different logs"):
        ledger.cosign(other, previous=trail)


def test_a_cosignature_of_something_else_is_not_attached(scene) -> None:
    scene.record()
    cosignature = ledger.cosign(ledger.head_document(ledger.sign_head(at=scene.at)), previous=None)
    head = ledger.latest_head()
    stolen = {**cosignature, "signature": ledger.head_document(head)["signature"]}
    for document in (stolen, {**cosignature, "root": "00" * 32}, {**cosignature, "size": 2}):
        with pytest.raises(ledger.DocumentUnfit):
            ledger.attach_cosignature(document)
    assert Head.objects.count() == 1
