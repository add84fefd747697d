"""What is asked about a person, and what never is: nobody proves whom they love; no field for it exists (T-03)."""

from collections.abc import Mapping

from waystation.foundation.kernel.words import gettext_noop as _

ROLES: dict[str, str] = {
    "head": _("Whom we speak with"),
    "partner": _("Partner"),
    "child": _("Child"),
    "parent": _("Parent"),
    "sibling": _("Brother or sister"),
    "relative": _("Other relative"),
    "friend": _("Friend"),
    "other": _("Other"),
}

# Several lines are several spellings; each stays exactly as it was written or said.
IDENTITY: dict[str, str] = {
    "called": _("What they want to be called"),
    "papers": _("Name as in their papers"),
    "others": _("Other spellings and names"),
    "born": _("Born"),
    "contacts": _("Ways to reach them"),
}
LOGISTICS: dict[str, str] = {
    "languages": _("Languages"),
    "needs": _("What they need in a house and on the way"),
}
NAMES = ("called", "papers", "others")


def spellings(identity: Mapping[str, str]) -> list[str]:
    """Return every spelling of a name that is known, in the order written, each once."""
    lines = (line.strip() for field in NAMES for line in identity.get(field, "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def name_of(identity: Mapping[str, str]) -> str:
    """Return the name to use: the one they chose, or the first that is known."""
    known = spellings(identity)
    return known[0] if known else ""
