"""A case in two runs, or two branches of a case: how they ended, and in what they differ."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.comparing.conversations import Side, side_by_side
from scenario_runner.comparing.facts import steady
from scenario_runner.comparing.model import BranchChange, CaseChange, Conversation, Kind
from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import Outcome
from scenario_runner.results.model import BranchResult, CaseResult
from scenario_runner.results.starts import prefix_steps
from scenario_runner.results.wrong import wrong_in

BEFORE, AFTER = "before", "after"
"""What the two runs are called in messages."""


def compare_branches(case: CaseResult, left: str, right: str) -> Conversation:
    """Two branches of one case, each with the steps before it. Raises KeyError."""
    names = {branch.name: branch for branch in case.branches}
    sides = [
        Side(
            name=name,
            steps=[
                *((one.name, step) for one, step in prefix_steps(names[name], names)),
                *((name, step) for step in names[name].steps),
            ],
            ignore=case.ignore,
        )
        for name in (left, right)
    ]
    return side_by_side(*sides)


def compare_cases(left: CaseResult | None, right: CaseResult | None) -> CaseChange:
    """One case in two runs; at least one of them has it."""
    told = right or left
    assert told is not None  # noqa: S101  # as the docstring says
    branches = () if left is None or right is None else tuple(_branches(left, right))
    return CaseChange(
        id=told.id,
        file=told.file,
        line=told.line,
        scenario=told.scenario,
        row=told.row,
        kind=_kind_of_case(left, right, branches),
        left=_outcome(left),
        right=_outcome(right),
        left_told=None if left is None else _first_wrong(left),
        right_told=None if right is None else _first_wrong(right),
        branches=tuple(one for one in branches if one.kind != "same"),
    )


def _branches(left: CaseResult, right: CaseResult) -> Iterator[BranchChange]:
    """Branches of both, in the order of the right, then those that only the left has."""
    ours, theirs = ({one.name: one for one in case.branches} for case in (left, right))
    firsts: dict[str, str] = {}
    for name in dict.fromkeys((*theirs, *ours)):
        one, other = ours.get(name), theirs.get(name)
        talk = None if one is None or other is None else _conversation(left, right, name)
        if talk is not None and talk.first is not None:
            step = talk.first[0]
            firsts[name] = step.right or step.left or name
        yield BranchChange(
            name=name,
            kind=_kind(_outcome(one), _outcome(other), differ=_differ(one, other, talk)),
            left=_outcome(one),
            right=_outcome(other),
            conversation=talk,
            follows=None if other is None else _follows(other, theirs, firsts),
        )


def _outcome(told: BranchResult | CaseResult | None) -> Outcome | None:
    return None if told is None else told.outcome


def _conversation(left: CaseResult, right: CaseResult, name: str) -> Conversation:
    sides = []
    for told, case in ((BEFORE, left), (AFTER, right)):
        names = {branch.name: branch for branch in case.branches}
        sides.append(
            Side(
                name=told,
                steps=[(name, step) for step in names[name].steps],
                before=[step for _, step in prefix_steps(names[name], names)],
                ignore=(*left.ignore, *right.ignore),
            )
        )
    return side_by_side(*sides)


def _differ(
    one: BranchResult | None, other: BranchResult | None, talk: Conversation | None
) -> bool:
    if one is None or other is None or talk is None:
        return True
    started = (one.start, one.error and one.error.message) != (
        other.start,
        other.error and other.error.message,
    )
    return started or bool(talk.steps)


def _follows(
    branch: BranchResult, names: dict[str, BranchResult], firsts: dict[str, str]
) -> str | None:
    """Where the steps before a branch differ first."""
    for one, step in prefix_steps(branch, names):
        if firsts.get(one.name) == f"{one.name}/{step.id}":
            return f"{one.name}/{step.id}"
    return None


def _kind_of_case(
    left: CaseResult | None, right: CaseResult | None, branches: tuple[BranchChange, ...]
) -> Kind:
    if left is None or right is None:
        return "added" if left is None else "removed"
    kinds = {one.kind for one in branches}
    differ = bool(kinds - {"same"}) or _whole(left) != _whole(right)
    kind = _kind(left.outcome, right.outcome, differ=differ)
    newly = kind in {"same", "changed"} and "newly_failing" in kinds
    return "newly_failing" if newly else kind


def _kind(left: Outcome | None, right: Outcome | None, *, differ: bool) -> Kind:
    if left is None or right is None:
        return "added" if left is None else "removed"
    if is_bad(right) and not is_bad(left):
        return "newly_failing"
    if right == "flaky" and left != "flaky":
        return "flaky"
    if is_bad(left) and not is_bad(right):
        return "fixed"
    return "changed" if differ or left != right else "same"


def _whole(case: CaseResult) -> object:
    """What is told of a case beside its branches, without what differs from run to run."""
    findings = (*case.findings, *(one for each in case.compare for one in each.findings))
    return (
        case.reason,
        case.error and (case.error.kind, steady(case.error.message)),
        [problem.message for problem in case.problems],
        [(one.branches, one.outcome) for one in case.compare],
        [(one.expectation, one.path, one.outcome) for one in findings],
    )


def _first_wrong(case: CaseResult) -> str | None:
    """The first thing that is wrong in a case, with the place where it is told."""
    first: Iterator[str] = (
        f"{one.place.line}: {one.path + ': ' if one.path else ''}{one.message}"
        for one in wrong_in(case)
    )
    return next(first, None)
