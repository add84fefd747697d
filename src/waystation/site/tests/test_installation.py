"""The installation's file and the database's address."""

import io
import stat

import pytest

from waystation import cli
from waystation.site import installation as installations
from waystation.site.database import DatabaseAddressUnknown, database


def test_what_is_written_is_read_again(tmp_path):
    made = installations.new(
        organisation='House "of" the \\ lamp\nЛампа',
        languages=("ru", "en"),
        front=("https://a.example",),
        desk=("http://b.onion",),
    )
    installations.write(tmp_path, made)
    assert installations.read(tmp_path) == made


def test_only_its_owner_reads_the_file(tmp_path):
    path = installations.write(tmp_path / "data", installations.new())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_without_a_file_there_is_no_installation(tmp_path):
    assert installations.read(tmp_path) is None


@pytest.mark.parametrize(
    "text", ["id = ", "id = 'a'", "id = 'a'\nsecret_key = 'b'\nlanguages = []\nmode = 'real'"]
)
def test_a_file_that_makes_no_sense_is_refused_without_being_quoted(tmp_path, text):
    (tmp_path / installations.FILE_NAME).write_text(text)
    with pytest.raises(installations.InstallationUnreadable):
        installations.read(tmp_path)


def test_printing_an_installation_hides_its_secret():
    made = installations.new()
    assert made.secret_key not in repr(made)


def test_sqlite_writes_one_at_a_time_and_survives_a_power_cut(tmp_path):
    table = database("", tmp_path, under_test=False)
    assert table["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in table["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in table["OPTIONS"]["init_command"]


def test_a_postgresql_address_is_taken_apart(tmp_path):
    table = database("postgresql://a%40b:p%2Fw@db.example:5433/way", tmp_path, under_test=False)
    assert (table["USER"], table["PASSWORD"], table["HOST"]) == ("a@b", "p/w", "db.example")
    assert (table["PORT"], table["NAME"]) == ("5433", "way")
    assert "pool" in table["OPTIONS"]


def test_another_database_is_refused(tmp_path):
    with pytest.raises(DatabaseAddressUnknown):
        database("mysql://a/b", tmp_path, under_test=False)


def test_an_address_or_language_that_cannot_work_is_refused_before_anything_is_written(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("WAYSTATION_DATA", str(tmp_path / "data"))
    line = ["init", "--organisation", "House", "--front", "example.org/", "--languages", "en,zz"]
    assert cli.main(line) == 2
    said = capsys.readouterr().err
    assert "'example.org/'" in said
    assert "'zz'" in said
    assert not (tmp_path / "data").exists()


def test_what_stands_in_the_way_is_said_in_a_sentence_and_not_in_a_trace(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("WAYSTATION_DATA", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert cli.main(["init"]) == 1
    (tmp_path / installations.FILE_NAME).write_text("id = [")
    assert cli.main(["init"]) == 1
    said = capsys.readouterr().err
    assert "Stopped" in said
    assert "mend it by hand" in said


def test_no_key_is_said_to_be_destroyed_that_was_never_there(capsys):
    assert cli.main(["keys", "destroy-epoch", "77"]) == 1
    assert "Nothing was destroyed" in capsys.readouterr().err
