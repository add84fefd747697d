"""What may be said of a table: refused, undecided, or a range; never one number alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from waystation.engines.estimation.bounds import chao_equal, chao_lower
from waystation.engines.estimation.loglinear import CLOSE, Survey
from waystation.engines.estimation.table import Table

LEAST_LISTS = 3
LEAST_OBSERVED = 50
LEAST_OVERLAP = 10
LEAST_ON_A_LIST = 5
WIDEST = 1.5
WIDEST_OF_METHODS = 3.0
Word = Literal["refused", "the lists do not decide", "a range"]


@dataclass(frozen=True)
class Verdict:
    """``word`` and ``reason`` say what may be published; ``cautions`` go along with any figure."""

    word: Word
    reason: str
    cautions: tuple[str, ...] = ()


def refusal(table: Table) -> str | None:
    """Why nothing but counts and lower bounds may be said of a table; None if more may be."""
    if len(table.lists) < LEAST_LISTS:
        return (
            "two lists: whether people on one are likelier to be on the other cannot be seen from two, so there are "
            "only the counts, a lower bound, and Chapman’s estimate, which takes for granted that they are not"
        )
    if table.observed < LEAST_OBSERVED:
        return f"{table.observed} people observed; fewer than {LEAST_OBSERVED} say too little of the others"
    if table.on_several < LEAST_OVERLAP:
        return (
            f"{table.on_several} people are on more than one list; fewer than {LEAST_OVERLAP} say too little"
        )
    small = [f"{name} has {size}" for name, size in table.totals().items() if size < LEAST_ON_A_LIST]
    if small:
        return f"list {', '.join(small)}; a list of fewer than {LEAST_ON_A_LIST} people cannot be modelled"
    return None


def has_no_model(found: Survey | None) -> bool:
    """Does every model fail a test?"""
    return found is None or found.best(found.bic) is None


def judge(table: Table, found: Survey | None, said: Sequence[float] = ()) -> Verdict:
    """Apply the rules to a table, the models fitted to it, and what all methods said."""
    refused = refusal(table)
    if refused is not None:
        return Verdict("refused", f"{_capital(refused)}.", _of_table(table))
    if found is None or has_no_model(found):
        return Verdict(
            "refused", "No model of the lists has an estimate: each fails a test.", _of_table(table)
        )
    close = found.strip(CLOSE)
    totals = found.totals[close]
    low, high = float(totals.min()), float(totals.max())
    cautions = (*_of_table(table), *_of_models(found))
    if len(table.groups()) > 1:
        return Verdict("the lists do not decide", _of_groups(table), cautions)
    if high > WIDEST * low:
        return Verdict(
            "the lists do not decide",
            f"{len(close)} models explain the lists about equally well (BIC within {CLOSE:g}) and say from {low:,.0f} "
            f"to {high:,.0f}, a factor of {high / low:.1f}.",
            cautions,
        )
    if said and max(said) > WIDEST_OF_METHODS * min(said):
        return Verdict(
            "the lists do not decide",
            f"The methods say from {min(said):,.0f} to {max(said):,.0f}, a factor of {max(said) / min(said):.1f}.",
            cautions,
        )
    return Verdict(
        "a range",
        f"The {len(close)} best models (BIC within {CLOSE:g}) say from {low:,.0f} to {high:,.0f}."
        if len(close) > 1
        else f"One model explains the lists clearly better than the others (BIC by more than {CLOSE:g}).",
        cautions,
    )


def _of_groups(table: Table) -> str:
    apart = "; ".join(table.named(group).replace(":", ", ") for group in table.groups())
    return (
        f"The lists fall into groups that share nobody with each other ({apart}): they may be of different people, or of "
        "people who may be on one only; estimate from each group by itself, or leave out the list that stands alone."
    )


def _of_table(table: Table) -> tuple[str, ...]:
    said = []
    empty = table.empty_pairs()
    if empty:
        named = ", ".join(table.named(pair) for pair in empty)
        said.append(f"Nobody is on both lists of {named}: whether they avoid each other cannot be estimated.")
    if chao_lower(table) is None and chao_equal(table) is None:
        said.append("Nobody is on exactly two lists: there is not even a lower bound beyond those observed.")
    return tuple(said)


def _of_models(found: Survey) -> tuple[str, ...]:
    said = []
    strip = found.strip()
    totals = found.totals[strip]
    if float(totals.max()) > WIDEST * float(totals.min()):
        said.append(
            f"{len(strip)} models lie within a BIC of ten of the best and say from {totals.min():,.0f} to {totals.max():,.0f}."
        )
    best = found.best(found.bic)
    if best is not None and found.parameters[best] >= len(found.table.seen):
        said.append(
            "The best model by BIC has a coefficient for every way to be listed: it would fit any lists, so nothing tests it."
        )
    fallen = int((found.fault != 0).sum())
    if fallen:
        said.append(
            f"{fallen} of {len(found.models)} models were dropped: their likelihood has no maximum, or they are not settled."
        )
    if not found.is_exhaustive:
        said.append(
            f"There are too many models to try all: the best of {len(found.models):,} that were tried are shown."
        )
    return tuple(said)


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
