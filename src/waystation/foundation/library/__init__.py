"""The library: public sources collected with care, laws and bills with their stages, and what is known of countries.

Pages and feeds are fetched by the worker alone, read in a process of their own, and kept as WARC with their hash. What
stands here is public and in clear; for whom it was looked up is nobody's business and is written down nowhere.

Owns: sources, clippings and their archived copies, tags, bills with their stages and notices, country conditions, dossiers.
Knows: vault, ledger, outbox, staff.
"""
