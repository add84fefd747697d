"""Ways of delivering, from the safest to the most dangerous, and what to think of before anybody sets out."""

from waystation.foundation.kernel.words import gettext_noop as _

# Five people were detained in Moscow on 11 May 2017 while delivering signatures, with empty boxes.
CHANNELS = {
    "post": _("by post, with a list of contents"),
    "online": _("through the office's electronic reception"),
    "lawyer": _("by one lawyer, alone"),
    "abroad": _("by a member of parliament abroad"),
    "person": _("in person"),
}
REPLY_DAYS = 30  # Federal law 59-FZ of 2 May 2006, article 12

SAFETY = (
    _("The pack holds no name. Do not bring a list of names in any form."),
    _(
        "A safer way was considered first: post, electronic reception, a lawyer, a member of parliament abroad."
    ),
    _("One person goes, not several: a group with boxes can be treated as an unauthorised public event."),
    _("Nobody goes who lives where the petition is about, or whose papers are in danger."),
    _("A lawyer knows the day and the hour, and can be reached; the number is on paper."),
    _("Phones stay at home, or are empty."),
    _("Somebody waits for a sign of life afterwards, and knows what to do if none comes."),
    _("The stamped copy with the incoming number is photographed before leaving the building."),
)
