"""The written format and the code agree: good vectors open, broken ones are refused."""

import hashlib
import json
from pathlib import Path

import pytest

from waystation.foundation.vault import keystore, padding, pins, primitives, receipts
from waystation.foundation.vault.models import Holder

VECTORS = json.loads(
    (Path(__file__).parents[5] / "docs/spec/vectors/sealed-record-v1.json").read_text("utf-8")
)


def _names(kind: str) -> list[str]:
    return [vector["name"] for vector in VECTORS[kind]]


@pytest.mark.parametrize("vector", VECTORS["wraps"], ids=_names("wraps"))
def test_wraps(vector) -> None:
    raw = {
        name: bytes.fromhex(vector[name]) for name in ("seed", "private", "public", "info", "data", "blob")
    }
    assert (
        hashlib.shake_256(raw["seed"]).digest(96) == raw["private"]
    )  # X-Wing's own way from its 32-byte seed
    assert primitives.key_pair_from(raw["private"]).public == raw["public"]
    if vector["opens"]:
        assert primitives.unwrap(raw["private"], raw["blob"], raw["info"]) == raw["data"]
    else:
        with pytest.raises(primitives.Unopenable):
            primitives.unwrap(raw["private"], raw["blob"], raw["info"])


@pytest.mark.parametrize("vector", VECTORS["bodies"], ids=_names("bodies"))
def test_bodies(vector) -> None:
    key, bound_to, body, blob = (bytes.fromhex(vector[name]) for name in ("key", "bound_to", "body", "blob"))
    if vector["opens"]:
        assert padding.unpad(primitives.unseal(key, blob, bound_to)) == body
    else:
        with pytest.raises(primitives.Unopenable):
            primitives.unseal(key, blob, bound_to)


@pytest.mark.parametrize("vector", VECTORS["contexts"])
def test_contexts(vector) -> None:
    assert primitives.context(vector["purpose"], *vector["parts"]).hex() == vector["bytes"]


@pytest.mark.parametrize("vector", VECTORS["paddings"])
def test_paddings(vector) -> None:
    padded = padding.pad(bytes.fromhex(vector["body"]))
    assert len(padded) == vector["size"]
    assert hashlib.sha256(padded).hexdigest() == vector["padded"]


@pytest.mark.parametrize("vector", VECTORS["receipts"])
def test_receipts(vector, settings) -> None:
    settings.INSTALLATION_ID = "testinstallatn"
    entropy = bytes.fromhex(vector["entropy"])
    assert " ".join(receipts.words_of(entropy, "en")) == vector["english"]
    assert " ".join(receipts.words_of(entropy, "ru")) == vector["russian"]
    assert receipts.entropy_of(vector["english"]) == receipts.entropy_of(vector["russian"]) == entropy
    assert hashlib.sha256(receipts.private_of(entropy)).hexdigest() == vector["private_sha256"]
    assert receipts.line_of(entropy) == vector["line"]


@pytest.mark.parametrize("vector", VECTORS["pins"], ids=_names("pins"))
def test_pins(vector, settings, tmp_path) -> None:
    settings.INSTALLATION_ID, settings.KEYS_FOLDER = "testinstallatn", str(tmp_path)
    (tmp_path / keystore.TAG).write_text(vector["tag_key"])
    told = {name: vector[name] for name in ("ref", "line", "kind", "generation", "is_retired")}
    holder = Holder(**told, public=bytes.fromhex(vector["public"]), pin=bytes.fromhex(vector["pin"]))
    assert pins.is_pinned(holder)
    holder.is_retired = not holder.is_retired
    assert not pins.is_pinned(holder)


@pytest.mark.parametrize("vector", VECTORS["passphrases"])
def test_passphrases_at_full_strength(vector, monkeypatch) -> None:
    monkeypatch.setattr(primitives, "ARGON_MEMORY_KIB", 64 * 1024)
    monkeypatch.setattr(primitives, "ARGON_PASSES", 3)
    stretched = primitives.stretch(vector["passphrase"], bytes.fromhex(vector["salt"]))
    assert stretched.hex() == vector["stretched"]
    assert primitives.derive(stretched, "login-verifier").hex() == vector["verifier"]
    assert primitives.derive(stretched, "login-key").hex() == vector["key"]


def test_padding_that_is_not_zero_is_refused() -> None:
    padded = bytearray(padding.pad(b"body"))
    padded[-1] = 1
    with pytest.raises(ValueError, match="padding"):
        padding.unpad(bytes(padded))
