"""The rehearsal: a backup is made while the house is at work, and brought back on another machine."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
from django.db import connection

from waystation.foundation.vault import api as vault
from waystation.site import backups
from waystation.site.database import database

from installations import Own, postgres_database

MARKER = "Khava of the northern market"
PASSPHRASE = "nine storks above the bridge"
INIT = ("--organisation", "House", "--login", "ruth", "--name", "Ruth", "--shares", "2/3")

FILL = f"""
from waystation.foundation.kernel import clock
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
staged = vault.stage([b"{MARKER}" * 9000], on=clock.today())
upload = intake.Upload(staged.ref, staged.key, staged.length, "letter.txt")
receipt = intake.seal_request(answers=intake.Answers(happening="{MARKER}"), entropy=vault.new_entropy(), language="ru",
    attachments=[upload], at=clock.now())
from waystation.foundation.library import archive
from waystation.foundation.library.fetching import Exchange
from waystation.foundation.library.models import Clipping
answer = b"HTTP/1.1 200 OK\\r\\n\\r\\n<p>A public page"
exchange = Exchange("https://paper.example/", "", b"GET / HTTP/1.1\\r\\n\\r\\n", answer, clock.now())
name, size = archive.keep([exchange])
days = dict.fromkeys(("clipped_on", "filed_on"), clock.today())
Clipping.objects.create(state="clipped", archive_hash=name, archive_size=size, **days)
print(" ".join(receipt.words))
"""
# Reads everything with the recovery key and logs the supervisor in, under each epoch key named; 0 is none at all.
READ = f"""
from pathlib import Path
from django.apps import apps
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.foundation.vault import keystore
from waystation.foundation.vault.models import SealedFile, SealedRow

NOTHING = (vault.NotGranted, vault.Unopenable, vault.KeysMissing)

def read_all():
    recovery = vault.ring_from(Path("SHARES").read_text().splitlines())
    read = failed = 0
    try:
        assert staff.unlock("ruth", "{PASSPHRASE}").name == "Ruth"
        read += 1
    except NOTHING:
        failed += 1
    for model in apps.get_models():
        for row in model.objects.select_related("section") if issubclass(model, SealedRow) else ():
            try:
                vault.read(recovery, row)
                if isinstance(row, SealedFile):
                    assert b"".join(vault.open_file(recovery, row)) == b"{MARKER}" * 9000
                read += 1
            except NOTHING:
                failed += 1
    return read, failed

for key in KEYS:
    path = vault.keys_folder() / "epoch-1.key"
    path.unlink(missing_ok=True)
    if key:
        path.touch(0o600)
        path.write_text(key)
    keystore._read.cache_clear()
    print(*read_all())
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kind(request):
    if request.param == "postgresql" and connection.vendor != "postgresql":
        pytest.skip("the tests run on SQLite")
    return request.param


@pytest.fixture
def place(kind, tmp_path):
    """Make further installations on one kind of database."""
    return lambda name: Own(tmp_path / name, postgres_database() if kind == "postgresql" else "")


@pytest.fixture(scope="module")
def at_work(kind, tmp_path_factory) -> Own:
    """One installation, founded and at work, which no test changes for the next; its shares lie beside it."""
    folder = tmp_path_factory.mktemp("rehearsal")
    own = Own(folder / "data", postgres_database() if kind == "postgresql" else "")
    passphrase, shares = folder / "passphrase", folder / "shares"
    passphrase.write_text(PASSPHRASE)
    done = own.command("init", *INIT, "--passphrase-file", str(passphrase), "--shares-file", str(shares))
    assert done.returncode == 0, done.stderr
    shares.write_text("\n".join(line.rpartition(": ")[2] for line in shares.read_text().splitlines()[:2]))
    own.python(FILL)
    return own


@pytest.fixture
def identity(tmp_path) -> tuple[str, Path]:
    made = pyrage.x25519.Identity.generate()
    path = tmp_path / "identity"
    path.write_text(f"# public key: {made.to_public()}\n{made}\n")
    return str(made.to_public()), path


def back_up(own: Own, out: Path, recipient: str) -> Path:
    done = own.command("backup", str(out), "--to", recipient)
    assert done.returncode == 0, done.stderr
    return out


def read_under(own: Own, shares: Path, *keys: str) -> list[tuple[int, ...]]:
    """Return how many things can be read and how many cannot, under each epoch key."""
    told = own.python(READ.replace("SHARES", str(shares)).replace("KEYS", repr(keys)))
    return [tuple(int(number) for number in line.split()) for line in told.splitlines()]


def test_a_backup_opens_nothing_without_the_epoch_key_and_everything_with_it(
    at_work, place, identity, tmp_path
):
    shares, key = at_work.data.parent / "shares", (at_work.data / "keys" / "epoch-1.key").read_text()
    backup = back_up(at_work, tmp_path / "backup.age", identity[0])
    second = place("second")
    done = second.command("restore", str(backup), "--identity", str(identity[1]))
    assert done.returncode == 0, done.stderr
    assert not (second.data / "keys").exists()
    assert key.encode() not in backup.read_bytes()

    shutil.copytree(at_work.data / "keys", second.data / "keys")
    [everything] = read_under(at_work, shares, key)
    assert everything[0] > 5
    assert everything[1] == 0
    nothing = (0, everything[0])
    assert read_under(second, shares, "00" * 32, "", key) == [nothing, nothing, everything]
    assert second.command("check").returncode == 0, second.command("check").stdout
    found = second.json("doctor")
    assert found["is_well"], found
    [copy] = (second.data / "archive").glob("*/*.warc.gz")
    copy.write_bytes(b"altered")
    told = [finding["sentence"] for finding in second.json("doctor")["findings"] if finding["is_wrong"]]
    assert told == [
        "its archived copy is not what its hash says: it cannot be cited; bring it back from a backup"
    ]


def test_without_its_keys_a_restored_house_says_what_is_missing(at_work, place, identity, tmp_path):
    backup = back_up(at_work, tmp_path / "backup.age", identity[0])
    second = place("second")
    second.command("restore", str(backup), "--identity", str(identity[1]))
    checked = second.command("check")
    assert checked.returncode == 1
    assert "bring back the copy of the keys folder" in checked.stdout


def test_nothing_is_overwritten_and_no_half_backup_is_left(at_work, identity, tmp_path):
    backup = back_up(at_work, tmp_path / "backup.age", identity[0])
    before = (at_work.data / "installation.toml").read_bytes()
    refused = at_work.command("restore", str(backup), "--identity", str(identity[1]))
    assert refused.returncode == 1
    assert "already" in refused.stderr
    assert (at_work.data / "installation.toml").read_bytes() == before
    again = at_work.command("backup", str(backup), "--to", identity[0])
    assert again.returncode == 1
    assert "cannot be written" in again.stderr
    nobody = at_work.command("backup", str(tmp_path / "x.age"), "--to", "somebody")
    assert nobody.returncode == 1
    assert "age1" in nobody.stderr
    assert not (tmp_path / "x.age").exists()


@pytest.mark.parametrize("harm", ["cut", "altered", "stranger"])
def test_of_a_damaged_backup_or_with_a_stranger_s_identity_nothing_is_written(
    at_work, identity, tmp_path, harm
):
    sealed, key = io.BytesIO(), identity[1]
    data, kind = at_work.data, database(at_work.database, at_work.data, under_test=True)
    backups.write(sealed, to=identity[0], data=data, database=kind)
    whole = sealed.getvalue()
    if harm == "cut":
        whole = whole[:-1]
    elif harm == "altered":
        whole = whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]
    else:
        key = tmp_path / "stranger"
        key.write_text(str(pyrage.x25519.Identity.generate()))
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(vault.IdentityUnfit):
        backups.restore(
            io.BytesIO(whole), identity=key, data=empty, database=database("", empty, under_test=True)
        )
    assert not list(empty.iterdir())


def test_a_backup_made_while_people_write_is_one_moment(at_work, place, identity, tmp_path):
    writer = "for _ in range(40):\n" + "".join(f"    {line}\n" for line in FILL.strip().splitlines())
    opening = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'waystation.site.settings'; django.setup()\n"
    writing = subprocess.Popen(
        [sys.executable, "-c", opening + writer], env=at_work.variables(), stdout=subprocess.PIPE
    )
    assert writing.stdout is not None
    writing.stdout.readline()
    backup = back_up(at_work, tmp_path / "backup.age", identity[0])
    assert writing.wait(120) == 0
    second = place("second")
    shutil.copytree(at_work.data / "keys", second.data / "keys")
    done = second.command("restore", str(backup), "--identity", str(identity[1]))
    assert done.returncode == 0, done.stderr
    found = second.json("doctor")
    assert [
        finding for finding in found["findings"] if finding["is_wrong"] and finding["table"] != "files"
    ] == []
