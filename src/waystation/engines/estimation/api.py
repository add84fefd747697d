"""What the estimation engine offers: tables of counts, estimates with a verdict, and the tests of a model."""

from waystation.engines.estimation.existence import Fault, faults
from waystation.engines.estimation.linkage.draws import Pooled, pool
from waystation.engines.estimation.linkage.linking import Linkage, link
from waystation.engines.estimation.linkage.records import Born, Record, read_lists
from waystation.engines.estimation.linkage.review import Pair, read_decisions, write_pile
from waystation.engines.estimation.methods import Row, Settings
from waystation.engines.estimation.reading import read_table
from waystation.engines.estimation.report import METHODS, QUICK, Report, estimate
from waystation.engines.estimation.table import Table, TableUnreadable, table_of
from waystation.engines.estimation.terms import hierarchical, parse, written
from waystation.engines.estimation.verdict import Verdict, judge, refusal

__all__ = [
    "METHODS",
    "QUICK",
    "Born",
    "Fault",
    "Linkage",
    "Pair",
    "Pooled",
    "Record",
    "Report",
    "Row",
    "Settings",
    "Table",
    "TableUnreadable",
    "Verdict",
    "estimate",
    "faults",
    "hierarchical",
    "judge",
    "link",
    "parse",
    "pool",
    "read_decisions",
    "read_lists",
    "read_table",
    "refusal",
    "table_of",
    "write_pile",
    "written",
]
