"""One step: acted, saved, judged. Always a result."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from scenario_runner.engine.act import Deed, perform
from scenario_runner.engine.observation import Raised
from scenario_runner.engine.own_checks import ask
from scenario_runner.engine.prepare import StepFault, saved
from scenario_runner.engine.stacks import Lookout
from scenario_runner.engine.world import World
from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.judge.checks import check_end, check_step
from scenario_runner.judge.judge import judge
from scenario_runner.judge.outcome import step_outcome, unexpected_end
from scenario_runner.judge.snapshot import NOT_KEPT, Kept
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.model import CheckName, Graph, Loudness, Step
from scenario_runner.language.value import Value
from scenario_runner.plan.operations import Perform
from scenario_runner.results.model import ErrorTold, StepResult
from scenario_runner.suite.step_results import broken_step, step_result, timeout_told


@frozen
class StepPlayed:
    """A step's result, and whether the branch stands where the step left it."""

    result: StepResult
    ran: bool
    timed_out: bool = False


@frozen
class Manner:
    """How a step is played."""

    name: str
    """`BRANCH/STEP`."""
    seconds: float
    """How long it may take."""
    loudness: Mapping[CheckName, Loudness]
    ends_branch: bool
    """Whether it is the last of its branch."""
    kept: Kept = NOT_KEPT
    """What a `snapshot` of it is compared with."""


async def play_step(world: World, operation: Perform, manner: Manner) -> StepPlayed:
    """Play a step and judge it. What was seen of one whose storage went away is no judgement."""
    began = time.perf_counter()
    try:
        played = await _play_step(world, operation, manner)
    except Exception:
        if not world.storage.is_lost():
            raise
        played = None
    if played is None or (world.storage.is_lost() and not played.timed_out):
        return _failed(operation, _LOST, time.perf_counter() - began)
    return played


_LOST = ErrorTold(
    kind="storage",
    message="the storage has gone away: its server has ended the connection",
    hint="see whether it still runs, and run again",
)


async def _play_step(world: World, operation: Perform, manner: Manner) -> StepPlayed:
    began, lookout = time.perf_counter(), Lookout(manner.seconds)
    try:
        async with lookout, asyncio.timeout(manner.seconds):
            deed = await perform(
                world, operation.step, operation.call, manner.name, operation.watch
            )
            for save in operation.step.save:
                found = saved(save, deed.observation.to_data())
                world.memory.saved = {**world.memory.saved, save.name: found}
            expected = _expected(world, operation.step)
            deed = await _asked(world, expected, deed)
            findings = _judged(world, operation.step, expected, deed, manner)
    except TimeoutError as late:
        error = timeout_told(operation.step, manner.seconds, lookout.where_it_hangs(late))
        return _failed(operation, error, time.perf_counter() - began, timed_out=True)
    except StepFault as fault:
        return _failed(operation, fault_told(fault), time.perf_counter() - began)
    except GraphLoadError as error:  # its storage cannot be opened again
        told = load_error_told(error, world.graph)
        return _failed(operation, told, time.perf_counter() - began)
    keys = [expectation.key for expectation in operation.step.expect]
    wrong = _unanswered(world, deed) or _unexpected(deed, keys)
    outcome = step_outcome(findings, deed.observation, keys)
    result = step_result(
        operation,
        "error" if wrong is not None else outcome,
        given=deed.given,
        observation=deed.observation,
        findings=findings,
        error=wrong,
        duration=time.perf_counter() - began,
    )
    return StepPlayed(result=result, ran=True)


Expected: TypeAlias = Sequence[tuple[str, Value]]
"""The entries of an `expect`, ready to be compared."""


def _expected(world: World, step: Step) -> Expected:
    writing = world.writing()
    return [(expected.key, writing.expected(expected)) for expected in step.expect]


async def _asked(world: World, expected: Expected, deed: Deed) -> Deed:
    """The deed, with what the user's own checks say of it: the judge runs nobody's code."""
    names = next((value.data for key, value in expected if key == "check"), None)
    if names is None:
        return deed
    complaints = await ask(names, deed.observation, world.graph)
    return replace(deed, observation=replace(deed.observation, complaints=complaints))


def _judged(
    world: World, step: Step, expected: Expected, deed: Deed, manner: Manner
) -> tuple[Finding, ...]:
    moments = _moments(world, step)
    findings = judge(expected, deed.observation, moments=moments, kept=manner.kept)
    checks = check_step(deed.observation, step.place, expected, manner.loudness)
    if not manner.ends_branch:
        return (*findings, *checks)
    return (*findings, *checks, *check_end(deed.observation, step.place, expected, manner.loudness))


def _moments(world: World, step: Step) -> Mapping[str, str | None]:
    """The moments that have names, where an expectation may name one."""
    asked = any(expectation.key == "checkpoints" for expectation in step.expect)
    return world.memory.moments() if asked else {}


def _unexpected(deed: Deed, expected: Sequence[str]) -> ErrorTold | None:
    """The error that an unexpected end is."""
    observation = deed.observation
    end = unexpected_end(observation, expected)
    if end == "refused" and (refused := observation.refused) is not None:
        return ErrorTold(
            kind="refused", message=refused.reason, hint=refused.hint, pending=refused.pending
        )
    if end == "raised" and (raised := observation.raises) is not None:
        return ErrorTold(
            kind="raised",
            message=f"the graph raised {raised.type}" + (raised.message and f": {raised.message}"),
            hint=_hint(raised),
            traceback=raised.traceback,
        )
    return None


_UNSTORABLE = (
    "msgpack serializable", "Recursion limit reached", "Integer exceeds 64-bit range",
)  # fmt: skip
"""What the serializer of LangGraph says."""


def _hint(raised: Raised) -> str:
    if any(words in raised.message for words in _UNSTORABLE):
        return "what the state holds is stored after each step; return what can be stored"
    return "expect it with raises, or mend the graph"


def _unanswered(world: World, deed: Deed) -> ErrorTold | None:
    """The error of requests that no recording answers, also where the graph made do without."""
    missed = world.held.missed()
    if not missed:
        return None
    more = f" (and {len(missed) - 1} more)" if len(missed) > 1 else ""
    hint = "record it with run --record missing, or mend what the graph asks for"
    raised = deed.observation.raises
    traceback = raised.traceback if raised is not None else None
    return ErrorTold(kind="unrecorded", message=missed[0] + more, hint=hint, traceback=traceback)


def fault_told(fault: StepFault) -> ErrorTold:
    """The error of a step that cannot be played as written."""
    return ErrorTold(kind="template", message=fault.message, hint=fault.hint, place=fault.place)


def load_error_told(error: GraphLoadError, graph: Graph) -> ErrorTold:
    """The error of a graph that cannot be loaded."""
    return ErrorTold(
        kind="graph",
        message=error.message,
        hint=error.hint,
        traceback=error.traceback,
        place=error.place or graph.place,
    )


def _failed(
    operation: Perform, error: ErrorTold, duration: float, *, timed_out: bool = False
) -> StepPlayed:
    result = broken_step(operation, error, duration)
    return StepPlayed(result=result, ran=False, timed_out=timed_out)
