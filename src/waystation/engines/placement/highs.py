"""The one place that talks to the HiGHS solver: a linear programme in, values and prices out."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import highspy
import numpy as np

from waystation.engines.placement.fields import Bools, Floats, Ints


@dataclass(frozen=True)
class Program:
    """Maximise ``gain · x`` with ``row_low ≤ A x ≤ row_high`` and ``0 ≤ x ≤ high``, A by its entries.

    The last ``loose`` columns need not be whole.
    """

    gain: Floats
    high: Floats
    row_low: Floats
    row_high: Floats
    row: Ints
    column: Ints
    entry: Floats
    loose: int = 0


@dataclass(frozen=True)
class Answer:
    """What the solver found: ``x`` is empty when nothing was; ``price`` holds row duals of a linear programme.

    ``cost`` says what a column of a :class:`Tightening` adds if it is raised.
    """

    status: str
    value: float
    x: Floats
    price: Floats
    cost: Floats = field(default_factory=lambda: np.empty(0))


CALM: Mapping[str, Any] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}
"""Bounding and branching only."""

PLAIN: Mapping[str, Any] = {"presolve": "off", **CALM}
"""For programmes that start from a good plan: 3 to 5 times faster."""

_STATUS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
}


class _Watch:
    """Stops the solver when this process has used its CPU time, or nothing worth ``least`` is left to find."""

    def __init__(self, seconds: float, least: float = -np.inf) -> None:
        self.deadline, self.least = time.process_time() + seconds, least
        self.nothing = False

    def look(self, event: Any) -> None:
        self.nothing = event.data_out.mip_dual_bound < self.least
        if self.nothing or time.process_time() > self.deadline:
            event.interrupt()


_BORN = time.perf_counter(), time.process_time()


def _stretch() -> float:
    wall, cpu = time.perf_counter() - _BORN[0], time.process_time() - _BORN[1]
    return min(max(1.05 * wall / max(cpu, 0.05), 1.05), 10.0)


def relax(program: Program) -> Answer:
    """Solve the linear programme."""
    return _run(_solver(0, {}), program, whole=False)


def solve_whole(
    program: Program,
    *,
    seconds: float,
    guess: Floats | None = None,
    seed: int = 0,
    options: Mapping[str, Any] = {},
) -> Answer:
    """Solve with every column whole, to a gap of zero or until ``seconds`` of CPU time are gone.

    HiGHS counts wall time, which on a busy machine is more than CPU time: its limit is stretched by what
    this process has seen so far, and the CPU time is watched from outside.
    """
    limit = seconds * _stretch()
    solver = _solver(seed, {"mip_rel_gap": 0.0, "mip_abs_gap": 1e-9, "time_limit": limit, **options})
    watch = _Watch(seconds)
    solver.cbMipInterrupt += watch.look
    return _run(solver, program, whole=True, guess=guess)


class Warm:
    """A linear programme that stays loaded, so that the next answer starts from the last."""

    def __init__(self, program: Program) -> None:
        self._solver = _solver(0, {"presolve": "off"})
        self._solver.passModel(_model(program, whole=False))
        self._high = program.row_high.copy()
        self._columns = len(program.gain)
        self._solver.run()

    def run(self) -> Answer:
        """Solve from where the last answer left off."""
        self._solver.run()
        status = _STATUS.get(self._solver.getModelStatus(), "stopped")
        solution = self._solver.getSolution()
        x = np.asarray(solution.col_value, dtype=np.float64)
        price = np.asarray(solution.row_dual, dtype=np.float64)
        return Answer(status, float(self._solver.getInfo().objective_function_value), x, price)

    def force(self, column: int, low: float, high: float) -> None:
        """Set the limits of a column."""
        self._solver.changeColBounds(column, low, high)

    def widen(self, row: int, more: float) -> None:
        """Raise the upper limit of a row."""
        self._high[row] += more
        self._solver.changeRowBounds(row, -np.inf, self._high[row])

    def add(self, gain: float, rows: Ints, entries: Floats) -> int:
        """Add a column that may not be used until it is forced; returns its number."""
        used = entries != 0.0
        self._solver.addCol(gain, 0.0, 0.0, int(used.sum()), rows[used].astype(np.int32), entries[used])
        self._columns += 1
        return self._columns - 1


class Growing:
    """A linear programme with rows ``≤ limit`` that gains columns between answers."""

    def __init__(self, limit: Floats) -> None:
        self._solver = _solver(0, {"presolve": "off", "simplex_strategy": 4})
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        low = np.full(len(limit), -highspy.kHighsInf)
        nothing = np.empty(0, dtype=np.int32)
        self._solver.addRows(
            len(limit), low, limit, 0, np.zeros(len(limit), dtype=np.int32), nothing, np.empty(0)
        )

    def grow(self, gain: Floats, start: Ints, row: Ints, entry: Floats) -> None:
        """Add columns from 0; ``start`` says where the entries of each begin."""
        count = len(gain)
        self._solver.addCols(
            count, gain, np.zeros(count), np.full(count, highspy.kHighsInf), len(row),
            start.astype(np.int32), row.astype(np.int32), entry,
        )  # fmt: skip

    def run(self) -> Answer:
        """Solve from where the last answer left off."""
        self._solver.run()
        status = _STATUS.get(self._solver.getModelStatus(), "stopped")
        solution = self._solver.getSolution()
        x, price = (
            np.asarray(values, dtype=np.float64) for values in (solution.col_value, solution.row_dual)
        )
        return Answer(status, float(self._solver.getInfo().objective_function_value), x, price)


class Small:
    """Small linear programmes one after another, without the cost of a new solver for each."""

    def __init__(self) -> None:
        self._solver = _solver(0, {"presolve": "off"})

    def relax(self, program: Program) -> Answer:
        """Solve the linear programme."""
        return _run(self._solver, program, whole=False)


class Tightening:
    """A linear programme that gains rows between answers, and is solved whole in the end."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._solver = _solver(0, {"presolve": "off"})
        self._solver.passModel(_model(program, whole=False))

    def run(self) -> Answer:
        """Solve from where the last answer left off."""
        self._solver.run()
        status = _STATUS.get(self._solver.getModelStatus(), "stopped")
        solution = self._solver.getSolution()
        x, price, cost = (
            np.asarray(values, dtype=np.float64)
            for values in (solution.col_value, solution.row_dual, solution.col_dual)
        )
        return Answer(status, float(self._solver.getInfo().objective_function_value), x, price, cost)

    def cut(self, column: Ints, entry: Floats, most: float) -> None:
        """Add the row ``entry · x ≤ most`` over some columns."""
        used = entry != 0.0
        self._solver.addRow(
            -highspy.kHighsInf, most, int(used.sum()), column[used].astype(np.int32), entry[used]
        )

    def limit(self, out: Bools, into: Bools) -> None:
        """Of the first columns, keep some out and some in; the others are open again."""
        number = np.arange(len(out), dtype=np.int32)
        high = np.where(out, 0.0, self._program.high[: len(out)])
        self._solver.changeColsBounds(len(out), number, into.astype(np.float64), high)

    def whole(self, *, seconds: float, guess: Floats, least: float) -> Answer:
        """Solve with every column whole, from a whole answer where one is known; ``infeasible`` below ``least``."""
        model = self._solver.getLp()
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self._program.gain)
        limit = {"mip_rel_gap": 0.0, "mip_abs_gap": 1e-9, "time_limit": max(seconds, 0.01) * _stretch()}
        solver = _solver(0, {**limit, **PLAIN, "objective_bound": -least})
        watch = _Watch(seconds, least)
        solver.cbMipInterrupt += watch.look
        solver.passModel(model)
        answer = _answer(solver, self._program, whole=True, guess=guess if len(guess) else None)
        return replace(answer, status="infeasible") if watch.nothing else answer


def _solver(seed: int, options: Mapping[str, Any]) -> highspy.Highs:
    solver = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, "random_seed": seed, **options}.items():
        solver.setOptionValue(name, value)
    return solver


def _run(solver: highspy.Highs, program: Program, *, whole: bool, guess: Floats | None = None) -> Answer:
    solver.passModel(_model(program, whole=whole))
    return _answer(solver, program, whole=whole, guess=guess)


def _answer(solver: highspy.Highs, program: Program, *, whole: bool, guess: Floats | None = None) -> Answer:
    if guess is not None:
        solution = highspy.HighsSolution()
        solution.col_value = guess.tolist()
        solver.setSolution(solution)
    solver.run()
    status = _STATUS.get(solver.getModelStatus(), "stopped")
    solution = solver.getSolution()
    found = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    x = np.asarray(solution.col_value, dtype=np.float64) if found else np.empty(0)
    price = np.asarray(solution.row_dual, dtype=np.float64) if found and not whole else np.empty(0)
    return Answer(status, float(program.gain @ x) if found else -np.inf, x, price)


def _model(program: Program, *, whole: bool) -> highspy.HighsLp:
    columns, rows = len(program.gain), len(program.row_low)
    order = np.argsort(program.column, kind="stable")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = program.gain, np.zeros(columns), program.high
    model.row_lower_, model.row_upper_ = program.row_low, program.row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = columns, rows
    model.a_matrix_.start_ = np.searchsorted(program.column[order], np.arange(columns + 1)).astype(np.int32)
    model.a_matrix_.index_ = program.row[order].astype(np.int32)
    model.a_matrix_.value_ = program.entry[order]
    if whole:
        tight = [highspy.HighsVarType.kInteger] * (columns - program.loose)
        model.integrality_ = tight + [highspy.HighsVarType.kContinuous] * program.loose
    return model
