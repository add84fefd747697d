"""The public pages: what is approved stands there, in both languages, corrected in the open, asking nothing of other sites."""

import re
from datetime import timedelta

import feedparser

from waystation.outreach.digest import api as digest
from waystation.testing import digest as props

HOSTILE = "Text ![x](https://tracker.example/p.gif) <img src=https://tracker.example/q.gif> [go](https://other.example/)"


def page(front, path):
    return front.get(path).content.decode()


def test_kira_writes_olga_publishes_and_everybody_reads_in_both_languages(cast, at, front):
    draft = props.a_draft(cast, at, digest.ENTRY, {"en": ("Only English", "Short.", "Long.")})
    assert front.get(f"/en/digest/{draft}/").status_code == 404
    digest.move_piece(actor=cast.kira, piece=draft, move="submit", at=at)
    assert "Only English" not in page(front, "/en/digest/")
    digest.move_piece(actor=cast.olga, piece=draft, move="approve", at=at)
    both = props.entry(cast, at, link="https://www.bbc.com/news/1", publisher="BBC", source_on="2017-05-19")
    listed = page(front, "/en/digest/")
    assert "Only English" in listed
    assert "… Read more" in listed
    assert "leads to bbc.com" in listed
    russian = page(front, "/ru/digest/")
    assert "История 1" in russian
    assert 'lang="en"' in russian, "words in another language say in which"
    assert "нет на вашем языке" in page(front, f"/ru/digest/{draft}/")
    whole = page(front, f"/en/digest/{both}/")
    assert "The whole of story 1." in whole
    assert 'href="https://www.bbc.com/news/1"' in whole


def test_a_correction_says_what_changed_and_when_and_the_old_words_stand_until_then(cast, at, front):
    ref = props.entry(cast, at)
    digest.move_piece(actor=cast.kira, piece=ref, move="correct", at=at)
    words = {"title": "Story one", "body": "New words."}
    for language in ("en", "ru"):
        digest.write_words(
            actor=cast.kira, piece=ref, language=language, changed=f"Changed in {language}.", at=at, **words
        )
    assert "The whole of story 1." in page(front, f"/en/digest/{ref}/")
    digest.move_piece(actor=cast.kira, piece=ref, move="submit", at=at)
    later = at + timedelta(days=3)
    digest.move_piece(actor=cast.olga, piece=ref, move="approve", at=later)
    shown = page(front, f"/en/digest/{ref}/")
    assert "New words." in shown
    assert "Changed in en." in shown
    assert "14 May 2017" in shown
    assert "Changed in ru." not in shown
    digest.move_piece(actor=cast.ruth, piece=ref, move="withdraw", at=later)
    gone = front.get(f"/en/digest/{ref}/")
    assert gone.status_code == 410
    assert "taken back on 14 May 2017" in gone.content.decode()
    assert "New words." not in gone.content.decode()
    assert "Story one" not in page(front, "/en/digest/")


def test_entries_come_page_by_page_and_none_is_lost_or_shown_twice(cast, at, front):
    digest.add_topic(actor=cast.kira, code="asylum", names={"en": "Asylum", "ru": "Убежище"}, at=at)
    for number in range(23):
        topics = ("asylum",) if number == 5 else ()
        props.entry(cast, at + timedelta(days=number // 4), number, topics=topics)
    seen, path, pages = [], "/en/digest/", []
    while path:
        shown = page(front, path)
        pages.append(re.findall(r'id="e-([2-9a-z]{14})"', shown))
        seen += pages[-1]
        older = re.search(r'rel="next" href="([^"]+)"', shown)
        path = f"/en/digest/{older.group(1)}" if older else ""
    assert [len(one) for one in pages] == [10, 10, 3]
    assert len(set(seen)) == 23
    newer = re.search(r'rel="prev" href="([^"]+)"', shown).group(1)
    assert re.findall(r'id="e-([2-9a-z]{14})"', page(front, f"/en/digest/{newer}")) == pages[1]
    assert page(front, "/en/digest/topic/asylum/").count('id="e-') == 1
    assert front.get("/en/digest/topic/nothing/").status_code == 404
    assert front.get("/en/digest/?after=nonsense&before=2017-05-11.x").status_code == 200


def test_feeds_are_atom_by_language_and_topic_and_know_nobody(cast, at, front):
    digest.add_topic(actor=cast.kira, code="asylum", names={"en": "Asylum", "ru": "Убежище"}, at=at)
    first = props.entry(cast, at, 1, topics=("asylum",), link="https://bbc.com/x")
    words = {"en": ("Control \x0b& <b>", "Less < more & \x00.", "**Bold** " + HOSTILE)}
    props.published(cast, at + timedelta(days=1), digest.ENTRY, words)
    answer = front.get("/en/digest/feed.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert [one.title for one in feed.entries] == ["Control & <b>", "Story 1"]
    assert feed.entries[0].published == "2017-05-12T00:00:00Z"
    assert feed.entries[1].link.endswith(f"/en/digest/{first}/")
    assert feed.entries[1].tags[0].term == "asylum"
    assert "tracker.example/p.gif" not in answer.content.decode().replace("&amp;", "&").split("<summary")[0]
    assert "<img" not in answer.content.decode()
    again = front.get("/en/digest/feed.atom", HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert front.get("/en/digest/feed.atom").headers["ETag"] == answer.headers["ETag"], (
        "the same for everybody"
    )
    assert len(feedparser.parse(front.get("/ru/digest/feed.atom").content).entries) == 1
    by_topic = feedparser.parse(front.get("/ru/digest/topic/asylum/feed.atom").content)
    assert [one.title for one in by_topic.entries] == ["История 1"]
    assert not answer.cookies


def test_no_page_of_the_digest_asks_another_site_for_anything(cast, at, front):
    details = digest.Details(link="https://news.example/1", publisher="News", video="https://video.example/v")
    words = {"en": ("Title", HOSTILE, HOSTILE), "ru": ("Имя", HOSTILE, HOSTILE)}
    entry = props.published(cast, at, digest.ENTRY, words, details=details)
    props.furnish(cast, at)
    paths = (
        f"digest/{entry}/",
        "digest/",
        "questions/",
        "giving/",
        "act/",
        "digest/mail/",
        "digest/mail/thanks/",
    )
    for path in paths:
        for language in ("en", "ru"):
            answer = front.get(f"/{language}/{path}")
            shown = answer.content.decode()
            loaded = re.findall(r"<(?:img|script|iframe|video|audio|source|embed|object|link)\b[^>]*", shown)
            addresses = re.findall(r'\b(?:src|href|data|srcset|poster)="([^"]+)"', " ".join(loaded))
            assert addresses
            assert all(one.startswith("/") and not one.startswith("//") for one in addresses), path
            posted = re.findall(r'action="([^"]+)"', shown)
            assert all(one.startswith("/") for one in posted)
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'")
            assert "http" not in policy
    assert "Watch the video at video.example" in page(front, f"/en/digest/{entry}/")


def test_questions_and_ways_stand_in_their_order_and_what_is_open_is_offered(cast, at, front):
    second = props.published(cast, at, digest.QUESTION, {"en": ("Who are you?", "People.")}, place=20)
    first = props.published(cast, at, digest.QUESTION, {"en": ("Is it safe?", "No.")}, place=10)
    shown = page(front, "/en/questions/")
    assert shown.index("Is it safe?") < shown.index("Who are you?")
    assert f'id="q-{first}"' in shown
    assert f'href="#q-{second}"' in shown
    assert "Give money" not in page(front, "/en/act/")
    way = {"en": ("Through a friend", "Ask first.")}
    props.published(cast, at, digest.WAY, way, details=digest.Details(link="https://give.example/"))
    giving = page(front, "/en/giving/")
    assert "If you are in Russia, do not send money." in giving
    assert "Go to give.example" in giving
    assert 'href="/en/giving/"' in page(front, "/en/act/")
