"""The digest: news in our own words, answers to what people ask, ways to give, and a mail edition of the news.

Everything shown here was written by one person and read by another. Whoever wants the news by mail confirms an address,
which is sealed to the mailer; no table leads back from a row to an address.

Owns: pieces and their words, topics, corrections, editions, subscribers, parcels.
Knows: vault, ledger, outbox, staff, library.
"""
