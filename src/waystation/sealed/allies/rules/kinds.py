"""Kinds of help, what is asked about each, and who may look for whom once they are trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from waystation.foundation.kernel.words import gettext_noop as _

LONGEST_TEXT = 4_000
LONGEST_LINE = 400
MOST_BEDS = 60
MOST_CAPACITY = 500

Answers = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of help: its words, what its second page asks, and which teams beside casework may look for it."""

    code: str
    label: str
    hint: str
    asks: tuple[str, ...]
    teams: tuple[str, ...] = ()
    is_shared: bool = False  # may be asked for by several at the same time, as many as the capacity says


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "host",
            _("A place to stay"),
            _("A room, a flat, a bed, for days or months."),
            ("beds", "pets", "steps", "children", "household"),
        ),
        Kind(
            "escort",
            _("Going along on the way"),
            _("Driving, or travelling beside somebody."),
            ("vehicle", "seats", "ways"),
        ),
        Kind(
            "interpreter",
            _("Interpreting or translating"),
            _("By telephone, on paper or in person."),
            ("manner",),
        ),
        Kind(
            "lawyer",
            _("Legal help"),
            _("Asylum, family, criminal law; advice or cases."),
            ("licence", "field", "capacity"),
            ("legal",),
            is_shared=True,
        ),
        Kind(
            "doctor",
            _("Medical or psychological help"),
            _("Treatment, therapy, certificates."),
            ("licence", "field", "capacity"),
            ("medical",),
            is_shared=True,
        ),
        Kind(
            "volunteer",
            _("Time and hands"),
            _("Errands, companionship, lessons, repairs, design."),
            ("doing", "hours"),
        ),
        Kind(
            "organisation",
            _("An organisation that joins in"),
            _("Shelter, money, advice, a network abroad."),
            ("organisation", "doing", "capacity"),
            ("liaison",),
            is_shared=True,
        ),
    )
}
EVERY_FINDER = ("vetting", "supervisors")  # beside every casework team and the kind's own

PETS: Mapping[str, str] = {
    "none": _("No animals"),
    "dog": _("A dog"),
    "cat": _("A cat"),
    "other": _("Other animals"),
}
STEPS: Mapping[str, str] = {
    "none": _("No steps"),
    "lift": _("Steps, and a lift"),
    "stairs": _("Stairs only"),
}
CHILDREN: Mapping[str, str] = {"yes": _("Children are welcome"), "no": _("Adults only")}
VEHICLES: Mapping[str, str] = {
    "none": _("No vehicle"),
    "car": _("A car"),
    "van": _("A van or minibus"),
}
MANNERS: Mapping[str, str] = {
    "phone": _("By telephone or video"),
    "paper": _("In writing"),
    "person": _("In person"),
}
# ISO 639-3; in their own words, so that nobody has to translate them.
LANGUAGES: Mapping[str, str] = {
    "rus": "русский",
    "che": "нохчийн",
    "inh": "гӀалгӀай",
    "ava": "авар",
    "eng": "English",
    "deu": "Deutsch",
    "fra": "français",
    "spa": "español",
    "lit": "lietuvių",
    "pol": "polski",
    "ukr": "українська",
    "kat": "ქართული",
    "tur": "Türkçe",
    "ara": "العربية",
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "kind": {code: kind.label for code, kind in KINDS.items()},
    "pets": PETS,
    "steps": STEPS,
    "children": CHILDREN,
    "vehicle": VEHICLES,
    "manner": MANNERS,
    "languages": LANGUAGES,
}
LABELS: Mapping[str, str] = {
    "kind": _("Kind of help"),
    "beds": _("How many people can sleep there?"),
    "pets": _("Are there animals?"),
    "steps": _("Are there steps?"),
    "children": _("Are children welcome?"),
    "household": _("Who else lives there or comes by?"),
    "vehicle": _("Do you have a vehicle?"),
    "seats": _("How many seats for others?"),
    "ways": _("Where can you travel to?"),
    "manner": _("How can you interpret?"),
    "licence": _("Who licensed you, and where can that be checked?"),
    "field": _("What are you practised in?"),
    "capacity": _("How many people or cases at the same time?"),
    "doing": _("What could you do?"),
    "hours": _("How many hours a week?"),
    "organisation": _("Name of the organisation"),
    "place": _("Which town or region?"),
    "from_on": _("From which day?"),
    "to_on": _("Until which day?"),
    "languages": _("Which languages do you speak?"),
    "called": _("What may we call you?"),
    "contact": _("Is there another way to reach you?"),
    "about": _("Why do you want to help, and what should we know about you?"),
    "reference_one": _("Somebody who knows you well"),
    "reference_two": _("Somebody else who knows you well"),
}

# The same as headings at the desk, where nobody is asked.
HEADINGS: Mapping[str, str] = {
    "kind": _("Kind of help"),
    "called": _("Called"),
    "organisation": _("Organisation"),
    "contact": _("Contact"),
    "place": _("Town or region"),
    "from_on": _("First day"),
    "to_on": _("Last day"),
    "languages": _("Languages"),
    "beds": _("Beds"),
    "pets": _("Animals"),
    "steps": _("Steps"),
    "children": _("Children"),
    "household": _("Household"),
    "vehicle": _("Vehicle"),
    "seats": _("Seats"),
    "ways": _("Can travel to"),
    "manner": _("How"),
    "licence": _("Licence"),
    "field": _("Practised in"),
    "capacity": _("At the same time"),
    "doing": _("Could do"),
    "hours": _("Hours a week"),
    "about": _("About them"),
    "reference_one": _("First reference"),
    "reference_two": _("Second reference"),
}

# What colleagues who look for a helper may know; the rest stays with those who vet.
FOR_FINDERS = (
    "called",
    "contact",
    "place",
    "from_on",
    "to_on",
    "languages",
    *dict.fromkeys(ask for kind in KINDS.values() for ask in kind.asks),
)

TOO_LONG = _("This is too long. Please shorten it.")
CHOOSE_KIND = _("Choose what you would like to offer.")
DAYS_TURNED = _("The last day is before the first.")


def faults(answers: Answers) -> dict[str, str]:
    """Say what no page lets through, by field."""
    found = {
        name: TOO_LONG
        for name, value in answers.items()
        if isinstance(value, str) and len(value) > LONGEST_TEXT
    }
    if answers.get("kind") not in KINDS:
        found["kind"] = CHOOSE_KIND
    if days_turned(answers.get("from_on"), answers.get("to_on")):
        found["to_on"] = DAYS_TURNED
    return found


def days_turned(from_on: str | None, to_on: str | None) -> bool:
    """Say whether the last of two days (ISO) comes before the first."""
    return bool(from_on and to_on and date.fromisoformat(to_on) < date.fromisoformat(from_on))


def places_at_once(kind: str, answers: Answers) -> int:
    """Return how many bookings may stand for one day: strangers never share a home or a car, lawyers take several."""
    return int(answers.get("capacity") or 1) if KINDS[kind].is_shared else 1


def as_body(said: Mapping[str, Any]) -> Answers:
    """Return what was said as it is sealed: nothing empty, days as ISO text."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
        if value not in ("", None, [], ())
    }


def tokens(answers: Answers) -> str:
    """Return the words by which a card is found on a shelf: its kind first, in a form nobody types."""
    texts = (str(answers.get(name, "")) for name in ("called", "organisation", "place"))
    return " ".join((kind_token(answers["kind"]), *texts))


def words_for(name: str, value: object) -> list[str]:
    """Return an answer as sentences for the translators; languages are called by their own names, as they are."""
    listed = value if isinstance(value, list) else [value]
    return [CHOICES.get(name, {}).get(str(each), str(each)) for each in listed]


def kind_token(kind: str) -> str:
    """Return the word that stands on every card of a kind."""
    return f"kind={kind}"
