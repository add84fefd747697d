"""Signing, confirming, being counted, taking everything back: through the pages, as people do it."""

import json
import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.message import sanitize_address

from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger.models import Entry
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.models import Removal, Signature, WaitingMail
from waystation.testing import petitions as props

LINK = re.compile(r"/(?:en|ru)/petitions/link/([0-9a-f]{32})/")


def post(front, ref, **form):
    return front.post(f"/en/petitions/{ref}/sign/", form)


def mails(at):
    petitions.send_waiting({}, at)
    found, mail.outbox[:] = list(mail.outbox), []
    return found


def test_kira_writes_ruth_approves_and_malika_signs_and_is_counted(cast, at, front):
    ref = props.an_open_petition(cast, at)
    assert "Sign" in front.get(f"/en/petitions/{ref}/").content.decode()
    answer = post(front, ref, **props.form(1, name="Малика", contact="Malika+x@Example.org"))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/thanks/")
    [sent] = mails(at)
    assert sent.to == ["Malika+x@example.org"]
    assert props.WORDS["en"]["title"] not in sent.subject + sent.body
    path = LINK.search(sent.body).group()
    assert "Yes, count me" in front.get(path).content.decode()
    assert Signature.objects.get().state == "pending", "opening a link must confirm nothing"
    page = front.post(path, {"go": "confirm"}).content.decode()
    receipt = re.search(r"receipt\">\s*([a-z2-7-]{31})", page).group(1)
    assert petitions.count_petition(petition=ref, at=at) == 0, "one alone must not move the number"
    props.signed(ref, range(2, 60), at)
    assert petitions.count_petition(petition=ref, at=at) == 59
    assert petitions.get_public(ref, "en").count.standing == 59
    looked = front.post(f"/en/petitions/{ref}/check/", {"contact": "malika@example.org", "receipt": receipt})
    assert "You are in the log" in looked.content.decode()
    looked = front.post(f"/en/petitions/{ref}/check/", {"contact": "other@example.org", "receipt": receipt})
    assert "You are in the log" not in looked.content.decode()


def test_who_signed_before_is_told_by_mail_only(cast, at, front):
    ref = props.an_open_petition(cast, at)
    first = post(front, ref, **props.form(1))
    mails(at)
    assert not Signature.objects.exclude(mailed_on=at.date())
    again = post(front, ref, **props.form(1, contact="SIGNER1@example.org", name="Somebody else"))
    assert (again.status_code, again.headers["Location"]) == (first.status_code, first.headers["Location"])
    assert Signature.objects.count() == 1
    assert mails(at) == [], "one address gets one mail a day"
    Signature.objects.update(mailed_on="2017-05-01", state="confirmed")
    post(front, ref, **props.form(1))
    [sent] = mails(at)
    assert "confirmed already" in sent.body


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(cast, at, front):
    ref = props.an_open_petition(cast, at)
    page = post(
        front, ref, name="Amal", contact="no address", country="", comment="Because."
    ).content.decode()
    assert "does not look like an e-mail address" in page
    assert "Choose the country" in page
    assert "Because." in page
    assert Signature.objects.count() == 0


def test_nobody_signs_what_is_not_open(cast, at, front):
    ref = props.an_open_petition(cast, at)
    petitions.move_petition(actor=cast.kira, petition=ref, move="pause", at=at)
    assert "cannot be signed" in post(front, ref, **props.form(1)).content.decode()
    assert Signature.objects.count() == 0


def test_taking_back_erases_everything_and_is_counted_in_public(cast, at, front):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(60), at)
    petitions.count_petition(petition=ref, at=at)
    link = f"/en/petitions/link/{props.link_of(ref, props.typed(3)).hex()}/"
    assert "Take everything back?" in front.post(link, {"go": "ask"}).content.decode()
    assert "Everything is erased" in front.post(link, {"go": "withdraw"}).content.decode()
    assert Signature.objects.count() == 59
    assert front.get(link).status_code == 404
    assert Removal.objects.count() == 1
    props.signed(ref, range(100, 150), at)
    petitions.count_petition(petition=ref, at=at)
    count = petitions.get_public(ref, "en").count
    assert (count.standing, count.withdrawn) == (109, 1)


def test_where_signing_is_dangerous_there_is_no_receipt(cast, at, front):
    ref = props.an_open_petition(cast, at, is_dangerous=True)
    props.signed(ref, range(1), at)
    page = front.get(f"/en/petitions/link/{props.link_of(ref, props.typed(0)).hex()}/").content.decode()
    assert "there is no receipt" in page
    assert 'receipt">' not in page
    props.signed(ref, range(1, 99), at)
    assert petitions.count_petition(petition=ref, at=at) == 0, "larger groups where it is dangerous"


def test_unconfirmed_signatures_die_and_nothing_is_left(cast, at, front):
    ref = props.an_open_petition(cast, at)
    post(front, ref, **props.form(1))
    mails(at)
    petitions.sweep({}, at + timedelta(hours=72))
    assert Signature.objects.count() == 1, "seventy-two hours are seventy-two hours"
    petitions.sweep({}, at + timedelta(days=4))
    assert Signature.objects.count() == 0
    assert WaitingMail.objects.count() == 0


def test_what_was_sealed_opens_with_the_private_half_alone(cast, at, front):
    pair = vault.new_key_pair()
    ref = props.an_open_petition(cast, at, pair=pair)
    props.signed(ref, range(55), at)
    petitions.count_petition(petition=ref, at=at)
    noted = Entry.objects.filter(log=ledger.TRAIL).count()
    head, *lines = petitions.export_sealed(actor=cast.kira, petition=ref, at=at)
    assert Entry.objects.filter(log=ledger.TRAIL).count() == noted + 1
    opened = list(petitions.open_sealed(iter([head, *lines]), pair.private))
    assert sorted(one["contact"] for one in opened) == sorted(f"signer{n}@example.org" for n in range(55))
    with pytest.raises(vault.Unopenable):
        list(petitions.open_sealed(iter([head, *lines]), vault.new_key_pair().private))


def test_a_mail_that_cannot_leave_waits(cast, at, front, monkeypatch):
    ref = props.an_open_petition(cast, at)
    post(front, ref, **props.form(1))
    post(front, ref, **props.form(2))
    sent = []

    def breaks(self, **_):
        if sent:
            raise smtplib.SMTPServerDisconnected
        sent.append(self)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", breaks)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        petitions.send_waiting({}, at)
    assert WaitingMail.objects.count() == 1


def test_an_address_no_mail_can_carry_holds_up_nobody(cast, at, front, monkeypatch):
    ref = props.an_open_petition(cast, at)
    post(front, ref, **props.form(1, contact="=?utf-8?b?Cg==?=@example.org"))
    post(front, ref, **props.form(2))
    sent = []
    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send",
        lambda self, **_: sent.append(sanitize_address(*self.to, "utf-8")),
    )
    petitions.send_waiting({}, at)
    assert sent == ["signer2@example.org"]
    assert WaitingMail.objects.count() == 0


def test_what_the_server_does_not_want_now_is_tried_again_and_one_day_let_go(cast, at, front, monkeypatch):
    ref = props.an_open_petition(cast, at)
    post(front, ref, **props.form(1))
    post(front, ref, **props.form(2))
    codes, sent = {"signer1@example.org": 450, "signer2@example.org": 550}, []

    def is_greylisted(self, **_):
        sent.append(*self.to)
        raise smtplib.SMTPRecipientsRefused({self.to[0]: (codes[self.to[0]], b"")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", is_greylisted)
    petitions.send_waiting({}, at)
    assert sorted(sent) == sorted(codes)
    assert WaitingMail.objects.count() == 1
    petitions.send_waiting({}, at)
    assert sent[2:] == ["signer1@example.org"]
    petitions.sweep({}, at + timedelta(days=4))
    assert WaitingMail.objects.count() == 0


def test_the_doctor_reads_public_logs_and_finds_nothing_wrong(cast, at):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(60), at)
    petitions.count_petition(petition=ref, at=at)
    assert not [finding for finding in ledger.doctor() if finding.is_wrong]


def test_machines_read_the_same_numbers(cast, at, front):
    ref = props.an_open_petition(cast, at)
    props.signed(ref, range(60), at)
    petitions.count_petition(petition=ref, at=at)
    assert json.loads(front.get(f"/en/petitions/{ref}/count.json").content)["standing"] == 60
    log = b"".join(front.get(f"/en/petitions/{ref}/log.jsonl").streaming_content).decode().splitlines()
    assert len(log) == 61
    for name in ("text.json", "head.json", "countries.csv"):
        assert front.get(f"/en/petitions/{ref}/{name}").status_code == 200
