"""Deeds of casework: gate, rule, rows, ledger, outbox, in this order."""
