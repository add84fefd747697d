"""Sections of a case: which kinds there are, which teams read each, what stands in each."""

from waystation.foundation.kernel.words import gettext_noop as _

SECTIONS: dict[str, str] = {
    "identity": _("Identity"),
    "story": _("Story"),
    "medical": _("Medical"),
    "legal": _("Legal"),
    "route": _("Route"),
    "logistics": _("Logistics"),
}

# "case" stands for the team that works on the case; the rest are codes of staff.team_line.
SECTION_TEAMS: dict[str, tuple[str, ...]] = {
    "identity": ("case", "liaison", "legal", "supervisors"),
    "story": ("case", "legal", "supervisors"),
    "medical": ("medical",),
    "legal": ("legal", "case"),
    "route": ("case", "supervisors"),
    "logistics": ("case", "supervisors"),
}

# What each section's own sheet of the case holds, field by field; every field is free text.
FIELDS: dict[str, dict[str, str]] = {
    "identity": {
        "contact": _("How to reach them safely"),
        "safe_times": _("When it is safe"),
        "avoid": _("Words and people to avoid"),
    },
    "story": {
        "account": _("What happened, in their words"),
        "threat": _("Where the danger comes from"),
        "wishes": _("What they hope for"),
    },
    "medical": {"health": _("Health"), "care": _("Care arranged")},
    "legal": {
        "origin": _("Country and region the danger is in"),
        "situation": _("Legal situation"),
        "deadlines": _("Deadlines and papers"),
    },
    "route": {
        "whereabouts": _("Where they are"),
        "avoid_places": _("Places to avoid"),
        "known_to": _("Who knows where they are"),
    },
    "logistics": {
        "languages": _("Languages"),
        "needs": _("What they need in a house"),
        "luggage": _("Animals and luggage"),
    },
}

# Where something is written that belongs to no one section: the first of these that the writer holds.
FIRST_CHOICE = ("story", "route", "logistics", "identity", "legal", "medical")

# Where it may stand which country's laws concern them; only what the reader holds is looked into.
TELL_PLACES = (("legal", "origin"), ("route", "whereabouts"), ("story", "threat"))
