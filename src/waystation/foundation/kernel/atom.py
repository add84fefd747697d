"""Atom feeds (RFC 4287): whole, with no picture and nothing that counts readers, the same bytes for everybody."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from xml.etree import ElementTree as Tree

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LONG_AGO = date(1970, 1, 1)


@dataclass(frozen=True)
class Entry:
    """One entry; ``name`` names it for ever, whatever its address will be one day."""

    name: str
    title: str
    path: str
    published_on: date
    updated_on: date
    summary: str = ""
    html: str = ""
    source: str = ""
    topics: Mapping[str, str] = field(default_factory=dict)  # code and name


@dataclass(frozen=True)
class Feed:
    """A feed in one language: ``path`` is that of the page which tells the same."""

    name: str
    title: str
    subtitle: str
    language: str
    path: str
    entries: Sequence[Entry]


def answer(request: HttpRequest, feed: Feed) -> HttpResponse:
    """Answer with a feed, or in a few bytes whoever has it already: the tag they ask by is a hash of the feed itself."""
    written = _written(request, feed)
    etag = f'"{sha256(written).hexdigest()[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    response.headers["ETag"] = etag
    return response


def _written(request: HttpRequest, feed: Feed) -> bytes:
    root = Tree.Element("feed", {"xmlns": _ATOM, _LANGUAGE: feed.language})
    _say(root, "title", feed.title)
    _say(root, "subtitle", feed.subtitle)
    _say(root, "id", _urn(feed.name))
    _say(root, "updated", _moment(max((one.updated_on for one in feed.entries), default=_LONG_AGO)))
    author = Tree.SubElement(root, "author")
    _say(author, "name", settings.ORGANISATION)
    for rel, kind, path in (
        ("self", "application/atom+xml", request.path),
        ("alternate", "text/html", feed.path),
    ):
        Tree.SubElement(root, "link", {"rel": rel, "type": kind, "href": request.build_absolute_uri(path)})
    for one in feed.entries:
        _tell(root, one, request.build_absolute_uri(one.path))
    written: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _tell(root: Tree.Element, one: Entry, address: str) -> None:
    entry = Tree.SubElement(root, "entry")
    _say(entry, "title", one.title)
    _say(entry, "id", _urn(one.name))
    Tree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    if one.source:
        Tree.SubElement(entry, "link", {"rel": "via", "href": one.source})
    _say(entry, "published", _moment(one.published_on))
    _say(entry, "updated", _moment(one.updated_on))
    for code, name in one.topics.items():
        Tree.SubElement(entry, "category", {"term": code, "label": name})
    if one.summary:
        _say(entry, "summary", one.summary)
    if one.html:
        _say(entry, "content", one.html).set("type", "html")


def _say(parent: Tree.Element, tag: str, words: str) -> Tree.Element:
    found = Tree.SubElement(parent, tag)
    found.text = words
    return found


def _moment(day: date) -> str:
    """Spell a day as RFC 3339 wants it; we never say the hour."""
    return f"{day.isoformat()}T00:00:00Z"


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{settings.INSTALLATION_ID} {name}").urn
