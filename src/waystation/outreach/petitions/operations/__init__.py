"""Deeds of the petitions room."""

from waystation.outreach.petitions.operations.arrivals import Arrival, write_arrivals
from waystation.outreach.petitions.operations.auditing import (
    announce_audit,
    decide_finding,
    draw_sample,
    enter_finding,
)
from waystation.outreach.petitions.operations.authoring import (
    add_key,
    choose_key,
    draft_petition,
    move_petition,
    write_text,
)
from waystation.outreach.petitions.operations.bundles import lay_bundles
from waystation.outreach.petitions.operations.confirming import confirm, withdraw
from waystation.outreach.petitions.operations.counting import (
    COUNT,
    PUBLISH,
    count_everything,
    count_petition,
)
from waystation.outreach.petitions.operations.delivering import note_answer, note_delivery
from waystation.outreach.petitions.operations.papers import count_sheets, enter_sheets, import_sheets
from waystation.outreach.petitions.operations.posting import POST, send_waiting
from waystation.outreach.petitions.operations.readers import confirm_news, stop_news
from waystation.outreach.petitions.operations.sending import SEND, send_update
from waystation.outreach.petitions.operations.settling import ERASE, erase_archived
from waystation.outreach.petitions.operations.sifting import let_in, strike, take_strike_back
from waystation.outreach.petitions.operations.signing import bring_arrival, seal_arrival, sign, token_of
from waystation.outreach.petitions.operations.sweeping import SWEEP, sweep
from waystation.outreach.petitions.operations.updates import begin_update, move_update, write_update

__all__ = [
    "COUNT",
    "ERASE",
    "POST",
    "PUBLISH",
    "SEND",
    "SWEEP",
    "Arrival",
    "add_key",
    "announce_audit",
    "begin_update",
    "bring_arrival",
    "choose_key",
    "confirm",
    "confirm_news",
    "count_everything",
    "count_petition",
    "count_sheets",
    "decide_finding",
    "draft_petition",
    "draw_sample",
    "enter_finding",
    "enter_sheets",
    "erase_archived",
    "import_sheets",
    "lay_bundles",
    "let_in",
    "move_petition",
    "move_update",
    "note_answer",
    "note_delivery",
    "seal_arrival",
    "send_update",
    "send_waiting",
    "sign",
    "stop_news",
    "strike",
    "sweep",
    "take_strike_back",
    "token_of",
    "withdraw",
    "write_arrivals",
    "write_text",
    "write_update",
]
