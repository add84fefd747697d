"""Writing to those who decide: found by ZIP, made one's own, sent by every way, counted, and kept nowhere."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from waystation.foundation.kernel import floods
from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid
from waystation.outreach.letters import api as letters
from waystation.outreach.letters.front import patience
from waystation.outreach.letters.models import Official, Press, RelayMail, Tally
from waystation.testing import letters as props

OWN = "My brother waited eleven months in hiding, and every week of it was too long for him."


@pytest.fixture(autouse=True)
def _nobody_was_here(monkeypatch):
    for window in ("_pressed", "_printed", "_relayed", "_of_one"):
        monkeypatch.setattr(patience, window, floods.Window())


@pytest.fixture
def campaign(cast, at):
    props.an_assembly(at)
    return props.an_open_campaign(cast, at)


def typed(*officials, **changed):
    words = props.WORDS["en"]
    return {
        "official": [props.official(name).ref for name in officials],
        "subject": words["subject"],
        "own": OWN,
        "text": words["body"],
        "signed": "Malika R., Alder",
        "once": "one page, one number, made up",
        **changed,
    }


def page(front, campaign, step, **form):
    return front.post(f"/en/letters/{campaign}/{step}/", form).content.decode()


def test_a_zip_leads_to_those_who_decide_and_is_kept_nowhere(campaign, front):
    answer = front.post(f"/en/letters/{campaign}/find/", {"code": "10 001"})
    found = answer.content.decode()
    for name in ("Ilse Brandt", "Marta Lindqvist"):
        assert name in found
    assert "Tobias Okafor" not in found
    assert "Joao Reis" not in found
    assert found.count("checked") == 2
    assert "10001" not in found
    assert front.get(f"/en/letters/{campaign}/find/?code=10001").status_code == 302


def test_a_zip_in_two_districts_gets_an_honest_answer(campaign, front):
    found = letters.find(campaign=letters.get_public(campaign, "en"), code="10003")
    assert [place.label for place in found.certain] == ["North Shore"]
    assert [place.label for place in found.uncertain] == [
        "North Shore, District 1",
        "North Shore, District 2",
    ]
    shown = page(front, campaign, "find", code="10003")
    assert "your street decides" in shown
    assert shown.count("checked") == 1, "only the one who surely speaks for them is ticked"


def test_an_unknown_zip_says_what_to_do_and_a_region_helps(campaign, front):
    for code in ("99999", "nonsense", "<script>"):
        shown = page(front, campaign, "find", code=code)
        assert "We do not know this ZIP code" in shown
        assert "<script>" not in shown
        assert "Your state or region" in shown
    assert "Choose your region" not in shown
    assert "or choose your region" in page(front, campaign, "find", code="")
    region = page(front, campaign, "find", region="South Downs")
    assert "Joao Reis" in region
    assert "Ilse Brandt" not in region


def test_amal_makes_a_letter_her_own_and_gets_every_way_to_send_it(campaign, front):
    shown = page(front, campaign, "write", official=[props.official("Brandt").ref])
    assert "In your own words" in shown
    assert "humanitarian visa that is issued within weeks" in shown
    shown = page(front, campaign, "ready", **typed("Brandt", "Okafor"))
    share = int(re.search(r"hundred words\s+(\d+)\s+are your own", shown).group(1))
    assert 15 <= share <= 40
    assert "mailto:ilse.brandt%40assembly.example?subject=A%20humanitarian" in shown
    assert "Dear Senator Ilse Brandt," in shown
    assert "https://assembly.example/okafor/write" in shown
    assert "1 Assembly Square, Alder" in shown
    alike = page(front, campaign, "ready", **typed("Brandt", own=""))
    assert "two sentences about yourself" in alike


def test_a_letter_without_words_comes_back_with_everything_typed(campaign, front):
    shown = page(front, campaign, "ready", **typed("Brandt", own="", text="", signed="Malika from Alder"))
    assert "The letter is empty." in shown
    assert "Malika from Alder" in shown
    assert "too long" in page(front, campaign, "ready", **typed("Brandt", own="word " * 2000))


def test_i_sent_it_counts_once_for_a_page_and_the_words_stay(campaign, front, monkeypatch):
    monkeypatch.setattr(patience, "MOST_PRESSED", 3)
    whom = props.official("Brandt").ref
    form = typed("Brandt", sent=f"{whom}:mail")
    for _ in range(3):
        shown = page(front, campaign, "ready", **form)
    assert "Counted. Thank you." in shown
    assert OWN in shown
    assert Tally.objects.get().count == 1
    page(front, campaign, "ready", **{**form, "once": "another page"})
    assert Tally.objects.get().count == 2
    for wrong in (
        f"{whom}:relay",
        f"{whom}:telegram",
        f"{props.official('Okafor').ref}:mail",
        "nobody",
        f"{whom}:call:mail",
    ):
        page(front, campaign, "ready", **typed("Brandt", sent=wrong, once=wrong))
    assert Tally.objects.get().count == 2, "what is no way of this official is not counted"
    for number in range(patience.MOST_PRESSED + 5):
        front.post(
            f"/en/letters/{campaign}/ready/",
            typed("Brandt", sent=f"{whom}:post", once=str(number)),
            REMOTE_ADDR="203.0.113.9",
        )
    assert Tally.objects.get(channel="post").count == patience.MOST_PRESSED


def test_a_call_has_a_script_and_asks_what_they_said(campaign, front):
    whom = props.official("Brandt").ref
    shown = page(front, campaign, "call", official=[whom])
    assert "tel:+9915550101" in shown
    assert "Will you support it?" in shown
    page(front, campaign, "call", official=[whom], sent=f"{whom}:call:leaning", once="x")
    page(front, campaign, "call", official=[whom], sent=f"{whom}:call:shouted", once="y")
    back = page(front, campaign, "write", **typed("Brandt"))
    assert OWN in page(front, campaign, "call", **typed("Brandt"))
    assert OWN in back, "whoever telephones in between finds their letter again"
    row = Tally.objects.get()
    assert (row.channel, row.heard, row.count) == ("call", "leaning", 1)
    assert Press.objects.count() == 1


def test_the_letter_prints_as_a_page_and_as_pdf(campaign, front, monkeypatch):
    form = typed("Brandt", "Lindqvist", own='#panic("typst") *bold* $x$ <b>')
    sheet = page(front, campaign, "print", **form)
    assert sheet.count('class="sheet"') == 2
    assert "&lt;b&gt;" in sheet
    answer = front.post(f"/en/letters/{campaign}/letter.pdf", form)
    assert answer.content.startswith(b"%PDF")
    assert (
        b"/Count 2" in answer.content
        or answer.content.count(b"/Type /Page\n") == 2
        or len(answer.content) > 5000
    )
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    without = front.post(f"/en/letters/{campaign}/letter.pdf", form).content.decode()
    assert "cannot make PDF files" in without
    assert "Malika R., Alder" in without


def leave(front, campaign, *officials, **changed):
    form = typed(
        *officials, go="send", name="Malika R.", contact="malika@example.org", consent="on", **changed
    )
    return page(front, campaign, "relay", **form)


def link_in(sent):
    return re.search(r"/(?:en|ru)/letters/link/[0-9a-f]{32}/", sent.body).group()


def delivered(at):
    letters.send_waiting({}, at)
    found, mail.outbox[:] = list(mail.outbox), []
    return found


def test_the_relay_sends_only_after_the_button_and_keeps_nothing(campaign, front, at):
    asked = page(front, campaign, "relay", **typed("Brandt", "Reis", "Okafor"))
    assert "Tobias Okafor" not in asked, "who has no mail address is not reached by mail"
    for _ in range(2):
        assert "Now look into your mail" in leave(front, campaign, "Brandt", "Reis", "Okafor")
    [question] = delivered(at)
    assert question.to == ["malika@example.org"]
    assert props.WORDS["en"]["subject"] not in question.subject + question.body
    assert OWN not in question.body
    path = link_in(question)
    assert "Shall your letter go?" in front.get(path).content.decode()
    assert delivered(at) == [], "opening a link must send nothing"
    for _ in range(2):
        assert "on its way" in front.post(path, {"go": "send"}).content.decode()
    sent = {one.to[0]: one for one in delivered(at)}
    assert set(sent) == {"ilse.brandt@assembly.example", "joao.reis@assembly.example", "malika@example.org"}
    letter = sent["ilse.brandt@assembly.example"]
    assert letter.reply_to == ["malika@example.org"]
    assert letter.body.startswith("Dear Senator Ilse Brandt,\n\nMy brother waited")
    assert "Senator Joao Reis" in sent["malika@example.org"].body
    assert not RelayMail.objects.exists()
    assert dict(Tally.objects.values_list("official", "count")) == {
        props.official("Brandt").ref: 1,
        props.official("Reis").ref: 1,
    }
    assert front.get(path).status_code == 404
    assert front.post(path, {"go": "send"}).status_code == 404


def test_whoever_goes_back_and_changes_a_word_sends_another_letter(campaign, front):
    for own in (OWN, OWN, "Something else that matters to me."):
        assert "Now look into your mail" in leave(front, campaign, "Brandt", own=own)
    assert RelayMail.objects.values("letter").distinct().count() == 2


def test_nobody_but_the_mailbox_learns_the_link(campaign, front, at):
    """Whoever writes in a stranger's name knows everything that was typed, and the number of the page."""
    leave(front, campaign, "Brandt")
    first = link_in(delivered(at)[0])
    front.post(first, {"go": "erase"})
    Press.objects.all().delete()
    leave(front, campaign, "Brandt")
    assert link_in(delivered(at)[0]) != first


def test_a_letter_can_be_erased_and_dies_if_nobody_lets_it_go(campaign, front, at):
    leave(front, campaign, "Brandt")
    path = link_in(delivered(at)[0])
    assert "Everything is erased" in front.post(path, {"go": "erase"}).content.decode()
    assert not RelayMail.objects.exists()
    leave(front, campaign, "Brandt", once="another page, another number, made up")
    letters.sweep({}, at.replace(day=at.day + 3))
    assert RelayMail.objects.count() == 3
    letters.sweep({}, at.replace(day=at.day + 4))
    assert not RelayMail.objects.exists()


def test_the_relay_takes_no_letter_without_consent_and_few_from_one_mailbox(campaign, front):
    form = typed("Brandt", go="send", name="", contact="nobody", consent="")
    shown = page(front, campaign, "relay", **form)
    for sentence in ("Write the name", "does not look like an e-mail address", "Tick this if we may send"):
        assert sentence in shown
    assert not RelayMail.objects.exists()
    for number in range(patience.MOST_OF_ONE + 1):
        shown = leave(front, campaign, "Brandt", once=f"a page with the number {number}")
    assert "a lot of letters for one day" in shown
    assert RelayMail.objects.values("letter").distinct().count() == patience.MOST_OF_ONE


def test_what_the_mail_server_does_not_want_now_waits_and_what_it_never_wants_comes_back(
    campaign, front, at, monkeypatch
):
    leave(front, campaign, "Brandt", "Reis")
    front.post(link_in(delivered(at)[0]), {"go": "send"})
    codes = {"ilse.brandt@assembly.example": 450, "joao.reis@assembly.example": 550}
    kept = mail.EmailMessage.send

    def send(self, fail_silently=False):
        if self.to[0] in codes:
            raise smtplib.SMTPRecipientsRefused({self.to[0]: (codes[self.to[0]], b"no")})
        return kept(self, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    told = delivered(at)
    assert {one.to[0] for one in told} == {"malika@example.org"}
    assert any("cannot be reached by mail" in one.body and OWN in one.body for one in told)
    assert any("Joao Reis" in one.body for one in told)
    assert RelayMail.objects.count() == 1
    assert list(Tally.objects.values_list("channel", "count")) == [("back", 1)], "it reached nobody"
    monkeypatch.setattr(mail.EmailMessage, "send", kept)
    assert [one.to[0] for one in delivered(at)] == ["ilse.brandt@assembly.example"]
    assert Tally.objects.get(channel="relay").count == 1


def test_a_letter_that_nobody_takes_for_a_week_comes_back_to_its_writer(campaign, front, at, monkeypatch):
    leave(front, campaign, "Brandt")
    front.post(link_in(delivered(at)[0]), {"go": "send"})
    kept = mail.EmailMessage.send

    def send(self, fail_silently=False):
        if self.to[0] != "malika@example.org":
            raise smtplib.SMTPRecipientsRefused({self.to[0]: (451, b"later")})
        return kept(self, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    assert not any("cannot be reached" in one.body for one in delivered(at + timedelta(days=6)))
    letters.sweep({}, at + timedelta(days=8))
    assert RelayMail.objects.exists(), "nothing is erased of which its writer was not told"
    [told] = delivered(at + timedelta(days=8))
    assert told.to == ["malika@example.org"]
    assert "cannot be reached by mail" in told.body
    assert OWN in told.body
    assert not RelayMail.objects.exists()
    assert list(Tally.objects.values_list("channel", "count")) == [("back", 1)]


def test_what_our_mailbox_got_back_later_is_counted_with_its_addressee(cast, campaign, front, at, desk):
    whom = props.official("Brandt").ref
    Tally.objects.create(campaign_id=campaign, official_id=whom, channel="relay", count=12, lag=0)
    desk.enter(cast.kira)
    page = f"/letters/officials/{whom}/"
    assert "Letters that came back" in desk.get(page).content.decode()
    for typed in ("13", "7", "7"):
        desk.post(f"{page}returned/", {"campaign": campaign, "number": typed})
    assert "Until now: 7" in desk.get(page).content.decode(), "no more than went there"
    Tally.objects.filter(channel="back").update(lag=0)
    letters.publish_counts()
    shown = front.get(f"/en{page}").content.decode()
    assert "sent back: at least 5." in shown
    assert front.get(f"/en/letters/{campaign}/osdi.json").json()["total_outreaches"] == 10


def test_where_a_letter_is_dangerous_the_page_warns_first_and_the_relay_is_shut(cast, at, front):
    props.an_assembly(at)
    ref = props.an_open_campaign(cast, at, country="RU", is_dangerous=True)
    shown = front.get(f"/en/letters/{ref}/").content.decode()
    assert "do not write under your own name" in shown
    assert "This letter can be dangerous" in page(front, ref, "ready", **typed("Reception"))
    assert "Let us send it" not in page(front, ref, "ready", **typed("Reception"))
    leave(front, ref, "Reception")
    assert not RelayMail.objects.exists()


def test_a_body_with_one_whom_it_is_dangerous_to_write_to_is_dangerous(cast, at):
    props.an_assembly(at)
    Official.objects.filter(name="Tobias Okafor").update(is_dangerous=True)
    with pytest.raises(Invalid) as wrong:
        props.an_open_campaign(cast, at, is_opened=False)
    assert set(wrong.value.fields) == {"is_dangerous"}


def test_nobody_approves_another_letter_than_the_one_on_their_page(cast, at):
    props.an_assembly(at)
    ref = props.an_open_campaign(cast, at, is_opened=False)
    read = letters.get_for_desk(cast.ruth, ref).version
    for move in ("take_back", "submit"):
        letters.move_campaign(actor=cast.kira, campaign=ref, move=move, at=at)
        if move == "take_back":
            other = {**props.WORDS["en"], "body": "Something nobody has read."}
            letters.write_text(actor=cast.kira, campaign=ref, language="en", at=at, **other)
    with pytest.raises(ChangedMeanwhile):
        letters.move_campaign(actor=cast.ruth, campaign=ref, move="approve", read=read, at=at)


def test_a_closed_campaign_takes_nothing_and_one_that_was_never_open_is_not_there(cast, at, front):
    props.an_assembly(at)
    ref = props.an_open_campaign(cast, at)
    draft = letters.draft_campaign(actor=cast.kira, at=at).ref
    letters.move_campaign(actor=cast.kira, campaign=ref, move="close", at=at)
    assert "does not take letters" in front.get(f"/en/letters/{ref}/").content.decode()
    for step in ("write", "ready", "call", "print", "relay"):
        answer = front.post(f"/en/letters/{ref}/{step}/", typed("Brandt", sent="x:mail"))
        assert OWN in answer.content.decode(), "what was typed before it closed is not thrown away"
        assert (
            front.post(f"/en/letters/{ref}/{step}/", {"official": props.official("Brandt").ref}).status_code
            == 302
        )
        assert front.post(f"/en/letters/{draft}/{step}/", typed("Brandt")).status_code == 404
    assert not Tally.objects.exists()
    assert not RelayMail.objects.exists()
    assert letters.open_now("en") == []
