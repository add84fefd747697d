"""What this room writes into the ledger."""

from enum import StrEnum


class Tag(StrEnum):
    """Tags of the room's deeds, ``evacuation:thing:happened``."""

    PLAN_DRAFTED = "evacuation:plan:drafted"
    PLAN_CHANGED = "evacuation:plan:changed"
    PLAN_MOVED = "evacuation:plan:moved"
    JOURNEY_PLANNED = "evacuation:journey:planned"
    JOURNEY_CHANGED = "evacuation:journey:changed"
    JOURNEY_MOVED = "evacuation:journey:moved"
    JOURNEY_DOUBTED = "evacuation:journey:doubted"
    ESCORT_APPOINTED = "evacuation:escort:appointed"
    ESCORT_RELEASED = "evacuation:escort:released"
    BRIEF_WRITTEN = "evacuation:brief:written"
    LEG_ADDED = "evacuation:leg:added"
    LEG_CHANGED = "evacuation:leg:changed"
    LEG_MOVED = "evacuation:leg:moved"
    CHECK_SET = "evacuation:check:set"
    CHECK_MOVED = "evacuation:check:moved"
    WATCHERS_CHANGED = "evacuation:watchers:changed"
    ALARM_AGREED = "evacuation:alarm:agreed"
    FORGOTTEN = "evacuation:person:forgotten"
