"""The hall: explicit tuples that name what each room brings to the shared pages and to the shared duties.

Nothing registers itself. A room that has something to show, to erase or to seed adds its line here, and a reader
sees the whole house at a glance.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.library import api as library
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import api as staff
from waystation.outreach.digest import api as digest
from waystation.outreach.figures import api as figures
from waystation.outreach.letters import api as letters
from waystation.outreach.petitions import api as petitions
from waystation.release import api as release
from waystation.sealed.allies import api as allies
from waystation.sealed.care import api as care
from waystation.sealed.casework import api as casework
from waystation.sealed.destinations import api as destinations
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.intake import api as intake
from waystation.site import duties

Words = str | Promise


@dataclass(frozen=True)
class Entry:
    """A way to a page: its words, the name of its address, who sees it (nobody named: everyone)."""

    label: Words
    name: str
    roles: frozenset[str] = frozenset()
    hint: Words = ""


@dataclass(frozen=True)
class Way:
    """An entry that leads somewhere in this process."""

    label: Words
    href: str
    hint: Words
    is_current: bool


@dataclass(frozen=True)
class Panel:
    """A part of a shared page: ``load(actor=…, at=…)`` gives ``panel`` to the room's own template.

    A panel of the case page is loaded with ``case=ref`` as well. A panel that loads nothing is not shown.
    """

    title: Words
    template: str
    load: Callable[..., Any]
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Loaded:
    """A panel with what its room put into it."""

    title: Words
    template: str
    content: Any


@dataclass(frozen=True)
class MailboxDeed:
    """A form on the mailbox of whoever holds the twelve words: its name, its fields, and what does it.

    ``act(said, entropy, once, at)`` gets what stands in the fields, and says whether anything came of it.
    """

    name: str
    fields: tuple[str, ...]
    act: Callable[..., bool]


@dataclass(frozen=True)
class Action:
    """Something anybody can do now: its words, what it is, and where it leads."""

    title: str
    hint: str
    href: str


@dataclass(frozen=True)
class Duty:
    """Something each room does in its own way: the room's name and the function that does it."""

    room: str
    act: Callable[..., Any]


def here(entries: Iterable[Entry], roles: frozenset[str] = frozenset(), path: str = "") -> list[Way]:
    """Return the entries these roles may see and that this door serves, with their addresses."""
    ways = []
    for entry in entries:
        if entry.roles and not entry.roles & roles:
            continue
        try:
            href = reverse(entry.name)
        except NoReverseMatch:
            continue  # the room is not built, or this is not its door
        is_current = path == href or (href != "/" and path.startswith(href))
        ways.append(Way(entry.label, href, entry.hint, is_current))
    return ways


def _petitions_to_sign(language: str) -> list[Action]:
    return [
        Action(one.text.title, gettext("Sign the petition"), reverse("petitions:petition", args=[one.ref]))
        for one in petitions.list_public(language).petitions
        if one.is_signable
    ]


def _letters_to_write(language: str) -> list[Action]:
    return [Action(one.title, one.summary, one.url) for one in letters.open_now(language)]


def _ways_to_give(language: str) -> list[Action]:
    if not digest.list_ways(language):
        return []
    return [
        Action(
            gettext("Give money"),
            gettext("How, and what it can cost whoever gives"),
            reverse("digest:giving"),
        )
    ]


INSIDE = frozenset(staff.ROLES) - staff.OUTSIDE
# Nobody else is ever given a section of a case: ways that lead to empty pages help nobody.
ON_CASES = frozenset(staff.ROLES) - {"campaigner", "vetter", "auditor", "administrator"}

# The desk's first row, in this order. Each page gives its address this name.
NAV: tuple[Entry, ...] = (
    Entry(_("Today"), "today"),
    Entry(_("Queue"), "intake:queue", frozenset({"intake", "coordinator", "supervisor"})),
    Entry(_("Cases"), "casework:case-list", ON_CASES),
    Entry(_("Tonight"), "care:tonight", ON_CASES),
    Entry(_("Journeys"), "evacuation:journey-list", ON_CASES),
    Entry(
        _("Places"),
        "destinations:offer-list",
        frozenset({"coordinator", "supervisor", "liaison", "legal"}),
    ),
    Entry(
        _("Helpers"),
        "allies:find",
        frozenset({"vetter", "coordinator", "supervisor", "liaison", "legal", "doctor", "psychologist"}),
    ),
    Entry(_("Figures"), "release:figures", frozenset({"supervisor"})),
    Entry(_("Petitions"), "campaigns:list", frozenset({"campaigner", "supervisor"})),
    Entry(_("Digest"), "editors:list", frozenset({"campaigner", "supervisor"})),
    Entry(_("Letters"), "correspondence:list", frozenset({"campaigner", "supervisor"})),
    Entry(_("Library"), "library:clippings", INSIDE),
    Entry(_("Team"), "staff:team"),
    Entry(_("Ledger"), "ledger", frozenset({"auditor"})),
)

# The front's first page: for a person in danger, for whoever wants to help, and for everyone.
HELP: tuple[Entry, ...] = (
    Entry(_("Ask for help"), "intake:ask", hint=_("No account, no name. A few short pages.")),
    Entry(
        _("Come back with your words"),
        "intake:return",
        hint=_("Read an answer, write more, say that you are safe."),
    ),
)
JOIN: tuple[Entry, ...] = (
    Entry(_("What you can do"), "digest:act", hint=_("Sign, write, give: what is open now.")),
    Entry(_("Offer help"), "allies:offer", hint=_("A place to stay, a language, a car, a profession, time.")),
    Entry(_("Petitions"), "petitions:list", hint=_("Sign in a minute, and check that the count is honest.")),
    Entry(
        _("Letters"), "letters:list", hint=_("Write to those who decide, or call them; see where they stand.")
    ),
)
READ: tuple[Entry, ...] = (
    Entry(_("News"), "digest:list", hint=_("What happened, in our own words, with its sources.")),
    Entry(_("Figures"), "figures:published", hint=_("What has been done, in numbers.")),
    Entry(_("Questions and answers"), "digest:questions", hint=_("What people ask us, answered plainly.")),
)

# Parts of the desk's Today page; `load(actor=, at=)`.
PANELS: tuple[Panel, ...] = (
    Panel(_("On the way"), "evacuation/desk/today.html", evacuation.today),
    Panel(_("Requests"), "intake/desk/today.html", intake.today, frozenset({"intake", "supervisor"})),
    Panel(_("Cases"), "casework/desk/today.html", casework.today_panel),
    Panel(_("Laws where people come from"), "casework/desk/laws_today.html", casework.laws_today_panel),
    Panel(
        _("Figures wait for your decision"),
        "release/desk/today.html",
        release.today,
        frozenset({"supervisor"}),
    ),
    Panel(
        _("To be read before it is published"),
        "digest/desk/today.html",
        digest.today,
        frozenset({"campaigner", "supervisor"}),
    ),
    Panel(
        _("Letters wait for a second person"),
        "letters/desk/today.html",
        letters.today,
        frozenset({"campaigner", "supervisor"}),
    ),
    Panel(_("Beds, help and money"), "care/desk/today_panel.html", care.today),
    Panel(_("Countries"), "destinations/desk/today.html", destinations.today),
    Panel(_("Offers of help"), "allies/desk/today.html", allies.today),
)

# Parts of the case page; `load(actor=, case=, at=)`.
CASE_PANELS: tuple[Panel, ...] = (
    Panel(_("Journeys"), "evacuation/desk/case_panel.html", evacuation.panel),
    Panel(_("Beds, help and money"), "care/desk/case_panel.html", care.panel),
    Panel(_("Countries"), "destinations/desk/case_panel.html", destinations.panel),
    Panel(_("Laws where the danger is"), "casework/desk/laws.html", casework.laws_panel),
    Panel(_("Conversation"), "intake/desk/panel.html", casework.conversation_panel),
)

# Parts of the mailbox of whoever holds the twelve words; `load(entropy=, at=)`, on the front door, no roles.
MAILBOX_PANELS: tuple[Panel, ...] = (
    Panel(_("On the way"), "evacuation/front/check_in.html", evacuation.mailbox_panel),
)

# What the forms in these panels do. The mailbox carries such a post through the entering of the words.
MAILBOX_DEEDS: tuple[MailboxDeed, ...] = (
    MailboxDeed("check-in", ("what", "word"), evacuation.hear_from_mailbox),
)

# What anybody can do now, in this order; each is called with a language.
TAKE_ACTIONS: tuple[Callable[[str], list[Action]], ...] = (
    _petitions_to_sign,
    _letters_to_write,
    _ways_to_give,
)

# What the search box looks through; `load(actor=, query=, at=)` gives the room's template `found`.
FINDERS: tuple[Panel, ...] = (
    Panel(_("Cases and people"), "casework/desk/found.html", casework.found_panel),
    Panel(_("Requests"), "intake/desk/found.html", intake.found),
    Panel(_("Helpers"), "allies/desk/found.html", allies.found),
)

# Forgetting a person; `act(person=ref, at=)`. Every sealed room with a table has one (house test).
ERASERS: tuple[Duty, ...] = (
    Duty("intake", intake.forget),
    Duty("allies", allies.forget),
    Duty("care", care.forget),
    Duty("destinations", destinations.forget),
    Duty("casework", casework.forget_person),
    Duty("evacuation", evacuation.forget),
)

# What a person may take away about themselves; `act(actor=, person=ref, at=)`.
EXPORTERS: tuple[Duty, ...] = ()

# The demonstration, in the order in which the story happens; `act(cast)`.
SEEDERS: tuple[Duty, ...] = ()

# Jobs by kind; `handle(payload, at)`.
HANDLERS: tuple[tuple[str, outbox.Handler], ...] = (
    *duties.HANDLERS,
    *intake.HANDLERS,
    *allies.HANDLERS,
    *evacuation.HANDLERS,
    (care.LAPSE, care.lapse_hold),
    *destinations.HANDLERS,
    (figures.DRAW, figures.draw_charts),
    *petitions.HANDLERS,
    *digest.HANDLERS,
    *letters.HANDLERS,
    *library.HANDLERS,
)

# Jobs that run once in every period, whatever the number of workers.
RECURRING: tuple[outbox.Recurring, ...] = (
    intake.SWEEP,
    *petitions.RECURRING,
    *digest.RECURRING,
    *letters.RECURRING,
    *library.RECURRING,
    *duties.RECURRING,
)

# Where a notice to a line goes: mail address and language. Only the work process has the key that opens an address.
ADDRESS_OF = staff.address_of


def load_mailbox(*, entropy: bytes, at: datetime) -> list[Loaded]:
    """Load the panels of a mailbox; the intake room finds this function by the setting MAILBOX_PANELS."""
    loaded = (
        Loaded(panel.title, panel.template, panel.load(entropy=entropy, at=at)) for panel in MAILBOX_PANELS
    )
    return [panel for panel in loaded if panel.content]


def find_other_mailbox(entropy: bytes) -> str:
    """Return the name of the page words open that belong to no request; the intake room asks by OTHER_MAILBOXES."""
    try:
        allies.read_mailbox(entropy)
    except NotHere:
        return ""
    return "allies:messages"


def find_mailbox_deed(name: str) -> tuple[tuple[str, ...], Callable[..., bool]] | None:
    """Return the fields of a mailbox's deed and what does it; the intake room finds this by MAILBOX_DEEDS."""
    return next(((deed.fields, deed.act) for deed in MAILBOX_DEEDS if deed.name == name), None)


def load_actions(language: str) -> list[Action]:
    """Return what anybody can do now; the digest finds this function by the setting TAKE_ACTIONS."""
    return [action for load in TAKE_ACTIONS for action in load(language)]
