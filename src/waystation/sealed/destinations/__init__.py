"""Where people go on to: what countries offer, who applies for what, what allows them to leave, and their arrival.

Owns: counterparts and talks, offers and their places, applications, authorisations, exit checks, departures, legal clocks.
Knows: vault, ledger, outbox, staff, casework.
"""
