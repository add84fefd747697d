"""Mail domains: which give away nothing of who writes from them, and which give addresses to throw away."""

from waystation.foundation.kernel import mailboxes

# So many people have an address there that the domain alone points at nobody, and a burst from it means nothing.
LARGE = frozenset(
    {
        *mailboxes.PROVIDERS,
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


def group_of(domain: str) -> str | None:
    """Return the domain by which a burst would be noticed, or None where so many write from it that it says nothing."""
    domain = mailboxes.provider_of(domain)
    return None if domain in LARGE else domain


def is_disposable(domain: str) -> bool:
    """Say whether a domain, or the one above it, gives addresses to throw away."""
    return domain in DISPOSABLE or domain.partition(".")[2] in DISPOSABLE
