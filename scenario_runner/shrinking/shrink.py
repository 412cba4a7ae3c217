"""From a scenario that fails to the smallest that fails alike."""

from __future__ import annotations

import time
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.language.model import Scenario
from scenario_runner.language.value import Data
from scenario_runner.results.model import CaseResult
from scenario_runner.shrinking.failure import Failure, failures_of
from scenario_runner.shrinking.moments import branches_of
from scenario_runner.shrinking.pieces import without
from scenario_runner.shrinking.search import Size, Watch, size_of, smallest_of
from scenario_runner.shrinking.trials import Trials, play
from scenario_runner.suite.case import Case
from scenario_runner.suite.case_data import as_text, case_of, data_of
from scenario_runner.suite.place import Place

_SLACK = 3.0
"""Times as long as the given scenario took, and seconds more, that a run may take: what is
smaller than it does not take longer, unless it hangs."""


@frozen
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


@frozen
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
    trials = _trials(case, data, path, place, timeout, began + seconds)
    if isinstance(trials, NotShrunk):
        return trials
    smallest, done = smallest_of(data, trials, watch)
    comment = f"The smallest scenario found that fails so: {_on_a_line(trials.target)}"
    return Shrunk(
        text=as_text(smallest, comment),
        failure=trials.target,
        before=size_of(data),
        after=size_of(smallest),
        runs=trials.runs,
        seconds=time.monotonic() - began,
        is_smallest=done,
    )


def _trials(
    case: Case, data: Data, path: Path, place: Place, timeout: float | None, ends: float
) -> Trials | NotShrunk:
    """How what is smaller is tried, once it is known how the whole fails, and that it does so
    again."""
    first = case_of(data, path)
    if first is None:
        hint = "name one case and one branch of it: FILE::case::branch"
        return NotShrunk(reason="it cannot be told apart from the rest of its file", hint=hint)
    result = play(first, place, timeout)
    target = _target(result, case)
    if target is None:
        hint = "shrink looks for less of what is wrong, so something must be"
        return NotShrunk(reason=f"it does not fail: {result.outcome}", hint=hint)
    limit = _limit(first.scenario, result, timeout)
    if target not in failures_of(play(first, place, limit)):
        hint = "find out with run --repeat 10; what comes and goes cannot be shrunk"
        return NotShrunk(reason=f"it fails only now and then: {target}", hint=hint)
    return Trials(
        path=path,
        place=place,
        target=target,
        given=frozenset(failures_of(result)),
        timeout=limit,
        ends=ends,
        runs=2,
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
