"""What may be written and how it becomes a page: Markdown without raw HTML, then an allow-list, links that say whereto."""

import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from waystation.foundation.kernel.words import gettext_noop as _

ENTRY, QUESTION, WAY = "entry", "question", "way"
KINDS = {ENTRY: _("Entries"), QUESTION: _("Questions and answers"), WAY: _("Ways to give")}

LONGEST_TITLE, LONGEST_EXCERPT, LONGEST_BODY, LONGEST_CHANGE = 200, 700, 40_000, 400
LONGEST_LINK, LONGEST_PUBLISHER = 500, 120
_TAGS = {"p", "br", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "a", "code", "hr"}
_SMALLEST_HEADING, _SHIFT = 4, 2
_NO_TEXT = {"Cc", "Cs", "Cn"}  # the space that does not break, so common in Russian, is none of them
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False})


def page_of(markdown: str) -> str:
    """Return safe HTML: what is no plain text, list, quotation or link is gone, and headings begin below the page's own.

    No picture, form, script, style or frame can stand in it, so a piece of writing can make no browser ask another site.
    """
    tokens = _markdown.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + _SHIFT, _SMALLEST_HEADING)}"
        if token.children:
            token.children = list(_with_hosts(token.children))
    written = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        written,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http"},
        link_rel="noopener noreferrer nofollow",
    )


def _with_hosts(tokens: Iterable[Token]) -> Iterable[Token]:
    """Write behind each link to another site where it leads, so that nobody presses it unknowing."""
    host, shown = "", ""
    for token in tokens:
        yield token
        if token.type == "link_open":
            host, shown = host_of(str(token.attrs.get("href", ""))), ""
        elif token.type == "link_close":
            if host and host not in shown:
                yield Token("text", "", 0, content=f" ({host})")
            host = ""
        else:
            shown += token.content


def host_of(link: str) -> str:
    """Return the site that an address leads to, without ``www.``; nothing where it leads to a page of ours or nowhere."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if parts.scheme in {"http", "https"} else ""


def plain(text: str) -> str:
    """Return what was typed without control signs and halves of signs, which neither a feed nor every database can hold."""
    lines = text.replace("\r\n", "\n")
    return "".join(
        sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in _NO_TEXT
    ).strip()


BAD_LINK = _("This is not the address of a page: it begins with https:// and names a site.")
TOO_LONG = _("This is longer than fits.")


def wrong_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with the words of a piece, by field."""
    longest = {
        "title": LONGEST_TITLE,
        "excerpt": LONGEST_EXCERPT,
        "body": LONGEST_BODY,
        "changed": LONGEST_CHANGE,
    }
    return {name: TOO_LONG for name, most in longest.items() if len(words.get(name, "")) > most}


def wrong_details(link: str, video: str, publisher: str) -> dict[str, str]:
    """Return what is wrong with the details of a piece, by field."""
    wrong = {
        name: BAD_LINK
        for name, typed in (("link", link), ("video", video))
        if typed
        and (not host_of(typed) or len(typed) > LONGEST_LINK or " " in typed or not typed.isprintable())
    }
    if len(publisher) > LONGEST_PUBLISHER:
        wrong["publisher"] = TOO_LONG
    return wrong


def is_whole(kind: str, title: str, excerpt: str, body: str) -> bool:
    """Say whether a language has enough words: a title with an excerpt or a text; an answer and a way need the text."""
    return bool(title and (body or (excerpt and kind == ENTRY)))
