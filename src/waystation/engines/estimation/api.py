"""What the estimation engine offers: tables of counts, estimates with a verdict, and the tests of a model."""

from waystation.engines.estimation.existence import Fault, faults
from waystation.engines.estimation.methods import Row, Settings
from waystation.engines.estimation.reading import read_table
from waystation.engines.estimation.report import METHODS, QUICK, Report, estimate
from waystation.engines.estimation.table import Table, TableUnreadable, table_of
from waystation.engines.estimation.terms import hierarchical, parse, written
from waystation.engines.estimation.verdict import Verdict, judge, refusal

__all__ = [
    "METHODS",
    "QUICK",
    "Fault",
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
    "parse",
    "read_table",
    "refusal",
    "table_of",
    "written",
]
