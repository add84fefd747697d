"""The door through which a person in danger comes in: requests, receipts of twelve words, the mailbox, triage.

A request is never refused and never lost; nobody is asked who they are. What is written is sealed while it arrives.

Owns: help requests and their conversations, the queue and its clocks, the turning of the intake team's key.
Knows: vault, ledger, outbox, staff.
"""
