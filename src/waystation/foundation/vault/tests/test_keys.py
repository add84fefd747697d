"""Words, passphrases, shares, signatures and scratch files."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.vault import (
    boxes,
    holders,
    padding,
    passphrase,
    primitives,
    receipts,
    recovery,
    scratch,
    sections,
    signing,
)
from waystation.foundation.vault.models import Holder
from waystation.foundation.vault.ring import Ring


@given(data=st.binary(max_size=3000))
def test_padding_comes_off_again_and_hides_the_length(data) -> None:
    padded = padding.pad(data)
    assert padding.unpad(padded) == data
    assert len(padded) == padding.bucket(len(data) + 4)


@settings(max_examples=60, deadline=None)
@given(entropy=st.binary(min_size=16, max_size=16), language=st.sampled_from(["en", "ru", "fr", "es", "tr"]))
def test_twelve_words_lead_back_however_they_are_typed(entropy, language) -> None:
    words = receipts.words_of(entropy, language)
    assert receipts.entropy_of(" ".join(words)) == entropy
    assert receipts.entropy_of("1. " + ",\n".join(word.upper() for word in words)) == entropy
    assert receipts.entropy_of(unicodedata.normalize("NFD", " ".join(words))) == entropy


def test_every_word_of_every_list_can_be_typed() -> None:
    for book in receipts._BOOKS.values():
        assert len(set(book.wordlist)) == 2048
        assert all(
            receipts._match(receipts._tidy(word).strip(), book) == at for at, word in enumerate(book.wordlist)
        )


def test_four_letters_of_each_word_are_enough() -> None:
    entropy = receipts.new_entropy()
    assert receipts.entropy_of(" ".join(word[:4] for word in receipts.words_of(entropy, "en"))) == entropy


def test_a_mistyped_word_is_pointed_at() -> None:
    words = receipts.words_of(bytes(16), "ru")
    words[4] = "ъъъъъ"
    with pytest.raises(receipts.WordsUnknown) as caught:
        receipts.entropy_of(" ".join(words))
    assert caught.value.doubtful == (5,)


def test_two_swapped_words_are_noticed() -> None:
    words = receipts.words_of(bytes(range(16)), "en")
    words[0], words[5] = words[5], words[0]
    with pytest.raises(receipts.WordsUnknown):
        receipts.entropy_of(" ".join(words))


@pytest.mark.django_db
def test_a_passphrase_opens_its_own_lock_only() -> None:
    locked = passphrase.lock("верный пароль", b"p" * 96, "holder")
    assert passphrase.unlock("верный пароль", locked, "holder") == b"p" * 96
    with pytest.raises(passphrase.WrongPassphrase):
        passphrase.unlock("неверный", locked, "holder")
    with pytest.raises(primitives.Unopenable):
        passphrase.unlock("верный пароль", locked, "another")


@pytest.mark.django_db
def test_three_of_five_bring_everything_back_and_two_do_not(someone) -> None:
    Holder.objects.filter(kind=holders.RECOVERY).update(is_retired=True)
    shares = recovery.create_recovery(needed=3, people=5)
    noor, noors = someone()
    section = sections.create_section(noors, kind="story", to=[noor])
    assert sections.holds(recovery.ring_from([shares[4], shares[0], shares[2]]), section)
    with pytest.raises(recovery.SharesUnfit):
        recovery.ring_from(shares[:2])
    with pytest.raises(recovery.SharesUnfit):
        recovery.ring_from([shares[0], shares[1], shares[2].replace(shares[2].split()[5], "academic")])
    with pytest.raises(ValueError, match="two people"):
        recovery.create_recovery(needed=1, people=5)


def test_a_signature_needs_both_halves() -> None:
    signature, public = signing.sign(b"head"), signing.signing_public_key()
    assert signing.verify_signature(public, b"head", signature)
    assert not signing.verify_signature(public, b"heax", signature)
    for at in (0, 5, 70, len(signature) - 1):
        broken = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not signing.verify_signature(public, b"head", broken)


def test_a_box_opens_for_its_purpose_only() -> None:
    made = boxes.close_box(b"cookie", b"key", purpose="session", about="s1", pepper=b"desk")
    assert boxes.open_box(b"cookie", made, purpose="session", about="s1", pepper=b"desk") == b"key"
    for wrong in (
        {"purpose": "other", "about": "s1", "pepper": b"desk"},
        {"purpose": "session", "about": "s2", "pepper": b"desk"},
        {"purpose": "session", "about": "s1"},
    ):
        with pytest.raises(primitives.Unopenable):
            boxes.open_box(b"cookie", made, **wrong)


@pytest.mark.django_db
def test_what_is_sealed_to_a_line_opens_for_its_members_only(someone, team) -> None:
    (noor, noors), (_, idris) = someone(), someone()
    line = team(noor)
    blob = holders.seal_to_line(line, b"look", purpose="note", about="x")
    assert holders.open_from_line(noors, blob, purpose="note", about="x") == b"look"
    with pytest.raises(sections.NotGranted):
        holders.open_from_line(idris, blob, purpose="note", about="x")
    with pytest.raises(primitives.Unopenable):
        holders.open_from_line(noors, blob, purpose="note", about="y")


@settings(max_examples=50, deadline=None)
@given(deeds=st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=200)), max_size=12))
def test_a_scratch_file_behaves_like_a_file(deeds) -> None:
    import io

    real, ours = io.BytesIO(), scratch.scratch_file()
    for at, data in deeds:
        real.seek(at)
        ours.seek(at)
        if data:
            size = len(real.getvalue())
            if at > size:
                real.seek(size)
                ours.seek(size)
            real.write(data)
            ours.write(data)
    real.seek(0)
    ours.seek(0)
    assert ours.read() == real.read()
    ours.close()


def test_nothing_prints_a_key() -> None:
    pair = primitives.new_key_pair()
    printed = repr(pair) + repr(Ring("h", pair.private)) + str(Ring("h", pair.private))
    assert pair.private.hex()[:8] not in printed
    assert "…" in printed
