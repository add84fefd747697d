"""The audit by random sample: nobody could know who is drawn, only they are opened, and what was found is public."""

import csv
import json
import subprocess
import sys
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import Invalid, NotHere, Refused
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions import command
from waystation.outreach.petitions.models import Signature
from waystation.outreach.petitions.rules import audit
from waystation.testing import petitions as props

VECTOR = json.loads(
    (Path(__file__).parents[5] / "docs" / "spec" / "vectors" / "petition-audit-v1.json").read_text()
)
VERIFIER = Path(__file__).parents[5] / "verifier" / "waystation_verify.py"
DRAW = {"source": "Lotto 6 aus 49,  main numbers", "number": 20}


def test_the_sample_is_what_the_specification_says():
    root = bytes.fromhex(VECTOR["root"])
    randomness = audit.spell_randomness(
        VECTOR["source"], date.fromisoformat(VECTOR["drawn_on"]), VECTOR["result"]
    )
    standing = audit.still_standing(bytes.fromhex(leaf) for leaf in VECTOR["leaves"])
    assert standing == VECTOR["standing"]
    about = {"origin": VECTOR["origin"], "root": root, "randomness": randomness}
    assert audit.draw(**about, standing=standing, number=VECTOR["wanted"]) == VECTOR["positions"]


@settings(max_examples=25, deadline=None)
@given(
    standing=st.sets(st.integers(0, 10**6), max_size=60).map(sorted),
    number=st.integers(0, 80),
    result=st.text(max_size=9),
)
def test_a_sample_is_drawn_once_each_and_follows_from_the_draw_alone(standing, number, result):
    about = {"origin": "waystation/x/petition:y", "root": bytes(32), "standing": standing}
    drawn = audit.draw(**about, randomness=result, number=number)
    assert len(drawn) == len(set(drawn)) == min(number, len(standing))
    assert set(drawn) <= set(standing)
    assert drawn == audit.draw(**about, randomness=result, number=number + 5)[:number]


def test_everybody_is_drawn_alike():
    drawn = [
        place
        for result in range(1000)
        for place in audit.draw(
            origin="o", root=bytes(32), randomness=str(result), standing=range(20), number=3
        )
    ]
    assert stats.chisquare([drawn.count(place) for place in range(20)]).pvalue > 0.001


@pytest.mark.parametrize(
    ("bad", "among", "said"),
    [(0, 300, "1"), (0, 1000, "0.3"), (0, 2, "100"), (3, 300, "2.6"), (5, 5, "100"), (0, 0, "100")],
)
def test_a_bound_is_said_plainly_and_never_too_small(bad, among, said):
    bound = audit.at_most(bad, among)
    assert audit.per_cent(bound) == said
    if 0 < bound < 1:
        assert stats.binom.cdf(bad, among, bound) <= 0.05 + 1e-9


@pytest.fixture
def settled(cast, at):
    pair = vault.new_key_pair()
    ref = props.an_open_petition(cast, at, pair=pair)
    props.signed(ref, range(30), at)
    petitions.count_petition(petition=ref, at=at, is_last=True)
    petitions.withdraw(token=props.link_of(ref, props.typed(3)), at=at)
    petitions.move_petition(actor=cast.kira, petition=ref, move="close", at=at)
    later = at + timedelta(days=4)
    petitions.move_petition(actor=cast.kira, petition=ref, move="settle", at=later)
    return ref, later, pair


def drawn(cast, ref, later):
    day = later + timedelta(days=1)
    petitions.announce_audit(actor=cast.kira, petition=ref, drawn_on=day.date(), at=later, **DRAW)
    petitions.draw_sample(actor=cast.olga, petition=ref, result="3 14 15 26 35 49", at=day)
    return day


def test_the_draw_is_named_before_it_exists_and_once(cast, settled):
    ref, later, _pair = settled
    announce = {"actor": cast.kira, "petition": ref, "at": later, **DRAW}
    for day in (later, later + timedelta(days=27)):
        with pytest.raises(Invalid):
            petitions.announce_audit(drawn_on=day.date(), **announce)
    tomorrow = later + timedelta(days=1)
    petitions.announce_audit(drawn_on=tomorrow.date(), **announce)
    with pytest.raises(NotHere):
        petitions.announce_audit(drawn_on=tomorrow.date(), **announce)
    with pytest.raises(Refused):
        petitions.draw_sample(actor=cast.kira, petition=ref, result="1 2 3", at=later)
    with pytest.raises(Refused):
        petitions.move_petition(actor=cast.kira, petition=ref, move="archive", at=later)
    after = later + timedelta(days=30)
    petitions.move_petition(actor=cast.kira, petition=ref, move="archive", at=after)


def run(*arguments):
    parser = ArgumentParser()
    command.register(parser.add_subparsers())
    return command.run(parser.parse_args(["campaign", *map(str, arguments)]))


def handed_out(cast, ref, at, folder, pair):
    lines = petitions.export_sample(actor=cast.kira, petition=ref, at=at)
    (folder / "sample.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in petitions.export_log(ref)))
    (folder / "key").write_text(pair.private.hex())


def test_the_key_holder_opens_those_drawn_and_a_swapped_row_is_named(cast, settled, tmp_path, capsys):
    ref, later, pair = settled
    day = drawn(cast, ref, later)
    found = petitions.get_audit(ref)
    positions = petitions.audit_document(ref)["positions"]
    assert (found.drawn, found.source) == (20, "Lotto 6 aus 49, main numbers")
    bent, other = Signature.objects.filter(position__in=positions).order_by("ref")[:2]
    Signature.objects.filter(ref=bent.ref).update(sealed=other.sealed, strand=other.strand)
    gone = Signature.objects.filter(position=positions[5]).exclude(ref__in=(bent.ref, other.ref))
    if gone.delete()[0] == 0:
        Signature.objects.filter(position=positions[6]).delete()
    handed_out(cast, ref, day, tmp_path, pair)
    arguments = ("audit-open", tmp_path / "sample.jsonl", tmp_path / "log.jsonl", tmp_path / "sheet.csv")
    assert run(*arguments, "--key", tmp_path / "key") == 0
    said = capsys.readouterr().out
    rows = list(csv.DictReader((tmp_path / "sheet.csv").open()))
    assert [int(row["position"]) for row in rows] == positions
    by_place = {int(row["position"]): row for row in rows}
    assert by_place[bent.position]["in_log"] == "NO"
    assert f"entry {bent.position} matches the public log: NO" in said
    assert [row["in_log"] for row in rows].count("erased since") == 1
    assert [row["in_log"] for row in rows].count("yes") == 18
    assert (tmp_path / "sheet.csv").stat().st_mode & 0o077 == 0
    assert run(*arguments, "--key", tmp_path / "key") == 1, "nothing is overwritten"


def test_rows_that_were_not_drawn_are_not_opened(cast, settled, tmp_path, capsys):
    ref, later, pair = settled
    handed_out(cast, ref, drawn(cast, ref, later), tmp_path, pair)
    lines = [json.loads(line) for line in (tmp_path / "sample.jsonl").read_text().splitlines()]
    lines[0]["audit"]["positions"][0] = min(set(range(30)) - set(lines[0]["audit"]["positions"]))
    (tmp_path / "sample.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    arguments = ("audit-open", tmp_path / "sample.jsonl", tmp_path / "log.jsonl", tmp_path / "sheet.csv")
    assert run(*arguments, "--key", tmp_path / "key") == 1
    assert "Nothing was opened" in capsys.readouterr().err
    assert not (tmp_path / "sheet.csv").exists()


def verify(ref, folder, document):
    (folder / "text.json").write_bytes(petitions.spell_text(ref))
    (folder / "audit.json").write_text(json.dumps(document))
    (folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in petitions.export_log(ref)))
    files = [folder / "log.jsonl", folder / "text.json", "--audit", folder / "audit.json"]
    done = subprocess.run(
        [sys.executable, VERIFIER, "petition", *files], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_a_finding_is_approved_by_another_published_and_checked_from_outside(
    cast, settled, desk, front, tmp_path
):
    ref, later, _pair = settled
    tomorrow = later + timedelta(days=1)
    with clock.fixed(later):
        desk.enter(cast.kira)
        sent = {**DRAW, "drawn_on": tomorrow.date().isoformat()}
        assert desk.post(f"/petitions/{ref}/audit/", sent).status_code == 302
    with clock.fixed(tomorrow):
        desk.enter(cast.kira)
        assert desk.post(f"/petitions/{ref}/audit/", {"result": "3 14 15 26 35 49"}).status_code == 302
        about = {"auditor": "Ada Quill, notary", "found_on": tomorrow.date().isoformat()}
        wrong = {"reached": "19", "real": "20", "bad": "0", "unreached": "0", **about}
        page = desk.post(f"/petitions/{ref}/audit/", wrong).content.decode()
        assert "must make all who were drawn" in page
        assert "Ada Quill" in page, "what was typed comes back"
        right = {"reached": "18", "real": "18", "bad": "0", "unreached": "2", **about}
        assert desk.post(f"/petitions/{ref}/audit/", right).status_code == 302
        with pytest.raises(Refused):
            petitions.decide_finding(actor=cast.kira, petition=ref, is_approved=True, at=tomorrow)
        assert "Ada Quill" not in front.get(f"/en/petitions/{ref}/").content.decode()
        desk.enter(cast.olga)
        assert "Approve and publish" in desk.get(f"/petitions/{ref}/audit/").content.decode()
        other = {"go": "approve", "version": "another"}
        assert desk.post(f"/petitions/{ref}/audit/decide/", other).status_code == 409
        read = {"go": "approve", "version": petitions.get_audit_for_desk(cast.olga, ref).version}
        assert desk.post(f"/petitions/{ref}/audit/decide/", read).status_code == 302
    page = front.get(f"/en/petitions/{ref}/").content.decode()
    assert "at most 16.7 % are bad, with 95 % confidence" in page
    assert "at most 28.3 %" in page, "those who could not be judged are not forgotten"
    assert "Ada Quill, notary" in front.get(f"/ru/petitions/{ref}/").content.decode()
    document = front.get(f"/en/petitions/{ref}/audit.json").json()
    code, said = verify(ref, tmp_path, document)
    assert code == 3, said
    assert "20 of 29 signatures were drawn for the audit, and rightly" in said
    bent = {**document, "positions": sorted(document["positions"])}
    assert verify(ref, tmp_path, bent)[0] == 1
    assert verify(ref, tmp_path, {**document, "drawn_on": document["head"]["signed_on"]})[0] == 1
    files = petitions.write_pack(ref, tmp_path / "pack", tomorrow)
    assert "audit.json" in files
    petitions.move_petition(actor=cast.kira, petition=ref, move="archive", at=tomorrow)


def test_nobody_else_comes_near_the_sample(cast, settled, desk):
    ref, later, _pair = settled
    day = drawn(cast, ref, later)
    for actor in (cast.noor, cast.vera, cast.lena):
        desk.enter(actor)
        for page in ("audit/", "audit/sample.jsonl"):
            assert desk.get(f"/petitions/{ref}/{page}").status_code == 404
        with pytest.raises(NotHere):
            petitions.export_sample(actor=actor, petition=ref, at=day)
