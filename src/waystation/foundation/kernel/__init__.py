"""References, clock, state machines and base errors that every room shares; no tables.

Owns: the shape of a reference, the reading of the clock, the shape of a state machine and of a card, how doors take
what was typed, the names of countries, the spelling of a mail address.
Knows: nothing.
"""
