"""What a mailed link shows to whoever has it."""

from waystation.outreach.digest.access import subscriber_of_link
from waystation.outreach.digest.rules import subscribing


def is_confirmed(token: bytes) -> bool:
    """Say whether the address behind a mailed link is on the list; whoever has the link may ask.

    :raises NotHere: the link leads nowhere.
    """
    return subscriber_of_link(token).state == subscribing.CONFIRMED
