"""The measures an organisation publishes, in the order in which a page lists them."""

from waystation.foundation.kernel.words import gettext_noop as _

REQUESTS, BROUGHT_OUT, ABROAD = "requests", "brought_out", "abroad"

MEASURES = {
    REQUESTS: _("People who asked for help"),
    BROUGHT_OUT: _("Brought to a safe place"),
    ABROAD: _("Arrived in another country"),
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
