"""Fetching public pages safely: public addresses only, little, soon, without cookies, and with nothing run (T-40)."""

from waystation.foundation.library.fetching.addresses import Unfetchable, check
from waystation.foundation.library.fetching.asking import Exchange, Fetched, fetch

__all__ = ["Exchange", "Fetched", "Unfetchable", "check", "fetch"]
