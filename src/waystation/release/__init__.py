"""The hatch: the only room that sees both wings. It lets counts out, and only such as expose nobody.

Owns: proposals of figures, disclosure control, the noise budget.
Knows: vault, ledger, outbox, staff, intake, casework, figures.
"""
