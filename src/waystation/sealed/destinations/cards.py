"""What the room hands out: plain frozen values whose printing shows a reference and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from waystation.foundation.kernel.cards import Card
from waystation.foundation.kernel.countries import name_of
from waystation.foundation.kernel.machine import Offer as Button
from waystation.sealed.destinations.rules import applications, clocks, leaving, offers
from waystation.sealed.destinations.rules.offers import Places


@dataclass(frozen=True, repr=False)
class CounterpartCard(Card):
    """Somebody the liaison team talks to."""

    name: str
    organisation: str
    audience: str
    country: str
    contact: str
    note: str
    version: int

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return name_of(self.country)

    @property
    def audience_label(self) -> str:
        """What sort of body they speak for (a message identifier)."""
        return applications.AUDIENCES[self.audience]


@dataclass(frozen=True, repr=False)
class TalkCard(Card):
    """What was said to whom, when, and by whom of us."""

    counterpart: str
    name: str
    offer: str | None
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, repr=False)
class NoticeCard(Card):
    """An offer as coordinators know it: the pathway and the free places."""

    pathway: str
    state: str
    is_limited: bool
    places: Places

    @property
    def pathway_label(self) -> str:
        """The pathway in words (a message identifier)."""
        return offers.PATHWAYS[self.pathway]

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return offers.OFFER.states[self.state]

    @property
    def look(self) -> str:
        """The colour of its tag."""
        return {"open": "good", "exhausted": "waiting", "paused": "waiting"}.get(self.state, "standard")


@dataclass(frozen=True, repr=False)
class OfferCard(NoticeCard):
    """An offer as liaison and supervisors know it; ``counterpart_name`` only where the counterpart is held."""

    country: str
    conditions: str
    secrecy: str
    audience: str
    counterpart: str
    counterpart_name: str
    valid_until_on: date | None
    version: int

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return name_of(self.country)

    @property
    def secrecy_label(self) -> str:
        """Who may know of it (a message identifier)."""
        return offers.SECRECY[self.secrecy]


@dataclass(frozen=True, repr=False)
class ApplicantCard(Card):
    """One person on an application; ``ref`` is the person's. ``slot`` is the state of the place held, or empty."""

    alias: str
    state: str
    slot: str = ""
    until_on: date | None = None

    @property
    def slot_label(self) -> str:
        """The state of the place in words (a message identifier)."""
        return offers.SLOT.states.get(self.slot, "")


@dataclass(frozen=True, repr=False)
class ApplicationCard(Card):
    """An application; ``country`` is empty until it is known."""

    case: str
    case_alias: str
    offer: str | None
    state: str
    country: str
    pathway: str
    audience: str
    applicants: tuple[ApplicantCard, ...]
    prepared_by: str
    moved_on: date
    version: int
    is_limited: bool

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return name_of(self.country)

    @property
    def state_label(self) -> str:
        """The state in words (a message identifier)."""
        return applications.STATES[self.state]

    @property
    def pathway_label(self) -> str:
        """The pathway in words (a message identifier)."""
        return offers.PATHWAYS[self.pathway]

    @property
    def audience_label(self) -> str:
        """To whom it is sent (a message identifier)."""
        return applications.AUDIENCES[self.audience]

    @property
    def look(self) -> str:
        """The colour of its tag."""
        return applications.look_of(self.state)

    @property
    def covered(self) -> tuple[ApplicantCard, ...]:
        """Those who are on it still."""
        return tuple(one for one in self.applicants if one.state != applications.DROPPED)

    @property
    def held_until_on(self) -> date | None:
        """The first day on which a reservation for somebody on it ends."""
        return min((one.until_on for one in self.applicants if one.until_on), default=None)

    @property
    def takes_papers(self) -> bool:
        """True from the approval on: papers to travel can be written down."""
        return self.state in applications.APPROVED

    @property
    def is_approved(self) -> bool:
        """True while it is approved and not used yet."""
        return self.takes_papers and self.is_live

    @property
    def is_live(self) -> bool:
        """True while it can still lead somewhere."""
        return self.state in applications.LIVE


@dataclass(frozen=True)
class Column:
    """One column of the board."""

    code: str
    label: str
    cards: tuple[ApplicationCard, ...]


@dataclass(frozen=True, repr=False)
class HistoryCard(Card):
    """One move of an application; ``ref`` is whoever made it."""

    move: str
    at: datetime
    reason: str

    @property
    def label(self) -> str:
        """What was done (a message identifier)."""
        return next(
            (one.label for one in applications.APPLICATION.transitions if one.name == self.move),
            applications.STATES["proposed"],
        )


@dataclass(frozen=True, repr=False)
class AuthorisationCard(Card):
    """A paper to travel."""

    application: str
    person: str
    state: str
    kind: str
    number: str
    valid_from_on: date
    valid_until_on: date
    original: str
    offers: tuple[Button, ...] = ()

    @property
    def kind_label(self) -> str:
        """What paper it is (a message identifier)."""
        return leaving.PAPERS[self.kind]

    @property
    def state_label(self) -> str:
        """Whether it is valid (a message identifier)."""
        return leaving.AUTHORISATION.states[self.state]

    @property
    def original_label(self) -> str:
        """Where the original is (a message identifier)."""
        return leaving.ORIGINALS[self.original]


@dataclass(frozen=True, repr=False)
class ExitCheckCard(Card):
    """What a lawyer found before somebody crosses a border."""

    person: str
    results: Mapping[str, str]
    note: str
    checked_on: date
    by: str

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Each question with its answer (message identifiers)."""
        return tuple(
            (question, leaving.RESULTS[self.results[code]]) for code, question in leaving.EXIT_CHECKS.items()
        )


@dataclass(frozen=True, repr=False)
class DepartureCard(Card):
    """A way out. ``phrase`` is shown only until they have left: whoever confirms the arrival must hear it."""

    application: str
    case: str
    person: str
    alias: str
    state: str
    leaves_on: date
    arrives_on: date
    way: str
    receiver: str
    receiver_contact: str
    phrase: str
    offers: tuple[Button, ...] = ()

    @property
    def state_label(self) -> str:
        """Where it stands (a message identifier)."""
        return leaving.DEPARTURE.states[self.state]

    @property
    def is_open(self) -> bool:
        """True until it has come to an end."""
        return self.state in leaving.ON_THE_WAY


@dataclass(frozen=True, repr=False)
class StatusCard(Card):
    """A step towards the right to stay."""

    person: str
    kind: str
    on: date
    note: str

    @property
    def label(self) -> str:
        """What was reached (a message identifier)."""
        return leaving.STATUSES[self.kind]


@dataclass(frozen=True, repr=False)
class ClockCard(Card):
    """A period of law; ``due_on`` is None while it stands still."""

    application: str
    person: str
    kind: str
    state: str
    days: int
    run: int
    started_on: date
    due_on: date | None
    causes: tuple[str, ...]
    offers: tuple[Button, ...] = ()

    @property
    def label(self) -> str:
        """Which period (a message identifier)."""
        return clocks.KINDS[self.kind][0]

    @property
    def state_label(self) -> str:
        """Whether it runs (a message identifier)."""
        return clocks.CLOCK.states[self.state]


@dataclass(frozen=True, repr=False)
class TravellerCard(Card):
    """One person on an application with all that decides whether they may leave; ``ref`` is the person's."""

    called: str
    phase_label: str
    applicant: ApplicantCard
    has_consent: bool
    papers: tuple[AuthorisationCard, ...]
    check: ExitCheckCard | None
    missing: tuple[str, ...]
    departure: DepartureCard | None
    steps: tuple[StatusCard, ...]
    clocks: tuple[ClockCard, ...]
    may_clear: bool
    may_settle: bool


@dataclass(frozen=True, repr=False)
class ApplicationPage(Card):
    """All a reader on the case sees of an application, and what they can do."""

    card: ApplicationCard
    travellers: tuple[TravellerCard, ...]
    moves: tuple[Button, ...]
    beside: tuple[ApplicationCard, ...]
    warnings: tuple[str, ...]
    history: tuple[HistoryCard, ...]
    may_reserve: bool
    places: Places | None


@dataclass(frozen=True, repr=False)
class OfferPage(Card):
    """All that liaison or a supervisor sees of an offer."""

    offer: OfferCard
    talks: tuple[TalkCard, ...]
    applications: tuple[ApplicationCard, ...]
    moves: tuple[Button, ...]
    may_talk: bool


@dataclass(frozen=True, repr=False)
class CasePanel:
    """The applications and departures of a case."""

    case: str
    applications: tuple[ApplicationCard, ...]
    departures: tuple[DepartureCard, ...]
    may_propose: bool


@dataclass(frozen=True, repr=False)
class TodayPanel:
    """What destinations has due for a reader."""

    expiring: tuple[ApplicationCard, ...] = ()
    reviews: tuple[ApplicationCard, ...] = ()
    awaited: tuple[ApplicationCard, ...] = ()
    on_the_way: tuple[DepartureCard, ...] = ()

    def __bool__(self) -> bool:
        """True when there is anything to show."""
        return bool(self.expiring or self.reviews or self.awaited or self.on_the_way)
