"""The library's table of contents."""

from waystation.foundation.library.cards import BillCard, BillFile, ClippingCard, NoticeCard, Page
from waystation.foundation.library.places import find_places, place_name
from waystation.foundation.library.queries.bills import (
    concerning,
    get_bill,
    list_bills,
    notices_since,
    open_bill,
)
from waystation.foundation.library.queries.clippings import (
    get_clipping,
    list_clippings,
    list_sources,
    open_clipping,
    search_clippings,
)
from waystation.foundation.library.rules.bills import concerns

__all__ = [
    "BillCard",
    "BillFile",
    "ClippingCard",
    "NoticeCard",
    "Page",
    "concerning",
    "concerns",
    "find_places",
    "get_bill",
    "get_clipping",
    "list_bills",
    "list_clippings",
    "list_sources",
    "notices_since",
    "open_bill",
    "open_clipping",
    "place_name",
    "search_clippings",
]
