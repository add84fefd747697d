"""Promises of the ledger."""
