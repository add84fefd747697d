"""The editors' desk: one writes, another publishes; what is wrong is said beside its field and nothing typed is lost."""

import pytest

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.library import api as library
from waystation.outreach.digest import api as digest
from waystation.testing import digest as props


def desk_of_kira(desk, cast):
    desk.enter(cast.kira)
    return desk


def test_kira_writes_at_the_desk_and_cannot_publish_alone(cast, at, desk, front):
    desk.enter(cast.kira)
    topic = {"code": "asylum", "name_en": "Asilum", "name_ru": "Убежище"}
    for name in ("Asilum", "Asylum"):
        assert desk.post("/digest/topics/", {**topic, "name_en": name}).status_code == 302
    ref = desk.post("/digest/", {"kind": "entry"}).headers["Location"].split("/")[2]
    assert "Not written yet" in desk.get(f"/digest/{ref}/").content.decode()
    words = {"title": "A title", "excerpt": "Short.", "body": "Long, **strong**."}
    assert desk.send(f"/digest/{ref}/words/en/", words).status_code == 302
    late = desk.post(f"/digest/{ref}/words/en/", {**words, "body": "Typed late."})
    assert late.status_code == 409
    assert "Typed late." in late.content.decode(), "who has not read what stands there overwrites nothing"
    details = {"link": "ftp://no", "publisher": "Somebody", "topics": ["asylum"]}
    wrong = desk.send(f"/digest/{ref}/details/", details).content.decode()
    assert "begins with https://" in wrong
    assert "Somebody" in wrong
    details["link"] = "https://www.example.org/story"
    assert desk.send(f"/digest/{ref}/details/", details).status_code == 302
    desk.post(f"/digest/{ref}/", {"move": "submit"})
    assert desk.post(f"/digest/{ref}/", {"move": "approve"}).status_code == 409
    desk.enter(cast.olga)
    assert "Kira Wolf" in desk.get(f"/digest/{ref}/").content.decode()
    assert desk.post(f"/digest/{ref}/", {"move": "approve"}).status_code == 409, "nothing was read"
    desk.send(f"/digest/{ref}/", {"move": "approve"})
    assert "A title" in front.get("/en/digest/topic/asylum/").content.decode()
    renamed = desk_of_kira(desk, cast).post("/digest/topics/", {**topic, "name_en": "Slander"})
    assert "its name stays" in renamed.content.decode()
    assert "Slander" not in front.get("/en/digest/").content.decode()
    with pytest.raises(Refused):
        digest.write_words(actor=cast.kira, piece=ref, language="en", title="Other", at=at)


def test_a_link_is_not_changed_behind_the_second_persons_back(cast, at, front):
    way = {"en": ("Through a friend", "Ask first.")}
    ref = props.published(cast, at, digest.WAY, way, details=digest.Details(link="https://give.example/"))
    digest.move_piece(actor=cast.kira, piece=ref, move="correct", at=at)
    digest.write_details(
        actor=cast.kira, piece=ref, details=digest.Details(link="https://thief.example/"), at=at
    )
    assert "thief.example" not in front.get("/en/giving/").content.decode()
    digest.move_piece(actor=cast.kira, piece=ref, move="leave", at=at)
    assert digest.get_for_desk(cast.kira, ref).details.link == "https://give.example/"


def test_nobody_publishes_other_words_than_those_on_their_page(cast, at):
    ref = props.a_draft(cast, at, digest.QUESTION, {"en": ("Who are you?", "People.")})
    about = {"actor": cast.kira, "piece": ref, "at": at}
    digest.move_piece(move="submit", **about)
    read = digest.get_for_desk(cast.olga, ref).version
    digest.move_piece(move="take_up", **about)
    digest.write_details(details=digest.Details(link="https://thief.example/"), **about)
    digest.move_piece(move="submit", **about)
    with pytest.raises(ChangedMeanwhile):
        digest.move_piece(actor=cast.olga, piece=ref, move="approve", read=read, at=at)
    read = digest.get_for_desk(cast.olga, ref).version
    assert (
        digest.move_piece(actor=cast.olga, piece=ref, move="approve", read=read, at=at).state == "published"
    )


def test_a_correction_that_does_not_say_what_it_changes_is_not_laid_before_anybody(cast, at):
    ref = props.entry(cast, at)
    digest.move_piece(actor=cast.kira, piece=ref, move="correct", at=at)
    with pytest.raises(Refused, match="corrected"):
        digest.move_piece(actor=cast.kira, piece=ref, move="submit", at=at)


def test_nobody_else_sees_the_editors_desk(cast, at, desk):
    ref = props.entry(cast, at)
    edition = props.an_edition(cast, at, [ref])
    for actor in (cast.noor, cast.vera, cast.lena, cast.dana):
        desk.enter(actor)
        for path in ("", f"{ref}/", f"{ref}/words/en/", "topics/", "mail/", f"mail/{edition}/"):
            assert desk.get(f"/digest/{path}").status_code == 404
        with pytest.raises(NotHere):
            digest.list_for_desk(actor, digest.ENTRY)
    with pytest.raises(NotHere):
        digest.begin_piece(actor=cast.olga, kind=digest.ENTRY, at=at)


def test_what_does_not_fit_is_refused_with_a_sentence(cast, at):
    ref = props.a_draft(cast, at, digest.ENTRY, {"en": ("T", "", "")})
    for changed in ({"language": "xx", "title": "T"}, {"language": "en", "title": "T" * 500}):
        with pytest.raises(Invalid):
            digest.write_words(actor=cast.kira, piece=ref, at=at, **changed)
    with pytest.raises(Invalid):
        digest.write_details(actor=cast.kira, piece=ref, details=digest.Details(topics=("none",)), at=at)
    with pytest.raises(Invalid):
        digest.begin_piece(actor=cast.kira, kind="novel", at=at)
    with pytest.raises(Refused):
        digest.move_piece(actor=cast.kira, piece=ref, move="submit", at=at)


def test_the_edition_is_put_together_at_the_desk_and_its_words_are_fixed_when_approved(cast, at, desk):
    first, second = props.entry(cast, at, 1), props.entry(cast, at, 2)
    desk.enter(cast.kira)
    ref = desk.post("/digest/mail/").headers["Location"].split("/")[3]
    words = {
        "entries": [first, second],
        "subject_en": "New\r\nBcc: x",
        "subject_ru": "Новое",
        "opening_en": "Hello.",
    }
    assert desk.send(f"/digest/mail/{ref}/words/", words).status_code == 302
    assert digest.get_edition(cast.kira, ref).subjects["en"] == "New Bcc: x", "no line break in a subject"
    assert "Story 2" in desk.get(f"/digest/mail/{ref}/").content.decode()
    desk.post(f"/digest/mail/{ref}/", {"move": "submit"})
    assert desk.post(f"/digest/mail/{ref}/", {"move": "approve"}).status_code == 409
    desk.enter(cast.ruth)
    desk.send(f"/digest/mail/{ref}/", {"move": "approve"})
    digest.move_piece(actor=cast.kira, piece=first, move="correct", at=at)
    text = {"title": "Another story", "body": "x", "changed": "All of it."}
    for language in ("en", "ru"):
        digest.write_words(actor=cast.kira, piece=first, language=language, at=at, **text)
    digest.move_piece(actor=cast.kira, piece=first, move="submit", at=at)
    digest.move_piece(actor=cast.ruth, piece=first, move="approve", at=at)
    assert "Another story" not in desk.get(f"/digest/mail/{ref}/").content.decode()


def test_today_says_what_waits_for_the_second_person_and_only_to_them(cast, at, desk):
    ref = props.a_draft(cast, at, digest.ENTRY, {"en": ("To be read", "", "Words.")})
    digest.move_piece(actor=cast.kira, piece=ref, move="submit", at=at)
    for actor, sees in ((cast.olga, True), (cast.kira, False), (cast.noor, False)):
        desk.enter(actor)
        assert ("To be read" in desk.get("/").content.decode()) == sees


def test_a_clipping_of_the_library_fills_in_where_a_story_comes_from(cast, at, desk, front):
    described = library.Described("A printed text", "What it says in our words.", "A paper, printed", "en")
    clipping = library.note_text(actor=cast.kira, described=described, tags=frozenset(), at=at).ref
    ref = props.a_draft(cast, at, digest.ENTRY, {"en": ("A story", "Short.", "")})
    desk.enter(cast.kira)
    assert "A printed text (A paper, printed)" in desk.get(f"/digest/{ref}/details/").content.decode()
    assert desk.send(f"/digest/{ref}/details/", {"clipping": clipping}).status_code == 302
    digest.move_piece(actor=cast.kira, piece=ref, move="submit", at=at)
    digest.move_piece(actor=cast.olga, piece=ref, move="approve", at=at)
    assert "A paper, printed" in front.get(f"/en/digest/{ref}/").content.decode()
    with pytest.raises(Invalid):
        digest.write_details(
            actor=cast.kira,
            piece=props.a_draft(cast, at, digest.ENTRY, {}),
            details=digest.Details(clipping="nothing"),
            at=at,
        )
