"""The law as data: dated programme files, and an engine that answers yes, no, or not known and what to ask.

Owns: reading and checking programme files, conditions of three values, counting of legal time, what changed when.
Knows: nothing.
"""
