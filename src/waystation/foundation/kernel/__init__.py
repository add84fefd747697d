"""References, clock, state machines and base errors that every room shares; no tables.

Owns: the shape of a reference, the reading of the clock, the shape of a state machine, how doors take
what was typed, the spelling of a mail address.
Knows: nothing.
"""
