"""Atom feeds (RFC 4287) of the entries, by language and by topic: whole, with no picture and nothing that counts readers."""

import uuid
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from xml.etree import ElementTree as Tree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.outreach.digest import api as digest

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LONG_AGO = date(1970, 1, 1)


@require_safe
def feed(request: HttpRequest, topic: str = "") -> HttpResponse:
    """Return the newest entries in one language; a reader that has them already is told so in a few bytes.

    The tag by which a reader asks is a hash of the feed itself, the same for everybody.
    """
    language = get_language() or "en"
    named = digest.get_topic(topic, language).name if topic else ""
    written = _written(request, language, topic, named)
    etag = f'"{sha256(written).hexdigest()[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = HttpResponse(written, content_type="application/atom+xml; charset=utf-8")
    response.headers["ETag"] = etag
    return response


def _written(request: HttpRequest, language: str, topic: str, named: str) -> bytes:
    entries = digest.list_newest(language, topic=topic)
    root = Tree.Element("feed", {"xmlns": _ATOM, _LANGUAGE: language})
    title = settings.ORGANISATION if not named else f"{settings.ORGANISATION}: {named}"
    _say(root, "title", title)
    _say(root, "subtitle", _("News in our own words"))
    _say(root, "id", _name(f"feed {language} {topic}"))
    _say(root, "updated", _moment(max((_last(one) for one in entries), default=_LONG_AGO)))
    author = Tree.SubElement(root, "author")
    _say(author, "name", settings.ORGANISATION)
    page = reverse("digest:topic", args=[topic]) if topic else reverse("digest:list")
    for rel, kind, path in (("self", "application/atom+xml", request.path), ("alternate", "text/html", page)):
        Tree.SubElement(root, "link", {"rel": rel, "type": kind, "href": request.build_absolute_uri(path)})
    for one in entries:
        _tell(root, one, request.build_absolute_uri(reverse("digest:entry", args=[one.ref])))
    written: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _tell(root: Tree.Element, one: digest.PieceCard, address: str) -> None:
    entry = Tree.SubElement(root, "entry")
    _say(entry, "title", one.text.title)
    _say(entry, "id", _name(f"entry {one.text.language} {one.ref}"))
    Tree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    if one.link_host:
        Tree.SubElement(entry, "link", {"rel": "via", "href": one.details.link})
    _say(entry, "published", _moment(one.published_on))
    _say(entry, "updated", _moment(_last(one)))
    for topic in one.topics:
        Tree.SubElement(entry, "category", {"term": topic.code, "label": topic.name})
    if one.text.excerpt:
        _say(entry, "summary", one.text.excerpt)
    if one.html:
        _say(entry, "content", one.html).set("type", "html")


def _say(parent: Tree.Element, tag: str, words: str) -> Tree.Element:
    found = Tree.SubElement(parent, tag)
    found.text = words
    return found


def _last(one: digest.PieceCard) -> date:
    return one.changed_on or one.published_on


def _moment(day: date) -> str:
    """Spell a day as RFC 3339 wants it; we never say the hour."""
    return f"{day.isoformat()}T00:00:00Z"


def _name(of: str) -> str:
    """Name a thing for ever, whatever our address will be one day."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"{settings.INSTALLATION_ID} digest {of}").urn
