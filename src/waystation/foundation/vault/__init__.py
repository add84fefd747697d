"""Sealing, opening, keys, grants, recovery: need-to-know as cryptography. The only importer of cryptography.

Owns: key pairs, sections and their data keys, grants, sealed rows, sealed files, search shelves, receipts' words.
Knows: nothing.
"""
