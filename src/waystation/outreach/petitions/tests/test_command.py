"""The key of a campaign as shares: two of three people open what was sealed to it, one alone opens nothing."""

import base64
import itertools
import json
from argparse import ArgumentParser

import pytest

from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions import command
from waystation.testing import petitions as props


def say(*words):
    parser = ArgumentParser()
    command.register(parser.add_subparsers())
    chosen = parser.parse_args(["campaign", *map(str, words)])
    return chosen.run(chosen)


@pytest.fixture
def sealed(cast, at, tmp_path, capsys):
    assert say("new-key", tmp_path / "key", "--shares", "2/3") == 0
    public = capsys.readouterr().out.strip()
    petition = props.an_open_petition(cast, at, pair=vault.KeyPair(b"", base64.b64decode(public)))
    props.signed(petition, range(55), at)
    petitions.count_petition(petition=petition, at=at)
    file = tmp_path / "sealed.jsonl"
    lines = petitions.export_sealed(actor=cast.kira, petition=petition, at=at)
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def test_any_two_of_three_open_the_details_and_one_alone_is_told_why_not(sealed, tmp_path, capsys):
    shares = sorted((tmp_path / "key").iterdir())
    assert len(shares) == 3
    assert {share.stat().st_mode & 0o777 for share in shares} == {0o600}
    for two in itertools.combinations(shares, 2):
        assert say("open", sealed, "--key", *two) == 0
        assert capsys.readouterr().out.count("@example.org") == 55
    assert say("open", sealed, "--key", shares[0]) == 1
    assert "too few" in capsys.readouterr().err


def test_a_key_is_never_written_over(tmp_path, capsys):
    assert say("new-key", tmp_path / "key", "--shares", "2/3") == 0
    assert len(base64.b64decode(capsys.readouterr().out)) == 1216
    before = [share.read_text() for share in sorted((tmp_path / "key").iterdir())]
    assert say("new-key", tmp_path / "key", "--shares", "2/3") == 1
    assert before == [share.read_text() for share in sorted((tmp_path / "key").iterdir())]
    with pytest.raises(SystemExit):
        say("new-key", tmp_path / "other", "--shares", "1/3")
    assert "at least two" in capsys.readouterr().err
