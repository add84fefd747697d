"""Who goes where, when, and why: proposals with a certificate of how good they are, for people to decide on.

Owns: the survival-form gain, the solver, the day-by-day planner, the year, their bounds and checkers.
Knows: nothing.
"""
