"""What somebody who signs may write, and what is wrong with it; no Django, because the fast lane asks it too."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from waystation.foundation.kernel import mailboxes
from waystation.foundation.kernel.words import gettext_noop as _

PENDING, ASIDE, CONFIRMED, COUNTED, STRUCK = "pending", "aside", "confirmed", "counted", "struck"

# Why a signature waits to be looked at; 0 is none. The numbers are those of leaves.REASONS.
NONE, DISPOSABLE, BURST, FLOOD, OTHER = 0, 1, 2, 3, 9
SUSPICIONS = {
    DISPOSABLE: _("an address to throw away"),
    BURST: _("many at once from one uncommon domain"),
    FLOOD: _("many at once from one network"),
    OTHER: _("another reason"),
}

LONGEST_NAME, LONGEST_PLACE, LONGEST_COMMENT = 120, 120, 500
CONSENTS = ("news", "other")
_CONSENT_FIELDS = [(f"consent_{consent}", consent) for consent in CONSENTS]
CONSENT_WORDING = "2017-05-2"  # which words the boxes stood beside; changes with them

NAME_TOO_LONG = _("This is too long: at most 120 letters.")
COMMENT_TOO_LONG = _("This is too long: at most 500 letters. Everything you typed is still here.")
CONTACT_MISSING = _("Write an e-mail address, so that we can send you a link.")
CONTACT_WRONG = _("This does not look like an e-mail address.")
COUNTRY_MISSING = _("Choose the country you live in, or “I would rather not say”.")

# ISO 3166; ZZ is for those who would rather not say.
UNSAID = "ZZ"
COUNTRIES = frozenset(
    [
        "AD",
        "AE",
        "AF",
        "AG",
        "AI",
        "AL",
        "AM",
        "AO",
        "AR",
        "AT",
        "AU",
        "AZ",
        "BA",
        "BB",
        "BD",
        "BE",
        "BF",
        "BG",
        "BH",
        "BI",
        "BJ",
        "BN",
        "BO",
        "BR",
        "BS",
        "BT",
        "BW",
        "BY",
        "BZ",
        "CA",
        "CD",
        "CF",
        "CG",
        "CH",
        "CI",
        "CL",
        "CM",
        "CN",
        "CO",
        "CR",
        "CU",
        "CV",
        "CY",
        "CZ",
        "DE",
        "DJ",
        "DK",
        "DM",
        "DO",
        "DZ",
        "EC",
        "EE",
        "EG",
        "ER",
        "ES",
        "ET",
        "FI",
        "FJ",
        "FM",
        "FR",
        "GA",
        "GB",
        "GD",
        "GE",
        "GH",
        "GM",
        "GN",
        "GQ",
        "GR",
        "GT",
        "GW",
        "GY",
        "HK",
        "HN",
        "HR",
        "HT",
        "HU",
        "ID",
        "IE",
        "IL",
        "IN",
        "IQ",
        "IR",
        "IS",
        "IT",
        "JM",
        "JO",
        "JP",
        "KE",
        "KG",
        "KH",
        "KI",
        "KM",
        "KN",
        "KP",
        "KR",
        "KW",
        "KZ",
        "LA",
        "LB",
        "LC",
        "LI",
        "LK",
        "LR",
        "LS",
        "LT",
        "LU",
        "LV",
        "LY",
        "MA",
        "MC",
        "MD",
        "ME",
        "MG",
        "MH",
        "MK",
        "ML",
        "MM",
        "MN",
        "MO",
        "MR",
        "MT",
        "MU",
        "MV",
        "MW",
        "MX",
        "MY",
        "MZ",
        "NA",
        "NE",
        "NG",
        "NI",
        "NL",
        "NO",
        "NP",
        "NR",
        "NZ",
        "OM",
        "PA",
        "PE",
        "PG",
        "PH",
        "PK",
        "PL",
        "PS",
        "PT",
        "PW",
        "PY",
        "QA",
        "RO",
        "RS",
        "RU",
        "RW",
        "SA",
        "SB",
        "SC",
        "SD",
        "SE",
        "SG",
        "SI",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SR",
        "SS",
        "ST",
        "SV",
        "SY",
        "SZ",
        "TD",
        "TG",
        "TH",
        "TJ",
        "TL",
        "TM",
        "TN",
        "TO",
        "TR",
        "TT",
        "TV",
        "TW",
        "TZ",
        "UA",
        "UG",
        "US",
        "UY",
        "UZ",
        "VA",
        "VC",
        "VE",
        "VN",
        "VU",
        "WS",
        "XK",
        "YE",
        "ZA",
        "ZM",
        "ZW",
        "ZZ",
    ]
)
_UNFIT = re.compile("[\0\ud800-\udfff]")


@dataclass(repr=False, slots=True)  # not frozen: that makes each of thousands three times as dear
class Typed:
    """What somebody typed who signs, fit to be sealed."""

    name: str
    local: str
    domain: str
    country: str
    place: str
    comment: str
    consents: tuple[str, ...]

    @property
    def contact(self) -> str:
        """The address as typed, with its domain in small ASCII letters."""
        return f"{self.local}@{self.domain}"

    @property
    def wants_news(self) -> bool:
        """Whether they asked to be told when something happens with the petition."""
        return "news" in self.consents

    @property
    def canonical(self) -> str:
        """The spelling under which one mailbox counts once."""
        return mailboxes.canonical(self.local, self.domain)


def read(data: Mapping[str, str]) -> Typed | dict[str, str]:
    """Return what was typed, or a sentence for each field that must be mended."""
    wrong: dict[str, str] = {}
    name, place = _text(data.get("name", "")), _text(data.get("place", ""))
    comment = _text(data.get("comment", ""))
    if len(name) > LONGEST_NAME:
        wrong["name"] = NAME_TOO_LONG
    if len(place) > LONGEST_PLACE:
        wrong["place"] = NAME_TOO_LONG
    if len(comment) > LONGEST_COMMENT:
        wrong["comment"] = COMMENT_TOO_LONG
    typed = data.get("contact", "").strip()
    address = mailboxes.split(typed)
    if address is None:
        wrong["contact"] = CONTACT_WRONG if typed else CONTACT_MISSING
    country = data.get("country", "")
    if country not in COUNTRIES:
        wrong["country"] = COUNTRY_MISSING
    if wrong or address is None:
        return wrong
    consents = tuple([consent for field, consent in _CONSENT_FIELDS if data.get(field)])
    return Typed(name, *address, country, place, comment, consents)


def _text(typed: str) -> str:
    if not typed.isprintable():
        typed = _UNFIT.sub("", typed.replace("\r\n", "\n"))
    return typed.strip()
