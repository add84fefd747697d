"""The ledger: an append-only Merkle log of what was done, sealed to the auditors and provable to anyone.

Owns: entries and the marks that tie rows to them, the tip of each log, signed heads and their cosignatures.
Knows: vault.
"""
