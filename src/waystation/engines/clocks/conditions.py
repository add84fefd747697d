"""Conditions of three values: yes, no, or not known, with the reasons and with what to ask.

A condition is a small tree of plain data, read from a programme file; nothing in it is ever run as code. Several
conditions combine as in Kleene's strong logic: one *no* decides an *all*, one *yes* an *any*, whatever is missing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from waystation.engines.clocks.arithmetic import add, in_words
from waystation.engines.clocks.facts import Fact, Facts, Value, Wrong

Answer = Literal["yes", "no", "unknown"]
Tree = Mapping[str, Any]

_TESTS = (
    "is",
    "in",
    "before",
    "on_or_before",
    "after",
    "on_or_after",
    "at_least",
    "at_most",
    "given",
    "within",
    "beyond",
)
_EXTRAS = {"fact", "unclear_on", "unclear", "say"}
_NOT: dict[Answer, Answer] = {"yes": "no", "no": "yes", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer with its reasons, the facts to ask for, and questions only a lawyer can answer."""

    answer: Answer
    because: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    counsel: tuple[str, ...] = ()


YES = Finding("yes")


def judge(tree: Tree | None, facts: Facts, known: Mapping[str, Fact]) -> Finding:
    """Answer a condition from the facts there are; no condition at all is a yes."""
    if not tree:
        return YES
    if "all" in tree:
        return _together([judge(branch, facts, known) for branch in tree["all"]], decides="no")
    if "any" in tree:
        return _together([judge(branch, facts, known) for branch in tree["any"]], decides="yes")
    if "not" in tree:
        found = judge(tree["not"], facts, known)
        return Finding(_NOT[found.answer], found.because, found.ask, found.counsel)
    return _leaf(tree, facts, known)


def _together(found: list[Finding], decides: Answer) -> Finding:
    """Join branches; reasons and questions come only from those that bear on the answer."""
    otherwise: Answer = "yes" if decides == "no" else "no"
    answers = {finding.answer for finding in found}
    answer: Answer = decides if decides in answers else "unknown" if "unknown" in answers else otherwise
    telling = [finding for finding in found if finding.answer == answer]
    return Finding(
        answer,
        _flat(finding.because for finding in telling),
        _flat(finding.ask for finding in telling),
        _flat(finding.counsel for finding in telling),
    )


def _flat(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))


def _leaf(tree: Tree, facts: Facts, known: Mapping[str, Fact]) -> Finding:
    fact = known[tree["fact"]]
    value = facts.get(fact.name)
    test = next(name for name in _TESTS if name in tree)
    if test == "given":
        answer: Answer = "yes" if (value is not None) == tree["given"] else "no"
        said = f"{fact.label}: {'not given' if value is None else shown(value, fact)}"
        return Finding(answer, (tree.get("say", said),))
    if value is None:
        return Finding("unknown", ask=(fact.name,))
    if value == tree.get("unclear_on"):
        return Finding("unknown", (f"{fact.label}: {shown(value, fact)}",), counsel=(tree["unclear"],))
    if test in {"within", "beyond"}:
        return _span(tree, test, value, facts=facts, known=known)
    is_so = _COMPARE[test](value, tree[test])
    said = f"{fact.label}: {shown(value, fact)}"
    if test in _IN_WORDS:
        said += f", {_IN_WORDS[test] if is_so else _NOT_IN_WORDS[test]} {shown(tree[test], fact)}"
    return Finding("yes" if is_so else "no", (tree.get("say", said) if is_so else said,))


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: (
        bool(set(value) & set(wanted)) if isinstance(value, tuple) else value in wanted
    ),
    "before": lambda value, wanted: value < wanted,
    "on_or_before": lambda value, wanted: value <= wanted,
    "after": lambda value, wanted: value > wanted,
    "on_or_after": lambda value, wanted: value >= wanted,
    "at_least": lambda value, wanted: value >= wanted,
    "at_most": lambda value, wanted: value <= wanted,
}
_IN_WORDS = {
    "before": "before", "on_or_before": "on or before", "after": "after", "on_or_after": "on or after",
    "at_least": "at least", "at_most": "at most",
}  # fmt: skip
_NOT_IN_WORDS = {
    "before": "not before", "on_or_before": "after", "after": "not after", "on_or_after": "before",
    "at_least": "less than", "at_most": "more than",
}  # fmt: skip


def _span(tree: Tree, test: str, value: Value, *, facts: Facts, known: Mapping[str, Fact]) -> Finding:
    """Whether one date lies within, or beyond, so many days, months or years after another."""
    span, fact = tree[test], known[tree["fact"]]
    other = known[span["of"]]
    start = facts.get(other.name)
    if start is None:
        return Finding("unknown", ask=(other.name,))
    unit = next(unit for unit in ("days", "weeks", "months", "years") if unit in span)
    last = add(start, span[unit], unit)  # type: ignore[arg-type]
    is_within = value <= last  # type: ignore[operator]
    said = (
        f"{fact.label}: {shown(value, fact)}, {'within' if is_within else 'later than'} {in_words(span[unit], unit)} after "
        f"{other.label} ({shown(start, other)}), which end on {last.isoformat()}"
    )
    return Finding("yes" if is_within == (test == "within") else "no", (said,))


def shown(value: object, fact: Fact) -> str:
    """A value as a reason prints it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return ", ".join(shown(one, fact) for one in value)
    return fact.choices.get(str(value), str(value))


def facts_in(tree: Tree | None) -> set[str]:
    """The names of every fact a condition looks at."""
    if not tree:
        return set()
    if "not" in tree:
        return facts_in(tree["not"])
    branches = tree.get("all", tree.get("any"))
    if branches is not None:
        return {name for branch in branches for name in facts_in(branch)}
    spans = [tree[test]["of"] for test in ("within", "beyond") if test in tree]
    return {tree["fact"], *spans}


def check_tree(tree: Tree | None, known: Mapping[str, Fact], where: str) -> None:
    """Refuse a condition that could not be judged.

    :raises Wrong: naming the place.
    """
    if not tree:
        return
    joints = [name for name in ("all", "any", "not") if name in tree]
    if joints:
        if len(tree) != 1:
            raise Wrong(f"{where}: “{joints[0]}” stands beside something else.")
        branches = [tree["not"]] if joints == ["not"] else tree[joints[0]]
        for branch in branches:
            check_tree(branch, known, where)
        return
    tests = [name for name in _TESTS if name in tree]
    if "fact" not in tree or len(tests) != 1 or set(tree) - _EXTRAS - {*tests}:
        raise Wrong(f"{where}: a condition needs one fact and one test, not {dict(tree)}.")
    if ("unclear_on" in tree) != ("unclear" in tree):
        raise Wrong(f"{where}: unclear_on and unclear go together.")
    _check_leaf(tree, tests[0], known, where)


def _check_leaf(tree: Tree, test: str, known: Mapping[str, Fact], where: str) -> None:
    for name in facts_in(tree):
        if name not in known:
            raise Wrong(f"{where}: there is no fact {name}.")
    fact = known[tree["fact"]]
    wanted = tree[test] if test == "in" else [tree[test]]
    if fact.kind == "choice" and test in {"is", "in"} and set(wanted) - set(fact.choices):
        raise Wrong(f"{where}: {fact.name} cannot be {', '.join(map(str, set(wanted) - set(fact.choices)))}.")
    if test in {"before", "on_or_before", "after", "on_or_after"} and not isinstance(tree[test], date):
        raise Wrong(f"{where}: {fact.name} {test} needs a date.")
