"""Results as plain values for JSON, and as lines for people."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from waystation.engines.clocks.changes import Changed
from waystation.engines.clocks.checking import Problem
from waystation.engines.clocks.counting import Told
from waystation.engines.clocks.evaluating import Result
from waystation.engines.clocks.programmes import Citation, Law, Programme

NOT_ADVICE = "Not legal advice: confirm with a lawyer before acting on it."
NOT_REVIEWED = "No lawyer has reviewed this rule. " + NOT_ADVICE
Report = dict[str, Any]


def summary(law: Law, programme: Programme, on: date) -> Report:
    """One line of the list."""
    return {
        "id": programme.id,
        "title": programme.title,
        "country": programme.country,
        "pathway": programme.pathway,
        "kind": programme.kind,
        "status": programme.status,
        "standing": law.standing(programme, on),
        "verified": programme.is_verified,
        "reviewer": programme.reviewer or None,
        "checked_on": programme.checked_on,
        "version": programme.version,
    }


def in_full(law: Law, programme: Programme, on: date) -> Report:
    """Everything about one rule."""
    return summary(law, programme, on) | {
        "about": programme.about,
        "valid_from": programme.valid_from,
        "valid_to": programme.valid_to,
        "review_due": programme.review_due,
        "advice": _advice(programme),
        "parameters": {name: programme.value(name, on) for name in programme.parameters},
        "conditions": [
            {"id": condition.id, "title": condition.title, "if": condition.tree}
            for condition in programme.conditions
        ],
        "applies": programme.applies,
        "clocks": [
            {"id": clock.id, "title": clock.title, "meaning": clock.meaning} for clock in programme.clocks
        ],
        "held_by": [hold.id for hold in law.holds_on(programme, on)],
        "facts": [fact(law, name) for name in sorted(programme.facts())],
        "changes": [asdict(change) for change in programme.changes],
        "citations": [citation(one) for one in programme.citations],
        "vectors": [
            {"name": vector.name, "on": vector.on, "expect": vector.expect} for vector in programme.vectors
        ],
    }


def fact(law: Law, name: str) -> Report:
    """A fact with its question and what an answer looks like."""
    found = law.facts[name]
    return {"fact": name, "kind": found.kind, "question": found.ask} | (
        {"choices": dict(found.choices)} if found.choices else {}
    )


def _advice(programme: Programme) -> str:
    return NOT_ADVICE if programme.reviewer else NOT_REVIEWED


def citation(one: Citation) -> Report:
    """A source; empty fields left out."""
    return {name: value for name, value in asdict(one).items() if value}


def result(one: Result) -> Report:
    """What one rule says of a person."""
    programme = one.programme
    return {
        "id": programme.id,
        "title": programme.title,
        "country": programme.country,
        "kind": programme.kind,
        "answer": one.answer,
        "would": one.would,
        "standing": one.standing,
        "what_if": one.is_what_if,
        "because": list(one.because),
        "ask": list(one.ask),
        "counsel": list(one.counsel),
        "conditions": [asdict(condition) for condition in one.conditions],
        "clocks": [clock(told) for told in one.clocks],
        "held_by": [{"id": hold.id, "title": hold.title, "since": hold.valid_from} for hold in one.held_by],
        "citations": [citation(source) for source in one.citations],
        "version": one.version,
        "verified": programme.is_verified,
        "reviewer": programme.reviewer or None,
        "advice": _advice(programme),
    }


def clock(told: Told) -> Report:
    """What one clock says."""
    found = asdict(told)
    found["near"] = found.pop("is_near")
    return found


def questions(law: Law, asked: Mapping[str, list[str]]) -> list[Report]:
    """What to ask, the question that settles most rules first."""
    ordered = sorted(asked, key=lambda name: -len(asked[name]))
    return [fact(law, name) | {"settles": asked[name]} for name in ordered]


def changed(one: Changed) -> Report:
    """What changed in one rule."""
    return {
        "id": one.programme.id,
        "title": one.programme.title,
        "country": one.programme.country,
        "before": one.before,
        "after": one.after,
        "parameters": [
            {"name": name, "before": before, "after": after} for name, before, after in one.parameters
        ],
        "events": [{"on": on, "what": what} for on, what in one.events],
        "facts": list(one.facts),
    }


def problem(one: Problem) -> Report:
    """Something wrong with a file."""
    return {"programme": one.programme, "what": one.what, "warning": one.is_warning}


def list_lines(report: Report) -> Iterator[str]:
    """The list for people."""
    for one in report["programmes"]:
        marks = [
            one["standing"].replace("_", " "),
            "" if one["verified"] else "to be verified",
            "" if one["reviewer"] else "not reviewed",
        ]
        yield f"{one['id']:30} {one['title']}  [{', '.join(filter(None, marks))}]"


def show_lines(report: Report) -> Iterator[str]:
    """One rule for people."""
    yield f"{report['title']} ({report['id']}, {report['standing'].replace('_', ' ')}, version {report['version']})"
    yield report["about"]
    for name, value in report["parameters"].items():
        yield f"  {name} = {value}"
    for one in report["conditions"]:
        yield f"  needs: {one['title']}"
    for one in report["clocks"]:
        yield f"  clock {one['id']}: {one['title']}"
    for one in report["facts"]:
        yield f"  asks {one['fact']} ({one['kind']}): {one['question']}"
    yield from _source_lines(report)


def evaluate_lines(report: Report) -> Iterator[str]:
    """A person's results for people."""
    if not report["programmes"]:
        yield "No rule looks at any of these facts."
    for one in report["programmes"]:
        answer = {"unknown": "not known"}.get(one["answer"], one["answer"])
        yield f"{one['title']} ({one['id']}): {'what if: ' if one['what_if'] else ''}{answer}"
        yield from (f"  {reason}" for reason in one["because"])
        yield from (f"  ask counsel: {question}" for question in one["counsel"])
        for told in one["clocks"]:
            yield from _clock_lines(told)
        yield from _source_lines(one)
    if report["ask"]:
        yield "To ask:"
        yield from (f"  {one['question']} ({one['fact']})" for one in report["ask"])


def _clock_lines(told: Report) -> Iterator[str]:
    if told["state"] == "not_concerned":
        return
    day = told["date"].isoformat() if told["date"] else "no day yet"
    left = (
        f", {told['days_left']} days"
        if told["days_left"] is not None and told["state"] in {"running", "waiting", "stopped"}
        else ""
    )
    yield f"  {told['title']}: {day} ({told['state'].replace('_', ' ')}{left})"
    yield from (f"    {reason}" for reason in told["because"])
    yield from (f"    assuming {what}" for what in told["assuming"])


def _source_lines(report: Report) -> Iterator[str]:
    for one in report["citations"]:
        mark = "" if one["read"] == "read" else f" [{one['read'].replace('_', ' ')}]"
        yield f"  source: {one['title']}{mark}"
    yield f"  {report['advice']}"


def diff_lines(report: Report) -> Iterator[str]:
    """What changed, for people."""
    if not report["changes"]:
        yield f"Nothing changed from {report['from']} to {report['to']}."
    for one in report["changes"]:
        yield f"{one['title']} ({one['id']}): {one['before'].replace('_', ' ')} → {one['after'].replace('_', ' ')}"
        yield from (f"  {event['on']}: {event['what']}" for event in one["events"])
        yield from (f"  {row['name']}: {row['before']} → {row['after']}" for row in one["parameters"])
        yield f"  touches {', '.join(one['facts']) or 'no fact'}"


def check_lines(report: Report) -> Iterator[str]:
    """What the check found, for people."""
    for one in report["problems"]:
        yield f"{'warning' if one['warning'] else 'wrong'}: {one['programme']}: {one['what']}"
    yield (
        f"{report['programmes']} rules, {report['vectors']} vectors, {len(report['to_be_verified'])} with a source to be verified, "
        f"{len(report['not_reviewed'])} reviewed by no lawyer: {'in order' if report['ok'] else 'not in order'}."
    )
