"""Invented people who offer help, brought along by the real operations: for tests, journeys and the demonstration."""

from datetime import date, datetime, timedelta
from typing import Any

from waystation.foundation.vault import api as vault
from waystation.sealed.allies import api as allies
from waystation.testing.cast import Cast

MARTA: dict[str, Any] = {
    "kind": "host",
    "beds": 3,
    "pets": ["cat"],
    "steps": "lift",
    "children": "yes",
    "household": "I live alone; my sister comes on Sundays.",
    "place": "Вильнюс",
    "languages": ["rus", "lit"],
    "called": "Марта",
    "contact": "+370 600 00000, after six",
    "about": "My grandmother hid people. There is room in my flat.",
    "reference_one": "Ruta, a teacher at the school next door, ruta@school.example",
    "reference_two": "Pastor Jonas",
}


def an_offer(at: datetime, **changed: Any) -> allies.Receipt:
    """Offer help at the front door: Marta's three beds unless other answers are given."""
    answers = {**MARTA, "from_on": at.date().isoformat(), **changed}
    answers = {name: value for name, value in answers.items() if value is not None}
    return allies.seal_offer(answers=answers, entropy=vault.new_entropy(), language="ru", at=at)


def checked(
    cast: Cast, ref: str, at: datetime, *, sensitivity: str = "close", until_on: date | None = None
) -> None:
    """Have Hanna go through every step up to her recommendation."""
    allies.declare_tie(actor=cast.hanna, ally=ref, knows=False, at=at)
    allies.answer(actor=cast.hanna, ally=ref, text="Спасибо. Когда вам удобно поговорить?", at=at)
    for move in ("look", "check"):
        allies.move_ally(actor=cast.hanna, ally=ref, move=move, at=at)
    allies.note_check(actor=cast.hanna, ally=ref, kind="identity", text="Passport seen on a call.", at=at)
    for who in ("Ruta", "Jonas"):
        allies.note_reference(
            actor=cast.hanna,
            ally=ref,
            who=who,
            contact="",
            verdict="good",
            text="Has known her for years.",
            at=at,
        )
    allies.move_ally(actor=cast.hanna, ally=ref, move="talk", at=at)
    recommended(cast, ref, at, sensitivity=sensitivity, until_on=until_on)


def recommended(
    cast: Cast, ref: str, at: datetime, *, sensitivity: str = "close", until_on: date | None = None
) -> None:
    """Have Hanna talk, look for signs and recommend."""
    allies.note_check(
        actor=cast.hanna, ally=ref, kind="conversation", text="An hour; calm, asks little.", at=at
    )
    allies.note_signs(actor=cast.hanna, ally=ref, seen=[], at=at)
    kind = allies.read_ally(cast.hanna, ref, at=at).row.kind
    allies.set_areas(
        actor=cast.hanna,
        ally=ref,
        trusted_for=[kind],
        regions="",
        sensitivity=sensitivity,
        until_on=until_on,
        at=at,
    )
    allies.move_ally(actor=cast.hanna, ally=ref, move="recommend", reason="Steady and careful.", at=at)


def decided(cast: Cast, ref: str, at: datetime) -> None:
    """Have Olga decide as the second person."""
    allies.declare_tie(actor=cast.olga, ally=ref, knows=False, at=at)
    allies.note_signs(actor=cast.olga, ally=ref, seen=[], at=at)
    allies.move_ally(actor=cast.olga, ally=ref, move="trust", reason="I agree.", at=at)


def a_trusted_helper(
    cast: Cast, at: datetime, *, sensitivity: str = "close", until_on: date | None = None, **changed: Any
) -> str:
    """Bring somebody from the offer to trust, by Hanna and Olga; return the reference."""
    ref = an_offer(at, **changed).ally
    checked(cast, ref, at, sensitivity=sensitivity, until_on=until_on)
    decided(cast, ref, at)
    return ref


_NO_HOST: dict[str, Any] = {"beds": None, "pets": None, "steps": None, "children": None, "household": None}
ILYA: dict[str, Any] = {
    **_NO_HOST,
    "kind": "escort",
    "vehicle": "van",
    "seats": 5,
    "place": "Минск",
    "called": "Илья",
    "languages": ["rus", "pol"],
}
LOUISE: dict[str, Any] = {
    **_NO_HOST,
    "kind": "interpreter",
    "manner": ["phone", "paper"],
    "called": "Louise",
    "place": "Lyon",
    "languages": ["rus", "fra", "che"],
}
ANSELM: dict[str, Any] = {
    **_NO_HOST,
    "kind": "lawyer",
    "licence": "Bar of Berlin",
    "field": "Asylum, family",
    "capacity": 4,
    "called": "Dr. Anselm Roth",
    "place": "Berlin",
    "languages": ["deu", "eng"],
}
VIKTOR: dict[str, Any] = {
    **_NO_HOST,
    "kind": "volunteer",
    "doing": "Driving, errands, anything. I can start today.",
    "hours": "40",
    "called": "Viktor",
    "place": "Каунас",
}


def furnish(cast: Cast, at: datetime) -> None:
    """Fill the demonstration: two trusted, one nearly run out; one for the second person, one new, one with a concern."""
    a_trusted_helper(cast, at - timedelta(days=20), **MARTA)
    ends_on = (at + timedelta(days=14)).date()
    ilya = a_trusted_helper(cast, at - timedelta(days=350), until_on=ends_on, **ILYA)
    allies.note_conflict(actor=cast.hanna, ally=ilya, who="Magomed Tsaroev", text="A cousin.", at=at)
    checked(cast, an_offer(at - timedelta(days=3), **LOUISE).ally, at, sensitivity="meets")
    an_offer(at - timedelta(hours=5), **ANSELM)
    viktor = a_trusted_helper(cast, at - timedelta(days=40), sensitivity="meets", **VIKTOR)
    allies.raise_concern(
        actor=cast.noor,
        ally=viktor,
        text="Asked twice where the others live, and for a group picture.",
        at=at,
    )
