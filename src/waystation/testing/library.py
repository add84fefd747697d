"""Public texts of 2013 to 2018 as links and short excerpts in our own words, what they tell of a country, one invented bill.

The texts themselves are not here. Where a text names no day and no publisher, none is made up for it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from waystation.foundation.library import api as library
from waystation.sealed.casework import api as casework
from waystation.testing.cast import Cast

NOT_NAMED = "publisher not named"
CHECHNYA = "place:ru-chechnya"


@dataclass(frozen=True)
class Text:
    """One public text: what it is called, who published it, what it says in our words, its tags."""

    title: str
    publisher: str
    excerpt: str
    tags: frozenset[str]


TEXTS = (
    Text(
        "Russian Gay Activists Plead For U.S. Asylum: “Get Us The Hell Out of Here”",
        "adamfoxie*",
        "A journalist tells why she sent her eldest son abroad: a bill in the Duma would take children from parents like "
        "her. She asks the United States to open a way to asylum.",
        frozenset({"place:ru", "actor:parliament", "kind:custody", "subject:asylum", "subject:bills"}),
    ),
    Text(
        "Spectrum Human Rights Advocates for a Special Refugee Program for Russian Gays",
        "Spectrum Human Rights",
        "A group programme, as there was for Soviet Jews, would spare people the proof of each single case. Today they wait "
        "eight to twelve months for the right to work, without help from the state.",
        frozenset({"place:us", "subject:asylum", "subject:group-programme", "subject:right-to-work"}),
    ),
    Text(
        "Take action: Let Russian government know you support LGBT Chechens",
        NOT_NAMED,
        "A digest a year after the first reports: a hundred people brought to safer countries, answers for those who doubt "
        "that anything based in Russia can be trusted, and whom to write to.",
        frozenset({CHECHNYA, "subject:letters", "subject:relocation", "subject:trust"}),
    ),
    Text(
        "Russian Activists Save 42 Chechen Gay Men",
        NOT_NAMED,
        "Forty-two people were brought out, and eighty had called. Relatives are looking for those who fled. Five people "
        "were detained in Moscow as they delivered a petition of more than two million signatures.",
        frozenset(
            {CHECHNYA, "actor:family", "kind:family-violence", "subject:relocation", "subject:petitions"}
        ),
    ),
    Text(
        "Russian LGBT Network helps 40 gays escape Chechnya",
        NOT_NAMED,
        "Forty brought out, nine of them abroad, two with Lithuanian visas. A newspaper reported over a hundred men detained, "
        "ill-treated, three of them killed. Many countries have no way in for people in such danger.",
        frozenset(
            {CHECHNYA, "actor:police", "kind:detention", "kind:torture", "kind:killing", "subject:visas"}
        ),
    ),
)


DETAINED = library.Known(
    place="ru-chechnya",
    by="police",
    kind="detention",
    from_on=date(2017, 4, 1),
    to_on=date(2017, 5, 17),
    statements={
        "en": "By the first of April 2017 a newspaper had reported that more than a hundred men were detained because they "
        "were taken for gay, that they were humiliated and tortured, and that three were killed. The head of the republic "
        "answered that there were no such people in it.",
        "ru": "К первому апреля 2017 года газета сообщила, что больше ста мужчин задержали, потому что их сочли геями, что "
        "их унижали и пытали и что троих убили. Глава республики ответил, что таких людей там нет.",
    },
)

HUNTED = library.Known(
    place="ru-chechnya",
    by="family",
    kind="family-violence",
    from_on=date(2017, 4, 1),
    to_on=date(2017, 5, 17),
    statements={
        "en": "Those who bring people out say they have strong evidence that the families of those who fled are looking for "
        "them, and keep their work secret for that reason.",
        "ru": "Те, кто вывозит людей, говорят, что у них есть веские свидетельства: семьи бежавших их ищут. Поэтому свою "
        "работу они держат в тайне.",
    },
)

WAITING = library.Known(
    place="ru",
    by="government",
    kind="no-protection",
    from_on=date(2017, 4, 1),
    to_on=None,
    statements={
        "en": "People who delivered a petition for an investigation were detained at the prosecutor's office."
    },
)


@transaction.atomic
def furnish(cast: Cast, now: datetime) -> None:
    """Note the texts, write and check what they tell of Chechnya, leave one entry to be checked, file a bill, say whom it concerns."""
    refs = [
        library.note_text(
            actor=cast.kira,
            described=library.Described(text.title, text.excerpt, text.publisher, "en"),
            tags=text.tags,
            at=now,
        ).ref
        for text in TEXTS
    ]
    _checked(cast, DETAINED, refs[4], "par. 8", now)
    _checked(cast, HUNTED, refs[3], "par. 6", now)
    _offered(cast, WAITING, refs[3], "par. 11", now)
    bill = library.file_bill(
        actor=cast.kira,
        place="ru",
        title="On the upbringing of children (invented for this demonstration)",
        about="Would let officials take children from parents who are said to love somebody of their own sex.",
        tags=frozenset({"subject:children"}),
        on=now.date() - timedelta(days=40),
        clipping=refs[0],
        at=now - timedelta(days=40),
    )
    library.move_bill(
        actor=cast.karim,
        bill=bill.ref,
        move="first",
        on=now.date() - timedelta(days=2),
        note="Amendments are open for thirty days.",
        at=now - timedelta(days=1),
    )
    _say_where(cast, now)


def _offered(cast: Cast, known: library.Known, clipping: str, spot: str, at: datetime) -> str:
    made = library.write_condition(actor=cast.karim, known=known, at=at)
    library.cite(actor=cast.karim, condition=made.ref, clipping=clipping, spot=spot, at=at)
    return library.move_condition(actor=cast.karim, condition=made.ref, move="offer", at=at).ref


def _checked(cast: Cast, known: library.Known, clipping: str, spot: str, at: datetime) -> None:
    ref = _offered(cast, known, clipping, spot, at)
    library.move_condition(actor=cast.tomas, condition=ref, move="check", at=at)


def _say_where(cast: Cast, now: datetime) -> None:
    """Let Noor write down for a few of her cases where the danger is, so that news of laws there reaches her."""
    filters = casework.CaseFilter(is_mine=True)
    for row in casework.list_cases(cast.noor, filters, on=now.date(), limit=3).rows:
        fields = {"origin": "Россия, Чечня"}
        casework.change_section(actor=cast.noor, case=row.ref, kind="legal", fields=fields, at=now)
