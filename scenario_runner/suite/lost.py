"""What is said of branches whose worker was lost, and of those that nobody plays any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from scenario_runner.language.model import Scenario, Step
from scenario_runner.plan.compile import call_of, source_of
from scenario_runner.plan.operations import Perform, step_name
from scenario_runner.results.model import ErrorTold
from scenario_runner.suite.journal import Left
from scenario_runner.suite.place import WorkerEnded
from scenario_runner.suite.played import BranchPlayed, CasePlayed
from scenario_runner.suite.step_results import broken_step, timeout_told
from scenario_runner.suite.told import (
    BranchBegun,
    BranchEnded,
    BranchVerified,
    DatabaseWithheld,
    GraphSeen,
    ModelsHeard,
    StepBegun,
    StepEnded,
    VerifyBegun,
)
from scenario_runner.suite.untold import of_branch, untold

UNKNOWN: Final = ErrorTold(
    kind="died",
    message="what it did cannot be known: its temporary folder was taken away meanwhile",
    hint="let nothing tidy up there while scenarios run, or say where else to be: TMPDIR=...",
)


def settle_broken(played: CasePlayed, left: Left, ended: WorkerEnded, scenario: Scenario) -> None:
    """Settle the branch that a worker was lost in."""
    last = next((one for one in reversed(left.told) if not isinstance(one, GraphSeen)), None)
    if last is None or isinstance(last, BranchEnded | BranchVerified):
        return
    if isinstance(last, VerifyBegun):
        if ended.ours:
            played.branches[last.branch].error = lost_error(left, ended, None, last.timeout)
        else:
            played.verified[last.branch] = of_branch(last.branch, [untold("it did not end")])
        return
    branch = played.branches[last.branch]
    if branch.ended:
        return
    branch.ended = True
    match last:
        case BranchBegun(timeout=timeout):
            branch.error = lost_error(left, ended, None, timeout)
        case StepBegun(index=index, timeout=timeout):
            step = next(b for b in scenario.branches if b.name == last.branch).steps[index]
            operation = Perform(index=index, step=step, call=call_of(step.act))
            error = lost_error(left, ended, step, timeout)
            branch.steps[index] = broken_step(operation, error, timeout if left.hung else 0.0)
        case StepEnded() | DatabaseWithheld() | GraphSeen() | ModelsHeard():
            pass
        case _:
            assert_never(last)


def lost_error(left: Left, ended: WorkerEnded, step: Step | None, timeout: float) -> ErrorTold:
    """Why a worker did not come to its end, at a step or as it loaded the graph."""
    if left.hung is not None:
        return timeout_told(step, timeout, left.hung or None)
    if ended.ours:
        message = "Scenario Runner itself failed; please report it"
        return ErrorTold(kind="internal", message=message, traceback=ended.traceback)
    reason = left.reason or ended.reason
    what = "the step did not end" if step is not None else "the graph was not loaded"
    return ErrorTold(
        kind="died",
        message=f"{what}: {reason}",
        hint="look at what the graph printed; --in-process runs it under a debugger",
    )


def skip_unreachable(played: CasePlayed, scenario: Scenario, wanted: Iterable[str]) -> None:
    """Settle the branches that start after a step which will not run any more."""
    branches = {branch.name: branch for branch in scenario.branches}
    changed = True
    while changed:
        changed = False
        for name in wanted:
            source = source_of(scenario, branches[name].start)
            known = played.branches.get(name)
            if source is None or (known is not None and known.ended):
                continue
            parent = played.branches.get(source.branch)
            if parent is None or not parent.ended or _ran(parent, source.index):
                continue
            step = step_name(branches[source.branch].steps[source.index], source.index)
            reason = f"it starts after {source.branch}/{step}, which did not run"
            played.branches[name] = BranchPlayed(ended=True, skipped=reason)
            changed = True


def _ran(branch: BranchPlayed, index: int) -> bool:
    result = branch.steps.get(index)
    return result is not None and result.observation is not None


def leave_off(played: CasePlayed, rest: Iterable[str], error: ErrorTold) -> None:
    """Nobody plays what is left."""
    for name in rest:
        branch = played.branches.setdefault(name, BranchPlayed())
        branch.ended, branch.error = True, error


def give_up(played: CasePlayed, rest: Iterable[str], ended: WorkerEnded) -> None:
    """A worker was lost again on the way to what is left."""
    before = "the steps before it did not end when played again"
    what = before if played.branches else "it could not be begun"
    for name in rest:
        error = ErrorTold(
            kind="internal" if ended.ours else "died",
            message=f"{what} ({ended.reason})",
            traceback=ended.traceback,
        )
        played.branches[name] = BranchPlayed(ended=True, error=error)
