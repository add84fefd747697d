"""What the names engine offers: compare two names, search many, and list official spellings."""

from waystation.engines.names.index import FLOOR, Hit, NameIndex
from waystation.engines.names.matching import MATCH_AT, Match, match
from waystation.engines.names.reasons import SENTENCES, Reason
from waystation.engines.names.spellings import spellings

__all__ = ["FLOOR", "MATCH_AT", "SENTENCES", "Hit", "Match", "NameIndex", "Reason", "match", "spellings"]
