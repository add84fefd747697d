"""The people who work here: accounts, roles, teams, second factors, sessions that a stolen database cannot open.

Owns: accounts, teams, sessions, the directory of colleagues.
Knows: vault, ledger, outbox.
"""
