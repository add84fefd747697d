"""What is kept of an official: by which way they were reached, what they said, where they stand."""

from waystation.foundation.kernel.words import gettext_noop as _

MAIL, POST, FORM, RELAY, CALL = "mail", "post", "form", "relay", "call"
CHANNELS = {
    MAIL: _("from people's own mail"),
    POST: _("on paper"),
    FORM: _("through the official's web form"),
    RELAY: _("through our relay"),
    CALL: _("by telephone"),
}
# No way to reach anybody, but counted like one: letters that the official's mail server did not take, or sent back.
CAME_BACK = "back"
# Nobody checks these: people say that they did it. The relay counts what really left.
SAID_BY_PEOPLE = frozenset({MAIL, POST, FORM, CALL})

SUPPORTS, LEANING, UNDECIDED, OPPOSES, UNKNOWN = "supports", "leaning", "undecided", "opposes", "unknown"
POSITIONS = {
    SUPPORTS: _("supports"),
    LEANING: _("leans towards support"),
    UNDECIDED: _("undecided"),
    OPPOSES: _("opposes"),
    UNKNOWN: _("not known"),
}
NO_ANSWER = "no_answer"
# What somebody may hear on the telephone: one of these, and no words of their own, which could name somebody.
HEARD = {
    SUPPORTS: _("They support it"),
    LEANING: _("They lean towards it"),
    UNDECIDED: _("They have not decided, or noted it"),
    OPPOSES: _("They are against it"),
    UNKNOWN: _("They would not say"),
    NO_ANSWER: _("Nobody answered, or a machine"),
}

REPLY, SPEECH, VOTE, PROMISE = "reply", "speech", "vote", "promise"
KINDS = {
    REPLY: _("answer to letters"),
    SPEECH: _("said in public"),
    VOTE: _("vote"),
    PROMISE: _("promise"),
}
KEPT, BROKEN = "kept", "broken"
OUTCOMES = {KEPT: _("kept"), BROKEN: _("broken")}

# Where a letter with one's name may bring its writer into danger if they, or theirs, live there (T-39).
DANGEROUS_COUNTRIES = frozenset({"RU"})
