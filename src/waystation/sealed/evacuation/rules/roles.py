"""Who does what here."""

COORDINATOR, PLANNER, SUPERVISOR, ESCORT, LEGAL = "coordinator", "planner", "supervisor", "escort", "legal"
CLOCK, HOLDER = "clock", "holder"  # the worker, and whoever holds the twelve words

KEEPERS = frozenset({COORDINATOR, SUPERVISOR})
PLANNERS = frozenset({COORDINATOR, PLANNER, SUPERVISOR})
ON_THE_WAY = frozenset({COORDINATOR, ESCORT})
# Who watches over a journey without steering it: the lawyer is called at the third level.
WATCHERS = KEEPERS | {LEGAL}
