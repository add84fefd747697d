"""Subscribing to the mail edition: what is typed, how often one wishes it, how long an unconfirmed address lives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from waystation.foundation.kernel import mailboxes
from waystation.foundation.kernel.words import gettext_noop as _

PENDING, CONFIRMED = "pending", "confirmed"
STATES = (PENDING, CONFIRMED)
# Which mail waits for a subscriber: nothing, "please confirm", or "you are on the list already".
NOTHING, ASK, AGAIN = "", "ask", "again"
MAILS = (NOTHING, ASK, AGAIN)
WAITING, LEAVING = "waiting", "leaving"
PARCELS = (WAITING, LEAVING)

EACH, MONTHLY = "each", "monthly"
RHYTHMS = {EACH: _("Every edition"), MONTHLY: _("At most one a month")}
_A_MONTH = timedelta(days=27)
CONFIRM_DAYS = 3  # seventy-two hours, whatever the hour of the day
MOST_REFUSALS = 3
SEALED_BYTES = 512

NO_ADDRESS = _("This does not look like an e-mail address.")
NO_RHYTHM = _("Choose how often.")
NO_LANGUAGE = _("Choose one of the languages.")


@dataclass(frozen=True, repr=False)
class Wish:
    """What somebody wants: where to, in which language, how often."""

    address: str
    canonical: str
    language: str
    rhythm: str

    def spell(self) -> bytes:
        """Return it as it is sealed, always equally long."""
        told = json.dumps([self.address, self.language, self.rhythm], ensure_ascii=False)
        return told.encode().ljust(SEALED_BYTES)


def read(typed: Mapping[str, str], languages: set[str]) -> Wish | dict[str, str]:
    """Return what was typed, or what is wrong with it, by field."""
    split = mailboxes.split(typed.get("address", ""))
    wrong: dict[str, str] = {}
    if split is None:
        wrong["address"] = NO_ADDRESS
    if typed.get("rhythm") not in RHYTHMS:
        wrong["rhythm"] = NO_RHYTHM
    if typed.get("language") not in languages:
        wrong["language"] = NO_LANGUAGE
    if split is None or wrong:
        return wrong
    local, domain = split
    return Wish(f"{local}@{domain}", mailboxes.canonical(local, domain), typed["language"], typed["rhythm"])


def unspell(told: bytes) -> tuple[str, str, str]:
    """Return address, language and rhythm of what :meth:`Wish.spell` said."""
    address, language, rhythm = json.loads(told)
    return str(address), str(language), str(rhythm)


def is_due(rhythm: str, last_on: date | None, today: date) -> bool:
    """Say whether somebody who wishes this rhythm and last got an edition on that day gets one today."""
    return rhythm == EACH or last_on is None or today - last_on > _A_MONTH
