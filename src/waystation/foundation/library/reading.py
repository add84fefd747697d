"""Reads what strangers serve: pages and feeds, in a process of its own with little time and memory (T-41).

Run as a file: ``python reading.py page|feed`` with one line of JSON and the bytes on standard input; the answer is JSON.
It imports nothing of the house, so that nothing of the house is in the process that strangers' bytes are parsed in.
"""

import calendar
import html
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

SECONDS, MEMORY = 20, 1_500 * 2**20
LONGEST_TITLE, LONGEST_EXCERPT, LONGEST_TEXT, LONGEST_ADDRESS = 300, 400, 400_000, 2000
MOST_ENTRIES = 50
_EARLIEST = date(1950, 1, 1)
_SNIFFED = 4096
_MOST_CONTROLS = 0.02
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(
    rb"(?:<\?xml[^>]{0,200}encoding|<meta[^>]{0,300}charset)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TAG = re.compile(r"<[^>]{0,2000}>")
_SCRIPTED = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>")
# Turning the direction of writing around lets a title say something else than it seems to.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
Answer = dict[str, Any]


class Unreadable(Exception):
    """It is not what it should be; the message is a code of ``rules.clippings.TROUBLES``."""


def read_page(body: bytes, content_type: str, address: str) -> Answer:
    """Return title, text, excerpt, date, language and publisher of a page, as plain text.

    :raises Unreadable: it is no page, or there is no text on it.
    """
    if body.startswith(b"%PDF-"):
        return _pdf(body, address)
    text = decode(body, content_type)
    if "html" not in content_type.lower() and not re.search(
        r"(?i)<(?:html|body|head|article|p|div)\b", text[:_SNIFFED]
    ):
        return _plain(text, address)
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(
        text,
        url=address,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        include_links=False,
        # A year in a footer is no day of publication: only what the page states as its date is taken.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    said = found.as_dict() if isinstance(found, Document) else {}
    paragraphs = [line for line in map(clean, str(said.get("text") or "").split("\n")) if line]
    if not paragraphs:
        raise Unreadable("empty")
    page = _bare(address)
    page["text"] = "\n".join(paragraphs)[:LONGEST_TEXT]
    page["title"] = _title(str(said.get("title") or ""), text) or paragraphs[0][:LONGEST_TITLE]
    page["excerpt"] = shorten(
        clean(str(said.get("description") or "")) or _opening(paragraphs, page["title"])
    )
    page["published_on"] = _day(str(said.get("date") or ""))
    page["language"] = _language(text, page["text"])
    page["canonical"] = _own_address(str(said.get("url") or ""), address)
    return page


def read_feed(body: bytes, content_type: str, address: str) -> Answer:
    """Return title, language and at most fifty entries of a feed: RSS, Atom or JSON Feed.

    :raises Unreadable: it is none, or it declares entities.
    """
    text = decode(body, content_type)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json_feed(text, address)
    if "<!ENTITY" in text.upper():
        raise Unreadable("entities")
    import feedparser

    # Re-encoded, so that the parser is told nothing else about letters than what was decided here.
    bare = re.sub(r"^\s*<\?xml[^>]{0,300}\?>", "", text, count=1)
    told = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    parsed = feedparser.parse(io.BytesIO(bare.encode("utf-8", "replace")), response_headers=told)
    if not parsed.version and not parsed.entries:
        raise Unreadable("not_a_feed")
    entries = (
        _entry(
            entry.get("link", ""),
            entry.get("title", ""),
            entry.get("summary", ""),
            entry.get("published_parsed") or entry.get("updated_parsed"),
            address,
        )
        for entry in parsed.entries[:MOST_ENTRIES]
    )
    return _feed(parsed.feed.get("title", ""), parsed.feed.get("language", ""), entries, address)


def _json_feed(text: str, address: str) -> Answer:
    try:
        said = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as exc:
        raise Unreadable("not_a_feed") from exc
    if not str(said.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise Unreadable("not_a_feed")
    items = said.get("items")
    entries = (
        _entry(
            str(item.get("url") or item.get("external_url") or ""),
            str(item.get("title") or ""),
            str(item.get("summary") or item.get("content_text") or item.get("content_html") or ""),
            str(item.get("date_published") or ""),
            address,
        )
        for item in (items if isinstance(items, list) else [])[:MOST_ENTRIES]
        if isinstance(item, dict)
    )
    return _feed(str(said.get("title") or ""), str(said.get("language") or ""), entries, address)


def _feed(title: str, language: str, entries: Iterator[Answer | None], address: str) -> Answer:
    return {
        "title": strip(title)[:LONGEST_TITLE] or (urlsplit(address).hostname or ""),
        "language": _code(language),
        "entries": [entry for entry in entries if entry is not None],
    }


def _entry(link: str, title: str, summary: str, published: object, base: str) -> Answer | None:
    address = urljoin(base, link.strip()) if link else ""
    if urlsplit(address).scheme not in {"http", "https"} or len(address) > LONGEST_ADDRESS:
        return None
    return {
        "address": address,
        "title": strip(title)[:LONGEST_TITLE],
        "excerpt": shorten(strip(summary)),
        "published_on": _day(published[:10] if isinstance(published, str) else _of_struct(published)),
    }


def decode(body: bytes, content_type: str) -> str:
    """Decode bytes by what they say of themselves, whatever they say; what cannot be decoded becomes �.

    :raises Unreadable: they are no text at all.
    """
    text = _decoded(body, content_type)
    head = text[:_SNIFFED]
    controls = sum(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n\f" for letter in head)
    if not head.strip():
        raise Unreadable("empty")
    if controls > len(head) * _MOST_CONTROLS:
        raise Unreadable("sort")
    return text.replace("\0", "")


def _decoded(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    said = _CHARSET.search(content_type)
    declared = _DECLARED.search(body[:_SNIFFED])
    named = [said.group(1)] if said else []
    named += [declared.group(1).decode("ascii", "replace")] if declared else []
    for name in ("utf-8", *named):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        from charset_normalizer import from_bytes

        best = from_bytes(body[:200_000]).best()
        guessed = best.encoding if best is not None else "utf-8"
    except ImportError:
        guessed = "utf-8"
    return body.decode(named[0] if named and _is_known(named[0]) else guessed, "replace")


def _is_known(name: str) -> bool:
    try:
        b"".decode(name)
    except LookupError:
        return False
    return True


def _pdf(body: bytes, address: str) -> Answer:
    """Return what a PDF says of itself: title and language. Its text is described by people, who have read it."""
    import pikepdf

    page = {**_bare(address), "title": _last_part(address)}
    try:
        with pikepdf.open(io.BytesIO(body)) as pdf:
            page["title"] = clean(str(pdf.docinfo.get("/Title", "")))[:LONGEST_TITLE] or page["title"]
            page["language"] = _code(str(pdf.Root.get("/Lang", "")))
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, UnicodeError):
        return page  # broken or locked: it is archived all the same
    return page


def _plain(text: str, address: str) -> Answer:
    paragraphs = [clean(part) for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    kept = [part for part in paragraphs if part]
    page = _bare(address)
    page["title"] = shorten(kept[0], LONGEST_TITLE) if kept else _last_part(address)
    page["text"] = "\n".join(kept)[:LONGEST_TEXT]
    page["excerpt"] = shorten(_opening(kept, page["title"]))
    page["language"] = _language("", page["text"])
    return page


def _bare(address: str) -> Answer:
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    names = ("title", "excerpt", "text", "language", "canonical")
    return {**dict.fromkeys(names, ""), "publisher": host, "published_on": None}


def _title(said: str, text: str) -> str:
    if not said:
        found = re.search(r"(?is)<title[^>]{0,200}>(.{0,1000}?)</title", text)
        said = html.unescape(found.group(1)) if found else ""
    return clean(said)[:LONGEST_TITLE]


def _opening(paragraphs: list[str], title: str) -> str:
    return " ".join([each for each in paragraphs if each != title] or paragraphs)


def clean(text: str) -> str:
    """Return text in one line, without what steers a screen rather than being read."""
    seen = "".join(
        letter if unicodedata.category(letter) not in {"Cc", "Cs", "Co"} else " "
        for letter in _TURNING.sub("", text)
    )
    return " ".join(seen.split())


def strip(text: str) -> str:
    """Return what a browser would show of a few lines of HTML."""
    return clean(html.unescape(_TAG.sub(" ", _SCRIPTED.sub(" ", text))))


def shorten(text: str, longest: int = LONGEST_EXCERPT) -> str:
    """Cut text after a sentence, or else after a word."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    ends = [found.end() for found in re.finditer(r"[.!?…»”](?=\s)", cut)]
    if ends and ends[-1] > longest // 2:
        return cut[: ends[-1]]
    return cut[: longest - 1].rsplit(" ", 1)[0] + "…"


def _own_address(said: str, address: str) -> str:
    """Believe a page's own address only where it stays on its site: else it could pass for somebody else's."""
    whole = urljoin(address, said) if said else ""
    one, other = urlsplit(whole), urlsplit(address)
    is_same = (one.hostname or "").removeprefix("www.") == (other.hostname or "").removeprefix("www.")
    is_deeper = one.path.strip("/") or not other.path.strip("/")
    return (
        whole if one.scheme in {"http", "https"} and is_same and one.port == other.port and is_deeper else ""
    )


def _last_part(address: str) -> str:
    return clean(urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1])[:LONGEST_TITLE] or (
        urlsplit(address).hostname or ""
    )


def _language(page: str, text: str) -> str:
    declared = re.search(r"(?i)<html[^>]{0,500}\slang\s*=\s*[\"']?([a-z-]{2,8})", page[:_SNIFFED])
    sample = text[:5000]
    letters = sum(letter.isalpha() for letter in sample)
    is_cyrillic = sum("а" <= letter.lower() <= "я" for letter in sample) > letters / 2
    code = _code(declared.group(1)) if declared else ""
    if is_cyrillic:
        return code if code in {"uk", "be", "bg", "kk", "sr", "mk", "ky", "tg", "mn"} else "ru"
    return "" if code == "ru" else code or ("en" if _is_english(sample) else "")


def _is_english(sample: str) -> bool:
    words = re.findall(r"[a-z]+", sample.lower())
    return sum(word in {"the", "of", "and", "to", "in", "that"} for word in words) > len(words) / 10


def _code(text: str) -> str:
    found = re.match(r"[a-z]{2,3}(?![a-z])", text.strip().lower())
    return found.group() if found else ""


def _of_struct(parsed: Any) -> str:
    if parsed is None:
        return ""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError, TypeError):
        return ""


def _day(said: str) -> str | None:
    try:
        day = date.fromisoformat(said[:10])
    except ValueError:
        return None
    return day.isoformat() if _EARLIEST <= day <= datetime.now(UTC).date() + timedelta(days=1) else None


def _hold_back() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read one thing from standard input and answer on standard output."""
    _hold_back()
    told = json.loads(sys.stdin.buffer.readline())
    read = {"page": read_page, "feed": read_feed}[sys.argv[1]]
    try:
        answer = read(sys.stdin.buffer.read(), told["content_type"], told["address"])
    except Unreadable as why:
        answer = {"trouble": str(why)}
    except ImportError:
        answer = {"trouble": "no_extra"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
