"""What the clocks engine offers: the law of a day, a person's facts judged by it, and what changed between days."""

from waystation.engines.clocks.arithmetic import Stop
from waystation.engines.clocks.changes import Changed, compare_days
from waystation.engines.clocks.checking import Problem, check
from waystation.engines.clocks.counting import Told
from waystation.engines.clocks.evaluating import Judged, Result, all_questions, evaluate, judge_programme
from waystation.engines.clocks.facts import Fact, Wrong, read_facts
from waystation.engines.clocks.programmes import Citation, Law, Programme, load_law

__all__ = [
    "Changed",
    "Citation",
    "Fact",
    "Judged",
    "Law",
    "Problem",
    "Programme",
    "Result",
    "Stop",
    "Told",
    "Wrong",
    "all_questions",
    "check",
    "compare_days",
    "evaluate",
    "judge_programme",
    "load_law",
    "read_facts",
]
