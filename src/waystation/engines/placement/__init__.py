"""Who goes where, when, and why: proposals with a certificate of how good they are, for people to decide on.

Owns: the survival-form gain, the single-period solver with its prices and bound, the checker, invented instances.
Knows: nothing.
"""
