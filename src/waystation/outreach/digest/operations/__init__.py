"""Deeds of the digest room."""

from waystation.outreach.digest.operations.authoring import (
    add_topic,
    begin_piece,
    move_piece,
    place_piece,
    write_details,
    write_words,
)
from waystation.outreach.digest.operations.editions import (
    begin_edition,
    move_edition,
    preview_edition,
    write_edition,
)
from waystation.outreach.digest.operations.posting import POST, send_waiting
from waystation.outreach.digest.operations.sending import SEND, send_edition
from waystation.outreach.digest.operations.subscribing import (
    SWEEP,
    confirm,
    subscribe,
    sweep,
    token_of,
    unsubscribe,
)

__all__ = [
    "POST",
    "SEND",
    "SWEEP",
    "add_topic",
    "begin_edition",
    "begin_piece",
    "confirm",
    "move_edition",
    "move_piece",
    "place_piece",
    "preview_edition",
    "send_edition",
    "send_waiting",
    "subscribe",
    "sweep",
    "token_of",
    "unsubscribe",
    "write_details",
    "write_edition",
    "write_words",
]
