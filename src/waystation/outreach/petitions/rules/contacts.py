"""Mail addresses: what counts as one, when two are the same person's, and which domains give away nothing."""

import re

LONGEST = 254
_SHAPE = re.compile(r"[^\s@<>(),;:\"\[\]\\\x00-\x1f]{1,64}@[^\s@<>(),;:\"\[\]\\\x00-\x1f]{3,190}")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

# Providers under several names; the first is the one that counts.
_SAME = {
    "googlemail.com": "gmail.com",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.kz": "yandex.ru",
    "yandex.ua": "yandex.ru",
    "narod.ru": "yandex.ru",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
}
_DOTLESS = {"gmail.com", "proton.me"}  # dots in the name mean nothing there
_DASH_IS_DOT = {"yandex.ru"}

# So many people have an address there that the domain alone points at nobody, and a burst from it means nothing.
LARGE = frozenset(
    {
        *_SAME.values(),
        *("mail.ru", "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "outlook.com", "hotmail.com", "live.com"),
        *("yahoo.com", "icloud.com", "aol.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "tutanota.com"),
        *(
            "yahoo.de",
            "yahoo.fr",
            "orange.fr",
            "free.fr",
            "wp.pl",
            "ukr.net",
            "i.ua",
            "seznam.cz",
            "riseup.net",
        ),
    }
)

# Addresses that are thrown away after ten minutes: the best known; what they sign waits to be looked at.
DISPOSABLE = frozenset(
    {
        *("10minutemail.com", "guerrillamail.com", "guerrillamail.info", "mailinator.com", "maildrop.cc"),
        *(
            "sharklasers.com",
            "temp-mail.org",
            "tempmail.com",
            "tempmail.dev",
            "throwawaymail.com",
            "yopmail.com",
        ),
        *(
            "trashmail.com",
            "trashmail.de",
            "getnada.com",
            "dispostable.com",
            "fakeinbox.com",
            "mailnesia.com",
        ),
        *(
            "mintemail.com",
            "mohmal.com",
            "moakt.com",
            "emailondeck.com",
            "spamgourmet.com",
            "grr.la",
            "mail.tm",
        ),
        *(
            "crazymailing.com",
            "tempail.com",
            "burnermail.io",
            "discard.email",
            "mytemp.email",
            "inboxkitten.com",
        ),
    }
)


def split(typed: str) -> tuple[str, str] | None:
    """Return the local part and the domain (in ASCII, small letters) of an address, or None where it is none."""
    text = typed.strip()
    if len(text) > LONGEST or _SHAPE.fullmatch(text) is None:
        return None
    local, _at, domain = text.rpartition("@")
    domain = domain.lower().rstrip(".")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return None
    labels = domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():  # noqa: PLR2004
        return None
    return local, domain


def canonical(local: str, domain: str) -> str:
    """Return the spelling under which one mailbox counts once: aliases of the provider, +tags and dots undone."""
    domain = _SAME.get(domain, domain)
    name = local.lower().partition("+")[0] or local.lower()
    if domain in _DOTLESS:
        name = name.replace(".", "")
    elif domain in _DASH_IS_DOT:
        name = name.replace("-", ".")
    return f"{name}@{domain}"


def group_of(domain: str) -> str | None:
    """Return the domain by which a burst would be noticed, or None where so many write from it that it says nothing."""
    domain = _SAME.get(domain, domain)
    return None if domain in LARGE else domain


def is_disposable(domain: str) -> bool:
    """Say whether a domain, or the one above it, gives addresses to throw away."""
    return domain in DISPOSABLE or domain.partition(".")[2] in DISPOSABLE
