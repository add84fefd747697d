"""Who does what here, by role."""

COORDINATOR, SUPERVISOR, LIAISON, LEGAL = "coordinator", "supervisor", "liaison", "legal"
# The house acting by itself: a job, or what follows from somebody else's deed. No member of staff has this role.
HOUSE = "house"

LAWYERS = frozenset({LEGAL})
SECOND_EYES = frozenset({LEGAL, SUPERVISOR})
TALKERS = frozenset({LIAISON})
KEEPERS = frozenset({LIAISON, SUPERVISOR})
WITH_THE_COUNTRY = frozenset({LIAISON, LEGAL})
ON_THE_CASE = frozenset({COORDINATOR, SUPERVISOR, LIAISON, LEGAL})
BOOKERS = frozenset({COORDINATOR, LIAISON})
STEERERS = frozenset({COORDINATOR})
BY_ITSELF = frozenset({HOUSE})
