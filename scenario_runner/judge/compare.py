"""`compare`: what is equal or differs between the ends of branches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from scenario_runner.engine.observation import Observation
from scenario_runner.frozen import frozen
from scenario_runner.judge.differences import differences
from scenario_runner.judge.ignored import without
from scenario_runner.judge.reach import Reach, reach
from scenario_runner.judge.verdict import Finding, FindingOutcome
from scenario_runner.language.jsonpath import PathError, Query, compile_path
from scenario_runner.language.model import Compare
from scenario_runner.language.value import Data
from scenario_runner.matching.say import listed, show
from scenario_runner.problem import Place

CompareOutcome: TypeAlias = Literal["passed", "failed", "error", "skipped"]


@frozen
class CompareVerdict:
    """What the judge says of one entry of `compare`."""

    outcome: CompareOutcome
    findings: tuple[Finding, ...] = ()
    """One for each path, met ones too."""
    reason: str | None = None
    """Why it was skipped."""


def compare(
    entry: Compare, ends: Mapping[str, Observation | None], ignore: Sequence[str] = ()
) -> CompareVerdict:
    """Compare the last observations of branches; ids of messages and tool calls do not count.

    `ends` has None (or nothing) for a branch that did not come to its end: then the entry is
    skipped. What the JSONPaths of `ignore` hit is left out.
    """
    seen = {name: ends.get(name) for name in entry.branches}
    unended = [f'"{name}"' for name, end in seen.items() if end is None]
    if unended:
        verb = "has" if len(unended) == 1 else "have"
        return CompareVerdict(outcome="skipped", reason=f"{listed(unended)} {verb} no end")
    data = {name: without(end.to_data(), ignore) for name, end in seen.items() if end is not None}
    findings = tuple(_findings(entry, data))
    outcomes = {finding.outcome for finding in findings}
    worst: CompareOutcome = (
        "error" if "error" in outcomes else "failed" if "failed" in outcomes else "passed"
    )
    return CompareVerdict(outcome=worst, findings=findings)


def _findings(entry: Compare, data: Mapping[str, Data]) -> Iterator[Finding]:
    # A path may stand in both lists; `places` tells that of `equal` first.
    equal, differ = dict(reversed(entry.places)), dict(entry.places)
    for judged, paths, places in (
        (_equal, entry.equal, equal),
        (_differ, entry.differ, differ),
    ):
        for text in paths:
            place = places.get(text, entry.place)
            try:
                query = compile_path(text)
            except PathError as fault:
                message = f"is not a JSONPath: {fault.message}; {fault.hint}"
                yield _finding(text, "error", message, place)
                continue
            found = {name: reach(query, whole) for name, whole in data.items()}
            yield judged(query, found, place)


def _equal(query: Query, found: Mapping[str, Reach], place: Place) -> Finding:
    nowhere = [name for name, reached in found.items() if reached.absent]
    if nowhere:
        where = "any of the branches" if len(nowhere) == len(found) else listed(nowhere, "or")
        return _finding(query.text, "failed", f"the path leads nowhere in {where}", place)
    (first, ours), *others = found.items()
    unlike = [name for name, reached in others if not ours.is_like(reached)]
    if not unlike:
        message = f"is the same in {listed(list(found))}: {show(ours.value)}"
        return _finding(query.text, "passed", message, place, (ours.value, ours.value))
    theirs = found[unlike[0]]
    told = differences(ours.value, theirs.value, query.text, (ours.ids, theirs.ids))[0]
    side = theirs if told.absent == "left" else ours
    path, verb = side.where(told.path, query), "differs" if len(unlike) == 1 else "differ"
    at = "" if path == query.text else f", first at {path}"
    message = f"{listed(unlike)} {verb} from {first}{at}: {told.said(first, unlike[0])}"
    return _finding(query.text, "failed", message, place, (ours.value, theirs.value))


def _differ(query: Query, found: Mapping[str, Reach], place: Place) -> Finding:
    """No two are equal. To have nothing there is to differ from having something."""
    if all(reached.absent for reached in found.values()):
        message = "the path leads nowhere in any of the branches"
        return _finding(query.text, "failed", message, place)
    names = list(found)
    for index, first in enumerate(names):
        same = [name for name in names[index + 1 :] if found[first].is_like(found[name])]
        if same:
            return _not_different(query, [first, *same], found[first], place)
    (_, ours), (_, theirs), *_ = found.items()
    message = f"differs between {listed(names)}"
    return _finding(query.text, "passed", message, place, (ours.value, theirs.value))


def _not_different(query: Query, same: list[str], reached: Reach, place: Place) -> Finding:
    if reached.absent:
        message = f"the path leads nowhere in {listed(same, 'or')}; expected them to differ"
        return _finding(query.text, "failed", message, place)
    message = f"expected {listed(same)} to differ, all have {show(reached.value)}"
    if len(same) == 2:
        message = f"expected {listed(same)} to differ, both have {show(reached.value)}"
    sides = ({"$not": {"$equals": reached.value}}, reached.value)
    return _finding(query.text, "failed", message, place, sides)


def _finding(
    path: str,
    outcome: FindingOutcome,
    message: str,
    place: Place,
    sides: tuple[Data, Data] | None = None,
) -> Finding:
    """`sides` are the expected and the actual one; None where the path leads nowhere."""
    expected, actual = sides or (None, None)
    return Finding(
        expectation="compare",
        path=path,
        expected=expected,
        actual=actual,
        absent=sides is None,
        outcome=outcome,
        place=place,
        message=message,
    )
