"""How much one network or one mailbox may do at once. Counted in memory, and no address is kept."""

from django.conf import settings
from django.http import HttpRequest

from waystation.foundation.kernel import floods, mailboxes

DAY = 86_400.0
# By one network in ten minutes, with all fronts together.
MOST_PRESSED, MOST_PRINTED, MOST_RELAYED = 60, 40, 12
MOST_OF_ONE = 3  # letters that one mailbox leaves with one of our processes in a day

_pressed, _printed, _relayed = floods.Window(), floods.Window(), floods.Window()
_of_one = floods.Window(DAY)


def may_press(request: HttpRequest) -> bool:
    """Say whether one more pressed button counts."""
    return _few(_pressed, request, MOST_PRESSED)


def may_print(request: HttpRequest) -> bool:
    """Say whether one more letter is typeset."""
    return _few(_printed, request, MOST_PRINTED)


def may_relay(request: HttpRequest, contact: str) -> bool:
    """Say whether one more letter is taken for the relay."""
    mailbox = mailboxes.split(contact)
    spelt = mailboxes.canonical(*mailbox) if mailbox else contact
    return _few(_relayed, request, MOST_RELAYED) and _of_one.add(spelt) <= MOST_OF_ONE


def _few(window: floods.Window, request: HttpRequest, most: int) -> bool:
    network = floods.network_of(request.META.get("REMOTE_ADDR", ""))
    return not network or window.add(network) <= most // settings.FRONTS
