"""Mail addresses: what counts as one, and under which spelling one mailbox counts once."""

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
    domain = provider_of(domain)
    name = local.lower().partition("+")[0] or local.lower()
    if domain in _DOTLESS:
        name = name.replace(".", "")
    elif domain in _DASH_IS_DOT:
        name = name.replace("-", ".")
    return f"{name}@{domain}"


def provider_of(domain: str) -> str:
    """Return the domain under which a provider counts that has several."""
    return _SAME.get(domain, domain)


PROVIDERS = frozenset(_SAME.values())
