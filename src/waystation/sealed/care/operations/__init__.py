"""Deeds of the room, one function each: gate, rule, rows, ledger, outbox, in one transaction."""
