"""Floods noticed in memory: nothing is refused, and no address is kept. What comes too fast waits to be looked at."""

from django.conf import settings

from waystation.foundation.kernel import floods
from waystation.outreach.petitions.rules import contacts, signing

MOST_FROM_NETWORK = 60
MOST_FROM_DOMAIN = 200

_networks, _domains = floods.Window(), floods.Window()


def suspicion(address: str, domain: str) -> int:
    """Return why a signature should wait to be looked at, or 0. Loopback is a proxy of ours, behind which all are one."""
    network = floods.network_of(address)
    if network and _networks.add(network) > MOST_FROM_NETWORK // settings.FRONTS:
        return signing.FLOOD
    group = contacts.group_of(domain)
    if group and _domains.add(group) > MOST_FROM_DOMAIN // settings.FRONTS:
        return signing.BURST
    return signing.NONE
