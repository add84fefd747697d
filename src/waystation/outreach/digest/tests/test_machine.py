"""The life of a piece and of an edition, walked at random; what is written becomes a page that asks nothing of anybody."""

import re
from xml.etree import ElementTree as Tree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import Refused
from waystation.outreach.digest.rules import machine, subscribing, writing

ROLES = st.sampled_from([frozenset({"campaigner"}), frozenset({"supervisor"}), frozenset({"intake"})])
NAMES = ("is_whole", "is_other", "is_told", "is_filled", "is_named")
FACTS = st.fixed_dictionaries({name: st.booleans() for name in NAMES})
STEPS = st.lists(st.tuples(ROLES, FACTS, st.integers(0, 9)), max_size=30)


@pytest.mark.parametrize("table", [machine.PIECE, machine.EDITION], ids=lambda table: table.name)
@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_nothing_is_published_or_sent_that_a_second_person_has_not_read(table, steps):
    state, approved = table.start, False
    for roles, facts, choice in steps:
        offers = table.offers(state, roles, facts)
        if not offers:
            continue
        offer = offers[choice % len(offers)]
        if not offer.allowed:
            with pytest.raises(Refused):
                table.move(offer.name, state, roles, facts)
            continue
        assert "intake" not in roles
        if offer.name == "approve":
            assert facts["is_other"]
            approved = True
        state = offer.target
        if state == machine.DRAFT:
            approved = False
        if state in machine.PUBLIC | {machine.SENDING, machine.PAUSED}:
            assert approved


@pytest.mark.parametrize("table", [machine.PIECE, machine.EDITION], ids=lambda table: table.name)
def test_no_state_is_a_dead_end_but_the_ends(table):
    for state in table.states:
        assert (not list(table.from_state(state))) == (state in table.ends)


HOSTILE = (
    "<script>alert(1)</script>",
    "![x](https://tracker.example/pixel.gif)",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '<img src="https://tracker.example/a.gif" onerror=alert(1)>',
    "<iframe src=https://video.example/></iframe>",
    "[x]: https://tracker.example\n\n![x]",
    "<https://tracker.example/>",
    "# Heading\n\n<style>@import url(https://tracker.example)</style>",
    "`code <b>`",
    "<svg/onload=alert(1)>",
    "&lt;script&gt;",
)


@settings(max_examples=25, deadline=None)
@given(parts=st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30)), max_size=6))
def test_no_text_can_make_a_page_ask_another_site_for_anything(parts):
    page = writing.page_of("\n\n".join(parts))
    tags = set(re.findall(r"<\s*([a-zA-Z0-9]+)", page))
    assert tags <= {"p", "br", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "a", "code", "hr"}
    assert not re.search(r"<[^>]*\s(?:src|style|on\w+|srcset|background)\s*=", page)
    assert not re.search(r'href="(?!https?://)', page)


def test_a_link_says_where_it_leads():
    page = writing.page_of("Read [this](https://www.bbc.com/news) and [bbc.com](https://bbc.com/).")
    assert "this</a> (bbc.com)" in page
    assert page.count("(bbc.com)") == 1
    assert 'rel="noopener noreferrer nofollow"' in page


@settings(max_examples=25, deadline=None)
@given(
    local=st.from_regex(r"[a-z][a-z0-9]{0,40}", fullmatch=True),
    rhythm=st.sampled_from(list(subscribing.RHYTHMS)),
)
def test_what_is_sealed_is_always_equally_long_and_comes_back(local, rhythm):
    wish = subscribing.read(
        {"address": f"{local}@почта.рф", "language": "ru", "rhythm": rhythm}, {"en", "ru"}
    )
    assert len(wish.spell()) == subscribing.SEALED_BYTES
    assert subscribing.unspell(wish.spell()) == (wish.address, "ru", rhythm)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=40))
def test_whatever_was_typed_can_be_kept_and_stand_in_a_feed(text):
    kept = writing.plain(text + "\x00\ud800")
    assert "\x00" not in kept
    Tree.fromstring(f"<p>{escape(kept)}</p>")  # noqa: S314 - our own text
    assert writing.plain("с\u00a0вами") == "с\u00a0вами"
