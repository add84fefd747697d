"""Those who offer help: hosts, escorts, interpreters, lawyers, doctors, volunteers, organisations; offered, vetted, found.

An offer is sealed like a request for help. Two people vet; whoever is not vetted sees nothing, because nothing is
granted to them; whoever is trusted is found by colleagues on cards they hold, until the trust runs out.

Owns: offers of help with their conversations, what vetting found, trust and its end, concerns, bookings.
Knows: vault, ledger, outbox, staff, names.
"""
