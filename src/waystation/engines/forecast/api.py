"""What the forecast engine offers: read a scenario, compare its two policies, show the answer."""

from waystation.engines.forecast.comparing import Comparison, Hinge, Range, Side, compare
from waystation.engines.forecast.parameters import Book, Parameter, Source, load_book
from waystation.engines.forecast.reading import Unusable
from waystation.engines.forecast.reports import as_json
from waystation.engines.forecast.running import workers
from waystation.engines.forecast.scenario import Policy, Scenario, read_scenario, understand

__all__ = [
    "Book",
    "Comparison",
    "Hinge",
    "Parameter",
    "Policy",
    "Range",
    "Scenario",
    "Side",
    "Source",
    "Unusable",
    "as_json",
    "compare",
    "load_book",
    "read_scenario",
    "understand",
    "workers",
]
