"""Two runs: which cases newly fail, are fixed, changed, came or went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

from scenario_runner.comparing.cases import compare_cases
from scenario_runner.comparing.model import FactChange, RunChange
from scenario_runner.results.model import CaseResult, Environment, Results


def compare_runs(left: Results, right: Results) -> RunChange:
    """What changed from one run to another. The same run twice differs in nothing."""
    cases = [compare_cases(*pair) for pair in paired(left, right)]
    return RunChange(
        environment=tuple(_facts(left.environment, right.environment)),
        cases=tuple(case for case in cases if case.kind != "same"),
        same=sum(case.kind == "same" for case in cases),
    )


def paired(left: Results, right: Results) -> Iterator[tuple[CaseResult | None, CaseResult | None]]:
    """Cases of one id belong together; then those of one name in a file of one name, where each
    run has just one such. In the order of the right, then those that only the left has."""
    ours, theirs = _by_id(left), _by_id(right)
    alone = [case for id_, case in ours.items() if id_ not in theirs]
    came = [case for id_, case in theirs.items() if id_ not in ours]
    moved = {_name(case): case for case in _unique(alone)}
    found = {_name(case): case for case in _unique(came)}
    used = set()
    for id_, case in theirs.items():
        name = _name(case)
        other = ours.get(id_) or (moved.get(name) if found.get(name) is case else None)
        if other is not None:
            used.add(id(other))
        yield other, case
    yield from ((case, None) for case in alone if id(case) not in used)


def _by_id(results: Results) -> dict[tuple[str, int], CaseResult]:
    """A case that was told twice has its number in the second."""
    count: Counter[str] = Counter()
    told = {}
    for case in results.cases:
        count[case.id] += 1
        told[case.id, count[case.id]] = case
    return told


def _name(case: CaseResult) -> tuple[str, str, str | None]:
    return case.file.rpartition("/")[2], case.scenario, case.row


def _unique(cases: list[CaseResult]) -> Iterator[CaseResult]:
    count = Counter(map(_name, cases))
    return (case for case in cases if count[_name(case)] == 1)


def _facts(left: Environment, right: Environment) -> Iterator[FactChange]:
    for field in fields(Environment):
        ours, theirs = getattr(left, field.name), getattr(right, field.name)
        if ours != theirs:
            yield FactChange(name=field.name, left=ours, right=theirs)
