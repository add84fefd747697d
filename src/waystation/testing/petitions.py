"""Invented petitions: written, approved, signed and counted by the real operations, for tests, benches and the demonstration."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from waystation.foundation.kernel import clock
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.testing.cast import Cast

WORDS = {
    "en": {
        "title": "Open a safe road for those who are hunted for whom they love",
        "addressee": "The governments of the member states of the Council of Europe",
        "demand": (
            "People are being detained, beaten and killed in the North Caucasus because somebody says they are gay.\n\n"
            "We ask you to issue humanitarian visas to those who have been brought out, within weeks rather than months, "
            "and to press for an investigation that names those responsible."
        ),
    },
    "ru": {
        "title": "Откройте безопасную дорогу тем, кого преследуют за то, кого они любят",
        "addressee": "Правительствам государств — членов Совета Европы",
        "demand": (
            "На Северном Кавказе людей задерживают, избивают и убивают, потому что кто-то назвал их геями.\n\n"
            "Мы просим выдавать гуманитарные визы тем, кого удалось вывезти, — за недели, а не за месяцы, "
            "и добиваться расследования, которое назовёт виновных."
        ),
    },
}
HOMES = {
    "en": {
        "title": "Do not send back those whom a safe country has taken in",
        "addressee": "The interior ministers of the Schengen states",
        "demand": (
            "People who were brought out of the North Caucasus are told to ask for asylum where their visa was stamped, "
            "even if their kin search for them there.\n\nWe ask you to let them stay where they are safe."
        ),
    },
    "ru": {
        "title": "Не отсылайте назад тех, кого уже приняла безопасная страна",
        "addressee": "Министрам внутренних дел стран Шенгена",
        "demand": (
            "Тем, кого вывезли с Северного Кавказа, велят просить убежища там, где им выдали визу, — "
            "даже если там их ищет родня.\n\nМы просим позволить им остаться там, где они в безопасности."
        ),
    },
}
OPENLY = {
    "en": {
        "title": "Investigate in the open what was done in the North Caucasus",
        "addressee": "The Investigative Committee of the Russian Federation",
        "demand": (
            "Those who were held have told where, when and by whom. No case has been opened.\n\n"
            "We ask you to open one, to protect those who testify, and to say in public what you find."
        ),
    },
    "ru": {
        "title": "Расследуйте открыто то, что делали с людьми на Северном Кавказе",
        "addressee": "Следственному комитету Российской Федерации",
        "demand": (
            "Те, кого удерживали, рассказали, где, когда и кто. Дело не возбуждено.\n\n"
            "Мы просим возбудить его, защитить тех, кто даёт показания, и рассказать всем, что вы узнали."
        ),
    },
}
COUNTRIES = ("DE", "FR", "LT", "NL", "CA", "US", "RU", "GB", "SE", "PL")


def a_key(cast: Cast, at: datetime, pair: vault.KeyPair | None = None) -> petitions.KeyCard:
    """Bring the public half of a campaign key; the private half is lost unless the pair is given."""
    public = (pair or vault.new_key_pair()).public
    encoded = base64.b64encode(public).decode()
    return petitions.add_key(actor=cast.kira, name="Campaign 2017", public=encoded, at=at)


def an_open_petition(
    cast: Cast,
    at: datetime,
    *,
    is_dangerous: bool = False,
    pair: vault.KeyPair | None = None,
    words: Mapping[str, Mapping[str, str]] = WORDS,
) -> str:
    """Write a petition in both languages, have it approved by somebody else, and open it; return its reference."""
    key = a_key(cast, at, pair)
    made = petitions.draft_petition(actor=cast.kira, is_dangerous=is_dangerous, at=at)
    for language, told in words.items():
        petitions.write_text(actor=cast.kira, petition=made.ref, language=language, at=at, **told)
    petitions.choose_key(
        actor=cast.kira, petition=made.ref, key=key.ref, goals=(100, 1000), is_dangerous=is_dangerous, at=at
    )
    petitions.move_petition(actor=cast.kira, petition=made.ref, move="submit", at=at)
    petitions.move_petition(actor=cast.ruth, petition=made.ref, move="approve", at=at)
    petitions.move_petition(actor=cast.kira, petition=made.ref, move="open", at=at)
    return made.ref


def form(number: int, **changed: str) -> dict[str, str]:
    """Return what an invented signer types."""
    country = COUNTRIES[number * number % len(COUNTRIES)]
    return {
        "name": f"Signer {number}",
        "contact": f"signer{number}@example.org",
        "country": country,
        **changed,
    }


def typed(number: int, **changed: str) -> petitions.Typed:
    """Return the same, read by the rules."""
    read = petitions.read(form(number, **changed))
    if not isinstance(read, petitions.Typed):
        raise ValueError(read)
    return read


def signed(petition: str, numbers: range, at: datetime) -> None:
    """Let people sign and confirm."""
    for number in numbers:
        someone = typed(number)
        petitions.sign(petition=petition, typed=someone, language="en", at=at)
        petitions.confirm(token=link_of(petition, someone), at=at)


def asked_for_news(petition: str, numbers: range, at: datetime, *, russian: int = -1) -> None:
    """Let people sign, ask for updates, and confirm both with the button of their mail; one of them reads Russian."""
    people = {number: typed(number, consent_news="on") for number in numbers}
    for number, someone in people.items():
        petitions.sign(petition=petition, typed=someone, language="ru" if number == russian else "en", at=at)
    petitions.send_waiting({}, at)
    for someone in people.values():
        petitions.confirm(token=link_of(petition, someone), at=at)


def link_of(petition: str, someone: petitions.Typed) -> bytes:
    """Return the secret of the link mailed to somebody, as only the house with the petition's key can make it."""
    return petitions.token_of(petition, someone.canonical)


def addressed(pair: vault.KeyPair, **about: Any) -> list[bytes]:
    """Open the addresses of whoever asked for updates, and seal them to the mailer: what the key holder's computer writes."""
    readers = json.loads(json.dumps(list(petitions.export_readers(**about))))
    return [
        "".join(json.dumps(line) + "\n" for line in lines).encode()
        for lines in petitions.address(iter(readers), pair.private)
    ]


def furnish(cast: Cast, now: datetime) -> str:
    """Let one petition have run for a month, and another have begun; return the first's reference."""
    with transaction.atomic():
        begun = now - timedelta(days=30)
        with clock.fixed(begun):
            ref = an_open_petition(cast, begun)
        for step, (first, last) in enumerate(((0, 120), (120, 290), (290, 420))):
            at = begun + timedelta(days=step * 12)
            signed(ref, range(first, last), at)
            petitions.count_petition(petition=ref, at=at)
        an_open_petition(cast, now, is_dangerous=True, words=HOMES)
        an_audited_petition(cast, now)
    return ref


def an_audited_petition(cast: Cast, now: datetime) -> str:
    """Let a petition be signed, closed, settled, delivered and audited; return its reference."""
    at = now - timedelta(days=27)
    with clock.fixed(at):
        ref = an_open_petition(cast, at, words=OPENLY)
    about: dict[str, Any] = {"actor": cast.kira, "petition": ref}
    signed(ref, range(1000, 1025), at)
    petitions.move_petition(move="close", at=at, **about)
    at += timedelta(days=4)
    petitions.move_petition(move="settle", at=at, **about)
    petitions.note_delivery(
        delivered_on=at.date(),
        channel="post",
        office="Приёмная Следственного комитета",
        incoming_number="17-204",
        reply_days=30,
        at=at,
        **about,
    )
    drawn_at, found_at = at + timedelta(days=2), at + timedelta(days=12)
    source = "Lotto 6 aus 49, main numbers"
    petitions.announce_audit(source=source, drawn_on=drawn_at.date(), number=20, at=at, **about)
    petitions.draw_sample(result="3 14 15 26 35 49", at=drawn_at, **about)
    petitions.enter_finding(
        finding=petitions.Finding(reached=18, real=18, bad=0, unreached=2),
        auditor="N. Aster, notary",
        found_on=found_at.date(),
        at=found_at,
        **about,
    )
    petitions.decide_finding(actor=cast.ruth, petition=ref, is_approved=True, at=found_at)
    told = an_update(cast, ref, UPDATE, found_at)
    petitions.move_update(actor=cast.ruth, petition=ref, update=told, move="approve", at=found_at)
    return ref


UPDATE = {
    "en": (
        "They have to answer by law",
        "The signatures were handed in. An answer is due within thirty days.",
    ),
    "ru": ("По закону они должны ответить", "Подписи переданы. Ответить должны в течение тридцати дней."),
}


def an_update(cast: Cast, petition: str, told: Mapping[str, tuple[str, str]], at: datetime) -> str:
    """Let Kira write an update and lay it before a second person; return its reference."""
    made = petitions.begin_update(actor=cast.kira, petition=petition, at=at)
    subjects, words = ({language: one[part] for language, one in told.items()} for part in (0, 1))
    about: dict[str, Any] = {"actor": cast.kira, "petition": petition, "update": made.ref}
    petitions.write_update(subjects=subjects, words=words, at=at, **about)
    petitions.move_update(move="submit", at=at, **about)
    return made.ref
