"""Playing branches that are not in the file, and telling what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from scenario_runner.engine.observation import Observation
from scenario_runner.frozen import frozen
from scenario_runner.judge.checks import DEFAULT_LOUDNESS
from scenario_runner.language.value import Data
from scenario_runner.results.model import BranchResult, ErrorTold
from scenario_runner.suggesting.branches import Candidate
from scenario_runner.suggesting.model import LeftOut, Suggestion
from scenario_runner.suite.case_data import case_of
from scenario_runner.suite.first_expect import first_expectations
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.play_case import play_case

_TOLD = frozenset({"next", "interrupts", "last_message", "values", "raises"})
"""What is told of the end of a branch."""

Expect = dict[str, Data]


@frozen
class Stage:
    """A scenario that branches are added to."""

    data: Data
    path: Path
    messages: str
    """The channel that holds the conversation."""
    place: Place
    timeout: float | None
    """Seconds for one run, instead of the scenario's own."""

    def allows(self, name: str, branch: Data) -> bool:
        """Whether the scenario is valid with this branch."""
        return case_of(self._with({name: branch}), self.path) is not None

    def play(self, branches: Mapping[str, Data]) -> dict[str, BranchResult]:
        """How these went, and no others."""
        case = case_of(self._with(branches), self.path)
        if case is None or not branches:
            return {}
        case = replace(case, branches=frozenset(branches))
        result = play_case(case, Options(timeout=self.timeout), self.place)
        return {branch.name: branch for branch in result.branches if branch.name in branches}

    def _with(self, branches: Mapping[str, Data]) -> Data:
        return {**self.data, "branches": {**(self.data.get("branches") or {}), **branches}}


def played(
    named: Mapping[str, Candidate], stage: Stage
) -> tuple[tuple[Suggestion, ...], tuple[LeftOut, ...]]:
    """The candidates that are possible, each with what must be true after it: what was, twice."""
    named = {name: one for name, one in named.items() if stage.allows(name, one.branch())}
    first = stage.play({name: one.branch() for name, one in named.items()})
    left_out = {
        name: LeftOut(what=one.what, why=why)
        for name, one in named.items()
        if (why := _impossible(first.get(name))) is not None
    }
    named = {name: one for name, one in named.items() if name not in left_out}
    ended = [name for name in named if not _broke_off(first[name])]
    told = {name: _expect(named[name], first[name], first[name], stage) for name in ended}
    second = stage.play({name: named[name].branch(told[name]) for name in ended})
    loose = {
        name: _expect(named[name], first[name], second[name], stage)
        for name in ended
        if name in second and second[name].outcome != "passed"
    }
    third = stage.play({name: named[name].branch(expect) for name, expect in loose.items()})
    told, ends = {**{name: {} for name in named}, **told, **loose}, {**first, **second, **third}
    return (
        tuple(_suggestion(name, one, told[name], ends[name]) for name, one in named.items()),
        tuple(left_out.values()),
    )


def _impossible(branch: BranchResult | None) -> str | None:
    """Why an act was refused: the runner never does what would not be what is written."""
    error = next(_errors(branch), None) if branch is not None else None
    if branch is None:
        return "it was not played"
    return error.message if error is not None and error.kind == "refused" else None


def _broke_off(branch: BranchResult) -> bool:
    """Whether it hung, say, or its process died: that is known after one time."""
    return any(error.kind != "raised" for error in _errors(branch))


def _expect(one: Candidate, first: BranchResult, second: BranchResult, stage: Stage) -> Expect:
    """What both ends have in common."""
    ends = (_end(first), _end(second))
    if ends[0] is None or ends[1] is None:
        return {}
    before = one.asked.observation
    known = before.values if before is not None else None
    told = first_expectations(ends[0], ends[1], known, stage.messages)
    return {key: data for key, data in told.items() if key in _TOLD}


def _end(branch: BranchResult) -> Observation | None:
    return branch.steps[-1].observation if branch.steps else None


def _suggestion(name: str, one: Candidate, expect: Expect, branch: BranchResult) -> Suggestion:
    failure = _failure(branch)
    return Suggestion(
        name=name,
        question=one.question,
        branch=one.branch(None if failure is not None else expect),
        failure=failure,
    )


def _failure(branch: BranchResult) -> str | None:
    """What is wrong with a branch; of expectations, that they do not hold each time."""
    if branch.outcome not in {"failed", "error"}:
        return None
    error = next(_errors(branch), None)
    if error is not None:
        return error.message
    failed = [one for step in branch.steps for one in step.findings if one.outcome == "failed"]
    checks = [one for one in failed if one.expectation in DEFAULT_LOUDNESS]
    return checks[0].message if checks else "it does not end the same each time"


def _errors(branch: BranchResult) -> Iterator[ErrorTold]:
    if branch.error is not None:
        yield branch.error
    yield from (step.error for step in branch.steps if step.error is not None)
