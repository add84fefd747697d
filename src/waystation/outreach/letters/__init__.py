"""Letters and calls to those who decide: who they are, what to write to them, what came back.

Officials are public and stand in clear. Of whoever writes nothing is kept: a ZIP is looked up and forgotten, a letter passes
through the page, and only one that leaves through our relay lies here for a while, sealed to the mailer and erased as it leaves.
What remains are counters that say how many wrote, shown in steps and never where they are small.

Owns: officials and their offices, postal areas, letter campaigns and their texts, statements, counters, mails of the relay.
Knows: vault, ledger, outbox, staff.
"""
