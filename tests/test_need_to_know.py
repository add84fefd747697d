"""A stranger, somebody half signed in, a worker of another team, a host and an escort walk the house: they find nothing.

And the same nothing for what exists and for what does not.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import resolve

from waystation.foundation.kernel.references import new_ref
from waystation.sealed.casework import api as casework
from waystation.sealed.intake import api as intake
from waystation.testing import cases, countries, houses
from waystation.testing.cast import PASSPHRASE
from waystation.testing.doors import DeskClient, addresses

from markers import Markers
from robot import REF, Robot

OUTSIDERS = ("stranger", "half", "idris", "dana", "pavel", "sami")
FEW = 6  # as many as there are kinds of section: each of them is tried
DESK = settings.DOORS["desk"]["urlconf"]
TOKEN = re.compile(rb'value="\w{64}"')


@pytest.fixture
def north(cast, at) -> SimpleNamespace:
    """What team North and the intake have, told in marked words: nothing of it is any outsider's business."""
    marks = Markers()
    answers = intake.Answers(
        happening=marks("happening"), place=marks("place"), contact=marks("contact"), danger="now"
    )
    case = cases.a_case(cast, at, answers=answers, called=marks("given"))
    head = cases.head_of(cast, case)
    casework.add_note(actor=cast.noor, case=case.ref, text=marks("note"), at=at)
    asked = cases.an_accepted_request(cast, at, answers)
    house, beds = houses.a_house(cast, at, name=marks("house"), has_host=False)
    stay = houses.a_held_bed(cast, head.ref, beds[0], at)
    countries.an_offer(cast, at)
    return SimpleNamespace(
        marks=marks, case=case.ref, person=head.ref, request=asked.request, house=house.ref, stay=stay.ref
    )


@pytest.fixture
def visitors(cast, at) -> dict[str, DeskClient]:
    """Each outsider's browser; Vera typed her passphrase and has shown no second factor."""
    clients = {name: DeskClient(raise_request_exception=False) for name in OUTSIDERS}
    for name in set(OUTSIDERS) - {"stranger", "half"}:
        clients[name].enter(getattr(cast, name))
    half = clients["half"]
    half.post(half.address("account_login"), {"login": "vera", "password": PASSPHRASE})
    assert half.cookies["desk"].value, "Vera did not come as far as the second factor"
    return clients


def theirs() -> set[str]:
    """Return the references of everything sealed rooms keep, the tables of countries and offers aside."""
    rooms = {"intake", "casework", "care"}
    models = [model for model in apps.get_models() if model._meta.app_label in rooms]
    return {ref for model in models for ref in model._default_manager.values_list("pk", flat=True)}


def every_address(cast, north, at) -> list[str]:
    """Return every address of the desk that names something of North's: those people meet, and those one could guess.

    Where a page is reached by many codes (each bed), a few of them stand for all.
    """
    met: set[str] = set()
    for login in ("noor", "vera", "ruth", "karim", "mira"):
        desk = DeskClient()
        desk.enter(getattr(cast, login))
        robot = Robot(desk, north.marks, at.date().isoformat(), sends=False)
        robot.walk("/", f"/cases/{north.case}/", "/queue/?state=accepted", "/care/", steps=25)
        met |= robot.met
    guessed = {
        REF.sub(real, address.path)
        for address in addresses("desk")
        for real in vars(north).values()
        if isinstance(real, str)
    }
    known = theirs()
    one_of_each = {
        REF.sub("REF", path): path
        for path in sorted(guessed) + sorted(met)
        if set(REF.findall(path)) & known and "/entrance/" not in path
    }
    views: Counter[str] = Counter()
    for shape, path in sorted(one_of_each.items()):
        views[view := resolve(path.partition("?")[0], urlconf=DESK).view_name] += 1
        if views[view] > FEW:
            del one_of_each[shape]
    assert views["casework:section"] >= FEW, views
    return sorted(one_of_each.values())


def told(answer) -> tuple[int, bytes]:
    """Return what an answer says, without the token and the references that were asked for."""
    said = TOKEN.sub(b"", answer.content)
    where = answer.headers.get("Location", "").encode()
    return answer.status_code, re.sub(REF.pattern.encode(), b"REF", said + where)


def marked(answer, marks) -> bool:
    text = answer.content.decode(errors="replace")
    return marks.latin in text or marks.cyrillic in text


def test_outsiders_find_nothing_and_the_same_nothing(cast, north, desk, visitors, at):
    read, differing = set(), set()
    desk.enter(cast.noor)
    assert marked(desk.get(f"/cases/{north.case}/"), north.marks), "those who belong there find it"
    paths = every_address(cast, north, at)
    assert len(paths) > 60
    for path in paths:
        elsewhere = REF.sub(lambda _: new_ref(), path)
        for name, method in product(OUTSIDERS, ("get", "post")):
            real, made_up = (getattr(visitors[name], method)(where) for where in (path, elsewhere))
            shown = f"{name}: {method} {REF.sub('REF', path)}"
            if marked(real, north.marks):
                read.add(shown)
            if told(real) != told(made_up):
                differing.add(f"{shown} {real.status_code} {made_up.status_code}")
    assert not read
    assert not differing


def test_no_list_count_search_or_export_tells_an_outsider(north, visitors):
    shared = [
        address.path
        for address in addresses("desk")
        if not REF.search(address.path) and not re.search("entrance|lock", address.path)
    ]
    for name, page in product(OUTSIDERS, [*shared, *lists()]):
        assert not marked(visitors[name].get(page), north.marks), (name, page)
    for name, query in product(OUTSIDERS, (f"Given{north.marks.latin}1", north.marks.cyrillic)):
        found, nothing = (
            TOKEN.sub(b"", visitors[name].post("/search/", {"query": words}).content).replace(
                words.encode(), b""
            )
            for words in (query, "zzzzzzz")
        )
        assert found == nothing, name


def lists() -> Iterator[str]:
    for path in ("/queue/", "/cases/"):
        for state in ("open", "new", "accepted", "closed"):
            yield f"{path}?state={state}"
    yield from ("/cases/?order=heard&state=", "/cases/?is_mine=on", "/queue/?has_likeness=on")
