"""The measures an organisation publishes, in the order in which a page lists them."""

from waystation.foundation.kernel.words import gettext_noop as _

REQUESTS, BROUGHT_OUT, ABROAD = "requests", "brought_out", "abroad"

MEASURES = {
    REQUESTS: _("People who asked for help"),
    BROUGHT_OUT: _("Brought to a safe place"),
    ABROAD: _("Arrived in another country"),
}

# What is counted, for a reader who wants to know exactly.
MEANINGS = {
    REQUESTS: _(
        "First calls for help, each counted once, on the day it came. Who calls again is not counted again."
    ),
    BROUGHT_OUT: _(
        "People who have slept in one of our safe houses, or arrived abroad with our help; each counted once."
    ),
    ABROAD: _("People who have arrived in another country with our help; each counted once."),
}

# What others have said of the same work: shown with its source, never mixed with our own counts.
REPORTED = {
    "requests": _("People who asked for help"),
    "contacts": _("Contacts with the help line"),
    "being_assisted": _("Being helped"),
    "evacuated": _("Brought out of the region"),
    "left_country": _("Left the country"),
    "relocated": _("Brought to safety in all"),
    "host_countries": _("Countries that received people"),
    "visas": _("Visas issued"),
    "detained_reported": _("Detained, as reported"),
    "killed_reported": _("Killed, as reported"),
}

# Which of these may stand beside which of our counts: alike enough to compare, never the same thing.
COMPARED = {
    REQUESTS: ("requests", "contacts"),
    BROUGHT_OUT: ("evacuated", "relocated"),
    ABROAD: ("left_country",),
}
