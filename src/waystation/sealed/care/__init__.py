"""Somewhere to sleep tonight, a doctor, someone to talk to, and the money it takes.

Owns: safe houses, beds, nights, stays, their vetting and compromise; referrals, appointments, closed notes; assistance.
Knows: vault, ledger, outbox, staff, casework, allies.
"""
