"""Cases: the people of a travel unit, each in their own phase, and all that is known and due about them.

Owns: cases and their sections, travel units, persons, overlays, marks, tasks, notes, consents, approvals, assignments.
Knows: vault, outbox, staff, library, intake.
"""
