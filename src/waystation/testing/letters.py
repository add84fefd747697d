"""Invented officials of an invented country, and a letter campaign to them: by the real operations, for tests and the demonstration."""

from datetime import datetime, timedelta

from django.db import transaction

from waystation.foundation.kernel import clock
from waystation.outreach.letters import api as letters
from waystation.testing.cast import Cast

# "AA" is a code that ISO 3166 leaves to whoever needs one: an invented country.
ASSEMBLY = """key,name,country,body,region,district,title,party,email,phone,address,form,website
a-1,Ilse Brandt,AA,Assembly of Alderland,North Shore,,Senator,Harbour,ilse.brandt@assembly.example,+99 1 5550101,"1 Assembly Square, Alder",,https://assembly.example/brandt
a-2,Joao Reis,AA,Assembly of Alderland,South Downs,,Senator,Meadow,joao.reis@assembly.example,+99 1 5550102,"1 Assembly Square, Alder",,
a-3,Marta Lindqvist,AA,Assembly of Alderland,North Shore,District 1,Deputy,Meadow,marta.lindqvist@assembly.example,+99 1 5550103,"1 Assembly Square, Alder",https://assembly.example/lindqvist/write,
a-4,Tobias Okafor,AA,Assembly of Alderland,North Shore,District 2,Deputy,Harbour,,+99 1 5550104,"1 Assembly Square, Alder",https://assembly.example/okafor/write,
a-5,Wanda Petrov,AA,Assembly of Alderland,South Downs,District 3,Deputy,Harbour,wanda.petrov@assembly.example,+99 1 5550105,"1 Assembly Square, Alder",,
a-6,Henri Duval,AA,Assembly of Alderland,South Downs,District 4,Deputy,Meadow,henri.duval@assembly.example,+99 1 5550106,"1 Assembly Square, Alder",,
a-7,Sofia Marin,AA,Assembly of Alderland,South Downs,District 5,Deputy,Meadow,sofia.marin@assembly.example,+99 1 5550107,"1 Assembly Square, Alder",,
"""
AUTHORITY = """key,name,country,body,title,address,website
r-1,Reception of citizens,RU,An invented authority,,"Invented street 1, Moscow",
"""
# Invented postal codes; one of them lies in two districts.
CODES = """country,code,region,district
AA,10001,North Shore,District 1
AA,10002,North Shore,District 2
AA,10003,North Shore,District 1
AA,10003,North Shore,District 2
AA,20001,South Downs,District 3
"""

WORDS = {
    "en": {
        "title": "Ask your Assembly for a humanitarian visa",
        "summary": "People who are hunted for whom they love wait in hiding. A visa issued within weeks saves them; your Assembly decides about it this spring.",
        "subject": "A humanitarian visa for people who are hunted for whom they love",
        "body": (
            "People are being detained and beaten in the North Caucasus because somebody says they are gay. Some of them have been "
            "brought to shelter, where they wait for a country that takes them in.\n\n"
            "I ask you to support a humanitarian visa that is issued within weeks, and to say in public that you do."
        ),
        "points": "They cannot ask for help at home: the police are those who hunt them.\n\nA visa within weeks costs less than months in hiding.",
        "script": "Good morning, my name is … and I live in your district. I am calling about the humanitarian visa for people who are hunted for whom they love. Will you support it? Thank you for noting my call.",
    },
    "ru": {
        "title": "Попросите своё собрание о гуманитарной визе",
        "summary": "Люди, которых преследуют за то, кого они любят, ждут в укрытии. Их спасает виза, выданная за недели; собрание решает об этом весной.",
        "subject": "Гуманитарная виза для тех, кого преследуют за то, кого они любят",
        "body": (
            "На Северном Кавказе людей задерживают и избивают, потому что кто-то назвал их геями. Некоторых удалось вывезти в укрытие, "
            "и там они ждут страну, которая их примет.\n\n"
            "Прошу вас поддержать гуманитарную визу, которую выдают за недели, и сказать об этом публично."
        ),
        "points": "Дома им не к кому обратиться: охотятся на них те, кто должен защищать.\n\nВиза за недели стоит меньше, чем месяцы в укрытии.",
        "script": "Добрый день, меня зовут …, я живу в вашем округе. Звоню о гуманитарной визе для тех, кого преследуют за то, кого они любят. Поддержите ли вы её? Спасибо, что отметили мой звонок.",
    },
}


APPEAL = {
    "en": {
        "title": "One appeal for an investigation, filed by one who is safe",
        "summary": "The authorities must say what became of those who were detained. One applicant whom nobody can reach files the appeal; everybody else signs the petition.",
        "subject": "Appeal: investigate the detentions",
        "body": "I ask for an investigation into the detentions reported in April 2017, and for a written answer within thirty days.",
        "points": "",
        "script": "",
    },
    "ru": {
        "title": "Одно обращение о расследовании — от того, кому ничто не грозит",
        "summary": "Власти обязаны сказать, что стало с задержанными. Обращение подаёт один человек, до которого не дотянуться; все остальные подписывают петицию.",
        "subject": "Обращение: расследуйте задержания",
        "body": "Прошу расследовать задержания, о которых сообщалось в апреле 2017 года, и дать письменный ответ в течение тридцати дней.",
        "points": "",
        "script": "",
    },
}


def an_assembly(at: datetime) -> None:
    """Import the officials of an invented country, its postal areas, and one authority to which writing is dangerous."""
    for source, table in (("alderland", ASSEMBLY), ("authorities", AUTHORITY)):
        letters.import_addressees(read=letters.READERS["csv"](table), source=source, at=at)
    letters.import_addressees(read=letters.READERS["codes"](CODES), source="alderland codes", at=at)


def an_open_campaign(
    cast: Cast, at: datetime, *, country: str = "AA", is_dangerous: bool = False, is_opened: bool = True
) -> str:
    """Write a campaign in both languages, have it approved by somebody else, and open it; return its reference.

    Without ``is_opened`` it waits for the second person.
    """
    made = letters.draft_campaign(actor=cast.kira, at=at)
    for language, words in (APPEAL if is_dangerous else WORDS).items():
        letters.write_text(actor=cast.kira, campaign=made.ref, language=language, at=at, **words)
    letters.choose_addressees(
        actor=cast.kira,
        campaign=made.ref,
        country=country,
        body="",
        official="",
        letter_language="en" if country != "RU" else "ru",
        is_dangerous=is_dangerous,
        is_relayed=not is_dangerous,
        at=at,
    )
    moves = ((cast.kira, "submit"), (cast.ruth, "approve"), (cast.kira, "open"))
    for actor, move in moves if is_opened else moves[:1]:
        letters.move_campaign(actor=actor, campaign=made.ref, move=move, at=at)
    return made.ref


def official(name: str) -> letters.OfficialCard:
    """Return one of the invented officials by a part of their name."""
    return next(card for card in letters.list_officials()[0] if name in card.name)


def furnish(cast: Cast, now: datetime) -> str:
    """Let a campaign have run for two weeks: letters counted, an answer, a promise; and one that is dangerous. Return the first."""
    begun = now - timedelta(days=14)
    with transaction.atomic(), clock.fixed(begun):
        an_assembly(begun)
        ref = an_open_campaign(cast, begun)
        an_open_campaign(cast, begun, country="RU", is_dangerous=True)
        for name, channel, heard, number in (
            ("Brandt", "mail", "", 23),
            ("Brandt", "call", "leaning", 12),
            ("Lindqvist", "form", "", 31),
            ("Okafor", "post", "", 3),
            ("Petrov", "call", "undecided", 9),
        ):
            whom = official(name).ref
            for count in range(number):
                once = f"{name} {channel} {count}"
                letters.press(campaign=ref, official=whom, channel=channel, heard=heard, once=once, at=begun)
        letters.publish_counts()
        for name, kind, position, words, days in (
            ("Brandt", "reply", "leaning", "Her office answers that she wants to see the draft first.", 0),
            ("Lindqvist", "promise", "supports", "She will put the visa on the committee's agenda.", 30),
            ("Petrov", "vote", "opposes", "He voted against a debate about it.", 0),
        ):
            made = letters.note_statement(
                actor=cast.kira,
                official=official(name).ref,
                kind=kind,
                position=position,
                said_on=begun.date(),
                source="https://assembly.example/record",
                words=words,
                language="en",
                due_on=(now + timedelta(days=days)).date() if days else None,
                at=begun,
            )
            letters.move_statement(actor=cast.ruth, statement=made.ref, move="show", at=begun)
    return ref
