"""The demonstration's story: invented people walked through the real operations, day by day, by the cast.

The totals on each date are those the sources give (spring 2017 to spring 2018); every person is invented. The past is
told with the clock held at its days; the present begins where the clock really stands, so that queues and boards have
something due.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.figures import api as figures
from waystation.release import api as release
from waystation.sealed.care import api as care
from waystation.sealed.casework import api as casework
from waystation.sealed.intake import api as intake
from waystation.testing import (
    allies,
    cases,
    countries,
    digest,
    houses,
    journeys,
    letters,
    library,
    petitions,
    voices,
)
from waystation.testing.cast import Cast, raise_house

BEGINNING = datetime(2017, 4, 1, 8, 0, tzinfo=UTC)
HALF = 12  # people are told of between eight in the morning and eight in the evening

# Cumulative totals by day: asked, brought out, abroad. Between two lines people come evenly.
# Asked and brought out on 17 to 19 May 2017 and brought out on 29 March 2018 are the published totals; the
# organisation's own report gives 170 contacts and 88 abroad at the end of the first year.
TOTALS = (
    (date(2017, 4, 1), 0, 0, 0),
    (date(2017, 4, 20), 75, 15, 0),
    (date(2017, 5, 17), 80, 40, 9),
    (date(2017, 5, 18), 80, 42, 9),
    (date(2017, 5, 19), 82, 43, 9),
    (date(2018, 3, 29), 170, 100, 88),
)
SETTLED = datetime(2019, 4, 15, 9, 0, tzinfo=UTC)
PUBLISHED_ON = (date(2017, 4, 20), date(2017, 5, 18), date(2018, 3, 29))
MEMORY = "demonstration.json"

# Nine abroad in five countries by the middle of May 2017, two of them in Lithuania. The others' countries are invented.
COUNTRIES = ("LT", "LT", "DE", "DE", "DE", "FR", "FR", "NL", "CA")
HOUSES = {"Willow": 6, "Rowan": 6}
TOLD_IN_FULL = sum(
    HOUSES.values()
)  # everybody after them is brought by casework's own steps, which is quicker
NIGHTS = 60

REPORTED = (
    (date(2017, 4, 1), "detained_reported", 100, "more than", "Novaya Gazeta, as reported"),
    (date(2017, 4, 1), "killed_reported", 3, "", "Novaya Gazeta, as reported"),
    (date(2017, 4, 20), "contacts", 75, "about; in three weeks", "Igor Kochetkov in Legal Dialogue"),
    (date(2017, 4, 20), "being_assisted", 30, "", "Igor Kochetkov in Legal Dialogue"),
    (
        date(2017, 4, 20),
        "left_country",
        15,
        "around; of those who sought help earlier",
        "Igor Kochetkov in Legal Dialogue",
    ),
    (date(2017, 5, 17), "requests", 80, "over", "Igor Kochetkov to Nastoyashcheye Vremya"),
    (date(2017, 5, 17), "evacuated", 40, "", "Igor Kochetkov to Nastoyashcheye Vremya"),
    (date(2017, 5, 17), "left_country", 9, "", "Igor Kochetkov to Nastoyashcheye Vremya"),
    (date(2017, 5, 17), "visas", 2, "issued by Lithuania", "Lithuanian foreign minister"),
    (date(2017, 5, 18), "requests", 80, "", "Russian LGBT Network to Huffington Post"),
    (date(2017, 5, 18), "evacuated", 42, "", "Russian LGBT Network to Huffington Post"),
    (date(2017, 5, 19), "evacuated", 43, "", "BBC"),
    (date(2017, 5, 19), "visas", 9, "", "BBC"),
    (date(2017, 5, 19), "host_countries", 5, "", "BBC"),
    (date(2018, 3, 29), "relocated", 100, "", "Russian LGBT Network, one year on"),
)


@dataclass(frozen=True)
class Told:
    """What a visitor needs to look around: the words of one receipt, and the totals by date."""

    words: str
    totals: dict[str, Any]


def tell(*, progress: Callable[[str], None] = lambda _words: None) -> Told:
    """Tell the story into an empty installation; where it was told already, return what was remembered of it."""
    memory = Path(settings.DATA_FOLDER) / MEMORY
    if memory.exists():
        return Told(**json.loads(memory.read_text("utf-8")))
    if staff.has_house():
        raise HalfTold
    cast = _raise(progress)
    for day in _days():
        _live_through(cast, day, progress)
    progress("A year on: who has settled is asked once more how they are, and their cases are closed.")
    for number in range(TOTALS[-1][3]):
        _settle_and_close(cast, number, SETTLED)
    told = Told(_the_present(cast), totals())
    memory.write_text(json.dumps({"words": told.words, "totals": told.totals}, ensure_ascii=False), "utf-8")
    return told


class HalfTold(Exception):
    """An earlier demonstration was interrupted: its data folder must be removed first."""


def totals() -> dict[str, Any]:
    """Return the totals by date as the operations count them, and how many publications stand."""
    by_date = {day.isoformat(): _named(release.count(day)) for day, _asked, _out, _abroad in TOTALS[1:]}
    return {"by_date": by_date, "publications": len(figures.list_publications())}


def _named(counted: dict[str, int]) -> dict[str, int]:
    abroad = counted["abroad"]
    return {
        "requests": counted["requests"],
        "brought_out": counted["brought_out_only"] + abroad,
        "abroad": abroad,
    }


def _raise(progress: Callable[[str], None]) -> Cast:
    progress("The house is founded, the cast moves in.")
    with clock.fixed(BEGINNING):
        cast = raise_house(BEGINNING)
        for as_of, measure, value, qualifier, source in REPORTED:
            figures.note_reported(
                as_of=as_of, measure=measure, value=value, qualifier=qualifier, source=source
            )
    return cast


@dataclass(frozen=True)
class Day:
    """One day of the story: who asks, who comes to a safe house, who arrives abroad, by number."""

    on: date
    asking: Sequence[int]
    brought_out: Sequence[int]
    abroad: Sequence[int]


def _days() -> list[Day]:
    """Spread the totals evenly over the days between two lines."""
    days: list[Day] = []
    for (start, *before), (end, *after) in pairwise(TOTALS):
        length = (end - start).days
        reached = list(before)
        for step in range(1, length + 1):
            now = [low + (high - low) * step // length for low, high in zip(before, after, strict=True)]
            groups = [range(old, new) for old, new in zip(reached, now, strict=True)]
            days.append(Day(start + timedelta(step), *groups))
            reached = now
    return days


def _live_through(cast: Cast, day: Day, progress: Callable[[str], None]) -> None:
    at = datetime(day.on.year, day.on.month, day.on.day, 9, 0, tzinfo=UTC)
    brought_out_in_all = TOTALS[-1][2]
    for number in day.asking:
        _ask(cast, number, at + timedelta(minutes=number % HALF), is_taken=number < brought_out_in_all)
    for number in day.brought_out:
        _shelter(cast, number, at + timedelta(hours=HALF))
    for number in day.abroad:
        _send_abroad(cast, number, at + timedelta(hours=HALF + 1))
    if day.on in PUBLISHED_ON:
        _publish(cast, at + timedelta(hours=HALF + 2))
        progress(f"{day.on.isoformat()}: {_named(release.count(day.on))}")


_people: dict[int, str] = {}
_beds: list[care.BedCard] = []
_stays: dict[int, str] = {}
_offers: dict[str, str] = {}


def _ask(cast: Cast, number: int, at: datetime, *, is_taken: bool) -> None:
    with clock.fixed(at), transaction.atomic():
        if is_taken:
            opened = cases.a_case(cast, at, answers=voices.answers(number), called=voices.name(number))
            _people[number] = casework.list_persons(cast.noor, opened.ref)[0].ref
            return
        receipt = cases.an_accepted_request(cast, at, voices.answers(number))
        intake.sign_post(
            actor=cast.vera,
            request=receipt.request,
            reason="no_capacity",
            text="Мы не можем принять вас сейчас. Вот кто может помочь сегодня, и как нам написать снова.",
            at=at,
        )


def _shelter(cast: Cast, number: int, at: datetime) -> None:
    """Bring somebody to a safe house: the first through the rooms of care, the rest by casework's own steps."""
    person = _people[number]
    with clock.fixed(at), transaction.atomic():
        if number >= TOLD_IN_FULL:
            cases.bring_to(cast, person, "sheltered", at)
            return
        if not _beds:
            for name, beds in HOUSES.items():
                _beds.extend(houses.a_house(cast, at, name=name, beds=beds)[1])
        cases.bring_to(cast, person, "planning", at)
        stay = houses.a_held_bed(cast, person, _beds[number], at, nights=NIGHTS)
        cases.bring_to(cast, person, "in_transit", at, without=frozenset({"bed_held"}))
        care.confirm_stay(actor=cast.noor, stay=stay.ref, at=at)
        care.check_in(actor=cast.dana, stay=stay.ref, at=at)
        _stays[number] = stay.ref


def _send_abroad(cast: Cast, number: int, at: datetime) -> None:
    """Bring somebody to another country: the first nine by real offers, places, visas and arrivals."""
    person = _people[number]
    with clock.fixed(at), transaction.atomic():
        if number in _stays:
            care.check_out(actor=cast.noor, stay=_stays.pop(number), at=at)
        if number >= len(COUNTRIES):
            cases.bring_to(cast, person, "arrived", at)
            return
        country = COUNTRIES[number]
        if country not in _offers:
            _offers[country] = countries.an_offer(
                cast, at, country=country, places=COUNTRIES.count(country)
            ).ref
        case = casework.person(cast.noor, person).case
        application = countries.an_application(cast, case, [person], _offers[country], at)
        countries.bring_application_to(cast, application.ref, "approved", at)
        if casework.person(cast.noor, person).phase == "sheltered":
            casework.move_person(actor=cast.karim, person=person, move="go_onward", at=at)
        countries.bring_abroad(cast, application.ref, person, at)


def _settle_and_close(cast: Cast, number: int, at: datetime) -> None:
    """Let somebody's claim be granted, their follow-ups be done, and two people close the case."""
    person = _people[number]
    with clock.fixed(at), transaction.atomic():
        cases.bring_to(cast, person, "settled", at)
        _finish_tasks(cast, person, at)
        cases.release(cast, person, at)
        asked = casework.ask_approval(
            actor=cast.noor,
            person=person,
            move="close",
            reason="Settled, and well when last heard from",
            at=at,
        )
        casework.decide_approval(actor=cast.ruth, approval=asked.ref, decision="give", at=at)


def _finish_tasks(cast: Cast, person: str, at: datetime) -> None:
    for task in casework.list_tasks(cast.noor, casework.person(cast.noor, person).case):
        casework.finish_task(actor=cast.noor, task=task.ref, at=at)


def _publish(cast: Cast, at: datetime) -> None:
    with clock.fixed(at):
        proposal = release.propose(actor=cast.ruth, as_of=at.date(), at=at)
        release.decide(actor=cast.olga, ref=proposal.ref, move="publish", at=at)


def _note_the_words(entropy: bytes, words: Sequence[str], at: datetime) -> None:
    typed = {position: words[position - 1] for position in (3, 9)}
    intake.confirm_words(entropy=entropy, typed=typed, language="ru", at=at)


def _the_present(cast: Cast) -> str:
    """Let things be under way where the clock really stands; return the words of somebody who is on the way."""
    now = clock.now()
    with transaction.atomic():
        intake.rotate_intake_key(actor=cast.vera, at=now)
    for number, ago in enumerate(
        (timedelta(minutes=20), timedelta(hours=5), timedelta(days=1), timedelta(days=3))
    ):
        at = now - ago
        entropy = vault.new_entropy()
        with clock.fixed(at), transaction.atomic():
            receipt = intake.seal_request(
                answers=voices.answers(number), entropy=entropy, language="ru", attachments=[], at=at
            )
            _note_the_words(entropy, receipt.words, at)
        if number == 1:
            intake.claim(actor=cast.vera, request=receipt.request, at=now)
            intake.answer(
                actor=cast.vera,
                request=receipt.request,
                text="Мы прочитали. Никому больше не звоните. Напишите, где вы сможете быть завтра после шести.",
                at=now,
            )
    # The last who were brought out and have not left yet sleep in the houses of tonight.
    sheltered = [_people[number] for number in range(TOTALS[-1][3], TOTALS[-1][2])]
    with clock.fixed(now - timedelta(days=1)), transaction.atomic():
        for person in sheltered:
            _finish_tasks(cast, person, now - timedelta(days=1))
    houses.furnish(cast, sheltered, now)
    petitions.furnish(cast, now)
    letters.furnish(cast, now)
    library.furnish(cast, now)
    digest.furnish(cast, now)
    allies.furnish(cast, now)
    return _a_journey(cast, now)


def _a_journey(cast: Cast, now: datetime) -> str:
    """Let somebody set out with an escort, a check-in due and an alarm word agreed; return their twelve words."""
    with transaction.atomic():
        opened, receipt = journeys.a_case_with_words(cast, now)
        _note_the_words(receipt.entropy, receipt.words, now)
        cases.bring_to(cast, casework.list_persons(cast.noor, opened.ref)[0].ref, "planning", now)
        journeys.a_released_journey(cast, opened.ref, now)
    return " ".join(receipt.words)
