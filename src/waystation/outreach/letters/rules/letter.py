"""A letter as somebody writes it, read with care: whatever is wrong gets a sentence, nothing typed is lost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waystation.foundation.kernel import mailboxes
from waystation.foundation.kernel.words import gettext_noop as _

LONGEST_TEXT, LONGEST_OWN, LONGEST_SIGNED, LONGEST_SUBJECT, LONGEST_NAME = 8_000, 4_000, 400, 140, 80
MOST_ADDRESSEES = 12
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

NO_TEXT = _("The letter is empty.")
TOO_LONG = _("That is too long: an official's office reads one page. Please shorten it.")
NO_SUBJECT = _("Say in a few words what the letter is about.")
NO_NAME = _("Write the name under which the letter goes out.")
NO_CONTACT = _("This does not look like an e-mail address.")
NO_CONSENT = _("Tick this if we may send the letter for you. Otherwise send it from your own mail.")


@dataclass(frozen=True, repr=False)
class Letter:
    """What somebody wrote: their own paragraph, the text, and what stands under it. It is never stored in clear."""

    subject: str
    own: str
    text: str
    signed: str

    @property
    def body(self) -> str:
        """The letter without salutation and signature."""
        return "\n\n".join(part for part in (self.own, self.text) if part)


@dataclass(frozen=True, repr=False)
class Sender:
    """Who sends a letter through the relay."""

    name: str
    contact: str


def read_letter(typed: Mapping[str, str]) -> tuple[Letter, dict[str, str]]:
    """Read a letter; return it with what is wrong, by field."""
    letter = Letter(
        subject=" ".join(_clean(typed.get("subject", "")).split()),
        own=_clean(typed.get("own", "")),
        text=_clean(typed.get("text", "")),
        signed=_clean(typed.get("signed", "")),
    )
    wrong = {}
    if not letter.body:
        wrong["text"] = NO_TEXT
    if not letter.subject:
        wrong["subject"] = NO_SUBJECT
    limits = {
        "subject": LONGEST_SUBJECT,
        "own": LONGEST_OWN,
        "text": LONGEST_TEXT,
        "signed": LONGEST_SIGNED,
    }
    wrong |= {name: TOO_LONG for name, most in limits.items() if len(getattr(letter, name)) > most}
    return letter, wrong


def read_sender(typed: Mapping[str, str]) -> tuple[Sender, dict[str, str]]:
    """Read who sends through the relay; return it with what is wrong, by field."""
    name = " ".join(_clean(typed.get("name", "")).split())
    sender = Sender(name=name, contact=typed.get("contact", "").strip())
    wrong = {}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = NO_NAME
    if not is_contact(sender.contact):
        wrong["contact"] = NO_CONTACT
    if not typed.get("consent"):
        wrong["consent"] = NO_CONSENT
    return sender, wrong


def is_contact(text: str) -> bool:
    """Say whether this looks like an e-mail address."""
    return mailboxes.split(text) is not None


def spell(letter: Letter, salutation: str) -> str:
    """Return the whole letter as plain text."""
    return "\n\n".join(part for part in (salutation, letter.body, letter.signed) if part)


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def paragraphs(texts: Iterable[str]) -> list[str]:
    """Return paragraphs, which an empty line parts."""
    return [part.strip() for text in texts for part in re.split(r"\n\s*\n", text) if part.strip()]
