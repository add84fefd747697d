"""Bringing people out: a plan that two people agreed on, a journey watched from leg to leg, and help when no word comes.

Owns: plans, journeys, legs, escorts and what they may know, check-ins and their ladder, the silent alarm.
Knows: vault, ledger, outbox, staff, intake, casework, care.
"""
