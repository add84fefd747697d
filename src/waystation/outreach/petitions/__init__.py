"""Petitions: texts that anybody may sign, counted so that anybody can check, with the signers' details sealed to nobody here.

What a signer writes is sealed, in the request itself, to a key pair whose private half is never on this machine. What
is counted stands in a public log of the ledger, as salted commitments. A keyed tag finds duplicates and dies when the
petition has been settled. Who asked for updates is sealed to the same key, and opened elsewhere for one update at a time.

Owns: campaign keys, petitions and their texts, milestones, signatures, removals, mails waiting to leave, paper sheets, deliveries, audits, updates, readers, bundles.
Knows: vault, ledger, outbox, staff.
"""
