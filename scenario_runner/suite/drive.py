"""Driving a case to its end: a worker plays it, and another the rest where one was lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, assert_never

from scenario_runner.frozen import frozen
from scenario_runner.graphs.model_heard import Heard
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.model import Scenario, Step
from scenario_runner.language.shape import GraphShape
from scenario_runner.plan.compile import call_of, source_of
from scenario_runner.plan.operations import Perform, step_name
from scenario_runner.results.model import ErrorTold, StepResult
from scenario_runner.suite.journal import Left, read_left
from scenario_runner.suite.scratch import job_folder
from scenario_runner.suite.session import seconds_since_begun
from scenario_runner.suite.step_results import broken_step, timeout_told
from scenario_runner.suite.study import Study
from scenario_runner.suite.told import (
    BranchBegun,
    BranchEnded,
    BranchVerified,
    DatabaseWithheld,
    GraphSeen,
    Job,
    ModelsHeard,
    StepBegun,
    StepEnded,
    Told,
    VerifyBegun,
)
from scenario_runner.suite.turns import Turn
from scenario_runner.suite.untold import of_branch, untold


@frozen
class WorkerEnded:
    """How a worker ended."""

    whole: bool
    """It played all of its job."""
    reason: str = ""
    """Why not: `killed by signal 11 (SIGSEGV)`; empty where it gave the rest away."""
    ours: bool = False
    """A bug of ours, not of the graph."""
    traceback: str | None = None
    error: ErrorTold | None = None
    """What is said of the branches that it has not come to, where it is not the graph's doing."""
    seconds: float | None = None
    """How long it played, without what it took to begin; None where only others can tell."""


_TRIES = 3
"""Processes for a case that none of them begins. It is no fault of the case's own."""

_UNKNOWN = ErrorTold(
    kind="died",
    message="what it did cannot be known: its temporary folder was taken away meanwhile",
    hint="let nothing tidy up there while scenarios run, or say where else to be: TMPDIR=...",
)


def unheard() -> None:
    """Nobody asks when a job has begun."""


class Place(Protocol):
    """Plays a job somewhere, leaving its journal in a folder, or looks at a graph."""

    def __call__(
        self, job: Job | Study, folder: str, begun: Callable[[], None] = unheard, /
    ) -> WorkerEnded:
        """Returns when it has ended; `begun` is called once no later job can come before it."""


def in_order(place: Place, turn: Turn) -> Place:
    """The place, for the jobs of one case: the first waits for its turn."""

    def placed(
        job: Job | Study, folder: str, _begun: Callable[[], None] = unheard, /
    ) -> WorkerEnded:
        turn.wait()
        return place(job, folder, turn.over)

    return placed


@dataclass(kw_only=True, slots=True)
class BranchPlayed:
    """What became of a branch, over all the workers that played it."""

    steps: dict[int, StepResult] = field(default_factory=dict)
    ended: bool = False
    skipped: str | None = None
    error: ErrorTold | None = None
    used: Mapping[str, int] | None = None
    """How far its scripted objects had come; None where it did not come to its end."""
    heard: Heard = field(default_factory=Heard)
    """What the application's own models said, where they are recorded."""


@dataclass(kw_only=True, slots=True)
class CasePlayed:
    """What became of a case."""

    branches: dict[str, BranchPlayed] = field(default_factory=dict)
    verified: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    """What new conversations with the same acts gave, by branch."""
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The secrets in databases that were not kept for them, by branch."""
    shapes: list[GraphShape] = field(default_factory=list)
    """The graphs it was played on, one after another where a factory made another."""
    printed: str = ""
    seconds: float = 0.0
    """How long its workers played."""


def drive(job: Job, place: Place) -> CasePlayed:
    """Play a job to its end, however many workers it takes."""
    played = CasePlayed()
    wanted = {branch.name for branch in job.scenario.branches} if job.only is None else job.only
    rest: frozenset[str] | None = job.only
    tried = 0
    while True:
        with job_folder() as folder:
            began = time.perf_counter()
            ended = place(replace(job, only=rest), folder)
            left, since = read_left(Path(folder), job.mask), seconds_since_begun(Path(folder))
        took = time.perf_counter() - began if since is None else since
        played.seconds += took if ended.seconds is None else ended.seconds
        played.printed += left.printed
        before = _settled(played)
        _merge(played, left.told)
        if ended.whole:
            _leave_off(played, frozenset(wanted) - _settled(played), _UNKNOWN)
            return played
        if ended.error is not None:
            _leave_off(played, frozenset(wanted) - _settled(played), ended.error)
            return played
        tried += 1
        if not left.told and tried < _TRIES:  # it was not even begun: another process may
            continue
        _broken(played, left, ended, job.scenario)
        _skip_unreachable(played, job.scenario, wanted)
        rest = frozenset(wanted) - _settled(played)
        if not rest:
            return played
        if _settled(played) == before:
            _give_up(played, rest, ended)
            return played


def _settled(played: CasePlayed) -> frozenset[str]:
    return frozenset(name for name, branch in played.branches.items() if branch.ended)


def _merge(played: CasePlayed, told: Iterable[Told]) -> None:
    """Take over what was told of branches that an earlier worker has not settled."""
    settled = _settled(played)
    for event in told:
        if isinstance(event, BranchVerified):
            played.verified[event.branch] = event.findings
        if isinstance(event, DatabaseWithheld):
            played.withheld[event.branch] = event.secrets
        if isinstance(event, GraphSeen) and event.shape not in played.shapes:
            played.shapes.append(event.shape)
        if event.branch in settled:
            continue
        branch = played.branches.setdefault(event.branch, BranchPlayed())
        match event:
            case BranchBegun() | StepBegun() | DatabaseWithheld() | GraphSeen():
                pass
            case VerifyBegun() | BranchVerified():
                pass
            case ModelsHeard(heard=heard):
                branch.heard = heard
            case StepEnded(index=index, result=result):
                branch.steps[index] = result
            case BranchEnded(skipped=skipped, error=error, used=used):
                branch.ended, branch.skipped, branch.error = True, skipped, error
                branch.used = used
            case _:
                assert_never(event)


def _broken(played: CasePlayed, left: Left, ended: WorkerEnded, scenario: Scenario) -> None:
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


def _skip_unreachable(played: CasePlayed, scenario: Scenario, wanted: Iterable[str]) -> None:
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


def _leave_off(played: CasePlayed, rest: Iterable[str], error: ErrorTold) -> None:
    """Nobody plays what is left."""
    for name in rest:
        branch = played.branches.setdefault(name, BranchPlayed())
        branch.ended, branch.error = True, error


def _give_up(played: CasePlayed, rest: Iterable[str], ended: WorkerEnded) -> None:
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
