"""Does a model have a maximum of its likelihood at all, and does the table settle its coefficients?

The two tests of Chan, Silverman and Vincent (2021, JASA 116, section 3): a linear programme for existence (Fienberg
and Rinaldo 2012, Annals of Statistics 40), the rank of the design for identifiability, both after striking the
histories that an interaction without any overlap rules out.
"""

from enum import IntFlag

import numpy as np
from scipy.optimize import linprog

from waystation.engines.estimation.table import Bools, Floats, Table
from waystation.engines.estimation.terms import Columns, Model, columns

_ABOVE_NOTHING = 1e-7


class Fault(IntFlag):
    """What is wrong with a model on a table; the numbers are those of the paper's own software."""

    NONE = 0
    NO_MAXIMUM = 1
    NOT_IDENTIFIED = 2


SENTENCES = {
    Fault.NO_MAXIMUM: "the likelihood has no maximum: some coefficient runs away to infinity",
    Fault.NOT_IDENTIFIED: "the table does not settle its coefficients: more of them than independent cells",
    Fault.NO_MAXIMUM
    | Fault.NOT_IDENTIFIED: "the likelihood has no maximum, and the coefficients are not settled",
}


def struck_terms(table: Table, model: Model) -> list[int]:
    """Interactions of the model that nobody shows: put at minus infinity, their histories struck from the table."""
    empty = [term for term in model if table.together(term) == 0]
    return [term for term in empty if not any(other != term and other & term == other for other in empty)]


def strike(table: Table, laid: Columns, active: Bools) -> tuple[Bools, Bools]:
    """Columns that remain to be estimated, and histories that remain possible, for each model."""
    kept = np.ones((len(active), len(table.histories)), dtype=bool)
    estimated = active.copy()
    empty = [(place, term) for place, term in enumerate(laid.terms) if term and table.together(term) == 0]
    for place, term in empty:
        if term.bit_count() == 1:
            continue
        below = [other for other, part in empty if part != term and part & term == part]
        uses = active[:, place] & ~active[:, below].any(axis=1)
        estimated[uses, place] = False
        kept[np.ix_(uses, (table.histories & term) == term)] = False
    return estimated, kept


def faults(table: Table, model: Model) -> Fault:
    """Run both tests on one model."""
    laid = columns(table, model)
    estimated, kept = strike(table, laid, np.ones((1, len(laid.terms)), dtype=bool))
    design = laid.design[np.ix_(kept[0], estimated[0])]
    found = Fault.NONE
    if np.linalg.matrix_rank(design) < design.shape[1]:
        found |= Fault.NOT_IDENTIFIED
    if not has_maximum(design, table.seen[kept[0]].astype(np.float64)):
        found |= Fault.NO_MAXIMUM
    return found


def has_maximum(design: Floats, counts: Floats) -> bool:
    """Is there a table with every cell above nought and the same sufficient statistics?

    The programme asks for the largest smallest cell. Totals are scaled so that its answer does not depend on size.
    """
    if not counts.sum():
        return False
    cells, width = design.shape
    scaled = counts / counts.sum()
    goal = np.zeros(cells + 1)
    goal[-1] = -1.0
    # Cells are written as the smallest one plus something that is not below nought.
    equal = np.column_stack([design.T, design.sum(axis=0)])
    solved = linprog(
        goal, A_eq=equal, b_eq=design.T @ scaled, bounds=[(0, None)] * (cells + 1), method="highs"
    )
    return bool(solved.status == 0 and -solved.fun > _ABOVE_NOTHING / (cells * width))
