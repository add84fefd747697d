"""The life of a clipping, and the sentences for what could not be clipped."""

from waystation.foundation.kernel.machine import Machine, Transition
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.library.rules.bills import WRITERS

WAITING, CLIPPED, JOINED, REFUSED, WITHDRAWN = "waiting", "clipped", "joined", "refused", "withdrawn"
STANDING = frozenset({CLIPPED, JOINED})
BY_ITSELF = frozenset({"worker"})

CLIPPING = Machine(
    name="clipping",
    states={
        WAITING: _("being fetched"),
        CLIPPED: _("clipped"),
        JOINED: _("the same as another"),
        REFUSED: _("not clipped"),
        WITHDRAWN: _("withdrawn"),
    },
    start=WAITING,
    ends=frozenset({WITHDRAWN}),
    transitions=(
        Transition("clip", WAITING, CLIPPED, BY_ITSELF, _("It was fetched")),
        Transition("join", WAITING, JOINED, BY_ITSELF, _("It is there already")),
        Transition("refuse", WAITING, REFUSED, BY_ITSELF, _("It could not be fetched")),
        Transition("again", REFUSED, WAITING, WRITERS, _("Try again")),
        Transition("stand_alone", JOINED, CLIPPED, WRITERS, _("It is another text: keep it apart")),
        *(
            Transition(
                "withdraw",
                source,
                WITHDRAWN,
                WRITERS,
                _("Withdraw for good"),
                (),
                _("The archived copy is deleted."),
            )
            for source in (WAITING, CLIPPED, JOINED, REFUSED)
        ),
    ),
)

# What went wrong, by code; a row keeps the code, a page shows the sentence.
TROUBLES: dict[str, str] = {
    "scheme": _("Only addresses that begin with http:// or https:// are fetched."),
    "address": _("This is not an address of a page."),
    "private": _("The address leads into a private network or to this machine. It is not fetched."),
    "unknown_host": _("There is no such site, or its name could not be looked up."),
    "unreachable": _("The site did not answer."),
    "insecure": _("The site's certificate does not fit: who answers there cannot be known."),
    "slow": _("The site was too slow. What came within the time allowed is not kept."),
    "huge": _("The page is larger than what is kept here."),
    "bomb": _("The page unpacks to far more than was sent. It was dropped."),
    "loop": _("The site sends from address to address without end."),
    "status": _("The site answered that it has no such page, or does not show it to us."),
    "broken": _("The site's answer could not be understood."),
    "sort": _("This is neither a page, nor text, nor a PDF."),
    "empty": _("There is no text on the page; it may be made by scripts, which are never run here."),
    "entities": _("The feed declares entities of its own, which is a known attack. It was dropped."),
    "not_a_feed": _("There is no feed at this address."),
    "reader": _("Reading the page took too much time or memory. It was dropped."),
    "no_extra": _("Clipping needs the extra “clip”: pip install 'waystation[clip]'."),
    "proxy": _("The proxy set for fetching did not answer."),
}
