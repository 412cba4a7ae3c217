"""From a scenario that fails to the smallest that fails alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from scenario_runner.language.model import Scenario
from scenario_runner.language.value import Data, Pointer
from scenario_runner.results.model import CaseResult
from scenario_runner.shrinking.failure import Failure, failures_of
from scenario_runner.shrinking.fewer_words import retold
from scenario_runner.shrinking.inline import less_of_graph
from scenario_runner.shrinking.moments import (
    MAIN,
    branches_of,
    steps_at,
    with_steps,
    without_branches,
)
from scenario_runner.shrinking.pieces import below, fewest, replaced, without
from scenario_runner.shrinking.simpler import restated, shorter
from scenario_runner.shrinking.trials import OutOfTime, Trials, play
from scenario_runner.suite.case import Case
from scenario_runner.suite.case_data import as_text, case_of, data_of
from scenario_runner.suite.drive import Place

_SLACK = 3.0
"""Times as long as the given scenario took, and seconds more, that a run may take: what is
smaller than it does not take longer, unless it hangs."""
_DEEPEST = 12
"""Levels of the data whose parts are taken out one by one."""
_KEPT = frozenset({("scenario",), ("graph",), ("steps",)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How large a scenario is."""

    steps: int
    branches: int
    lines: int


Watch = Callable[[Size, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shrunk:
    """The smallest scenario found."""

    text: str
    failure: Failure
    before: Size
    after: Size
    runs: int
    seconds: float
    is_smallest: bool
    """Nothing can be taken out of it; False where time ran out before that was known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotShrunk:
    """Why there is nothing to shrink."""

    reason: str
    hint: str


def shrink(
    case: Case,
    path: Path,
    place: Place,
    *,
    seconds: float = 300.0,
    timeout: float | None = None,
    watch: Watch = lambda _size, _runs: None,
) -> Shrunk | NotShrunk:
    """The smallest scenario that still fails as `case` does: the same expectation about the same
    value, the same check, the same exception. It is read as if it stood at `path`. `timeout`:
    of one run, in seconds, instead of the scenario's own. `watch` is told after each candidate how
    large the smallest one is by then, and after how many runs.

    The same graph and the same time always give the same scenario. Raises ProblemsError where the
    file cannot be read any more.
    """
    began = time.monotonic()
    data = _given(case, path)
    first = case_of(data, path)
    if first is None:
        hint = "name one case and one branch of it: FILE::case::branch"
        return NotShrunk(reason="it cannot be told apart from the rest of its file", hint=hint)
    result = play(first, place, timeout)
    target = _target(result, case)
    if target is None:
        hint = "shrink looks for less of what is wrong, so something must be"
        return NotShrunk(reason=f"it does not fail: {result.outcome}", hint=hint)
    trials = Trials(
        path=path,
        place=place,
        target=target,
        given=frozenset(failures_of(result)),
        timeout=_limit(first.scenario, result, timeout),
        ends=began + seconds,
        runs=2,
    )
    if target not in failures_of(play(first, place, trials.timeout)):
        hint = "find out with run --repeat 10; what comes and goes cannot be shrunk"
        return NotShrunk(reason=f"it fails only now and then: {target}", hint=hint)
    smallest, done = _smallest(data, trials, watch)
    comment = f"The smallest scenario found that fails so: {_on_a_line(target)}"
    return Shrunk(
        text=as_text(smallest, comment),
        failure=target,
        before=_size(data),
        after=_size(smallest),
        runs=trials.runs,
        seconds=time.monotonic() - began,
        is_smallest=done,
    )


def _given(case: Case, path: Path) -> Data:
    """What the file says of this case; failures foretold are not."""
    data = data_of(case, path.parent)
    foretold = [("branches", name, "expect_failure") for name in branches_of(data)]
    return without(data, frozenset([("expect_failure",), *foretold]))


def _target(result: CaseResult, case: Case) -> Failure | None:
    names = [None] if case.branches is None else sorted(case.branches)
    found = (one for name in names for one in failures_of(result, name))
    return next(found, None)


def _limit(scenario: Scenario, result: CaseResult, timeout: float | None) -> float:
    own = timeout if timeout is not None else scenario.timeout
    worked = sum(
        step.duration
        for branch in result.branches
        for step in branch.steps
        if step.error is None or step.error.kind != "timeout"
    )
    return min(own, _SLACK * worked + _SLACK)


def _on_a_line(failure: Failure) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in str(failure)).split())


def _size(data: Data) -> Size:
    branches = branches_of(data)
    return Size(
        steps=sum(len(steps_at(data, where)) for where in branches.values()),
        branches=len(branches),
        lines=as_text(data, "").count("\n"),
    )


# --- the search ---------------------------------------------------------------------------


def _smallest(data: Data, trials: Trials, watch: Watch) -> tuple[Data, bool]:
    """The smallest data, and whether nothing can be taken out of it any more."""
    best = _Best(data=data, trials=trials, watch=watch)
    try:
        while True:
            before = best.data
            for way in _WAYS:
                way(best)
            if best.data == before:
                return best.data, True
    except OutOfTime:
        return best.data, False


@dataclass(kw_only=True)
class _Best:
    """The smallest so far."""

    data: Data
    trials: Trials
    watch: Watch

    def try_(self, data: Data) -> bool:
        """Take it where it fails alike."""
        if data == self.data:
            return False
        is_less = self.trials.fails(data)
        if is_less:
            self.data = data
        self.watch(_size(self.data), self.trials.runs)
        return is_less

    def fewest(self, parts: list[Pointer]) -> None:
        """Take out as many of these entries and items as can be."""
        base, every = self.data, frozenset(parts)
        fewest(parts, lambda kept: self.try_(without(base, every - frozenset(kept))))


def _fewer_branches(best: _Best) -> None:
    base = best.data
    names = list(base.get("branches") or {})
    every = frozenset(names)
    fewest(names, lambda kept: best.try_(without_branches(base, every - frozenset(kept))))


def _fewer_steps(best: _Best) -> None:
    for branch in [name for name in branches_of(best.data) if name != MAIN] + [MAIN]:
        base = best.data
        if branch not in branches_of(base):
            continue
        numbers = list(range(len(steps_at(base, branches_of(base)[branch]))))
        fewest(numbers, _keeping(best, base, branch))


def _keeping(best: _Best, base: Data, branch: str) -> Callable[[Sequence[int]], bool]:
    def fails(kept: Sequence[int]) -> bool:
        return best.try_(with_steps(base, branch, tuple(kept)))

    return fails


def _other_words(best: _Best) -> None:
    again = True
    while again:
        again = any(best.try_(told) for told in chain(restated(best.data), retold(best.data)))


def _fewer_parts(best: _Best) -> None:
    for depth in range(1, _DEEPEST):
        best.fewest([pointer for pointer in below(best.data, depth) if pointer not in _KEPT])


def _shorter_texts(best: _Best) -> None:
    again = True
    while again:
        again = any(_one_shorter(best, one) for one in list(shorter(best.data)))


def _one_shorter(best: _Best, one: tuple[Pointer, list[str]]) -> bool:
    pointer, instead = one
    return any(best.try_(replaced(best.data, pointer, text)) for text in instead)


def _smaller_graph(best: _Best) -> None:
    again = True
    while again:
        again = any(best.try_(told) for told in less_of_graph(best.data))


_WAYS = (
    _fewer_branches, _fewer_steps, _other_words, _fewer_parts, _smaller_graph, _shorter_texts,
)  # fmt: skip
"""What is taken out most at once comes first."""
