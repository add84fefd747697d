"""What this room writes into the ledger."""

from enum import StrEnum


class Tag(StrEnum):
    """Tags of the room's deeds, ``destinations:thing:happened``."""

    COUNTERPART_ADDED = "destinations:counterpart:added"
    COUNTERPART_CHANGED = "destinations:counterpart:changed"
    COUNTERPART_OPENED = "destinations:counterpart:opened"
    TALK_NOTED = "destinations:talk:noted"
    OFFER_DRAFTED = "destinations:offer:drafted"
    OFFER_CHANGED = "destinations:offer:changed"
    OFFER_MOVED = "destinations:offer:moved"
    PLACES_CHANGED = "destinations:places:changed"
    PLACES_RESERVED = "destinations:places:reserved"
    PLACES_RELEASED = "destinations:places:released"
    APPLICATION_PROPOSED = "destinations:application:proposed"
    APPLICATION_MOVED = "destinations:application:moved"
    APPLICATION_OPENED = "destinations:application:opened"
    AUTHORISATION_RECORDED = "destinations:authorisation:recorded"
    AUTHORISATION_LAPSED = "destinations:authorisation:lapsed"
    EXIT_CHECKED = "destinations:exit:checked"
    DEPARTURE_BOOKED = "destinations:departure:booked"
    DEPARTURE_MOVED = "destinations:departure:moved"
    STATUS_RECORDED = "destinations:status:recorded"
    CLOCK_STARTED = "destinations:clock:started"
    CLOCK_MOVED = "destinations:clock:moved"
    FORGOTTEN = "destinations:person:forgotten"
