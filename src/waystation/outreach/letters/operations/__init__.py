"""Deeds of the letters room."""

from waystation.outreach.letters.operations.authoring import (
    choose_addressees,
    draft_campaign,
    move_campaign,
    write_text,
)
from waystation.outreach.letters.operations.counting import press, publish_counts
from waystation.outreach.letters.operations.importing import BadFile, import_addressees
from waystation.outreach.letters.operations.posting import DELIVER, SWEEP, send_waiting, sweep
from waystation.outreach.letters.operations.recording import (
    move_statement,
    note_came_back,
    note_statement,
    settle_promise,
)
from waystation.outreach.letters.operations.relaying import (
    confirm_letter,
    erase_letter,
    is_waiting,
    leave_letter,
)

__all__ = [
    "DELIVER",
    "SWEEP",
    "BadFile",
    "choose_addressees",
    "confirm_letter",
    "draft_campaign",
    "erase_letter",
    "import_addressees",
    "is_waiting",
    "leave_letter",
    "move_campaign",
    "move_statement",
    "note_came_back",
    "note_statement",
    "press",
    "publish_counts",
    "send_waiting",
    "settle_promise",
    "sweep",
    "write_text",
]
