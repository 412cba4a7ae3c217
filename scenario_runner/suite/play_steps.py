"""Playing the steps of one branch in its world."""

from __future__ import annotations

from typing import Final, assert_never

from scenario_runner.engine.world import World
from scenario_runner.graphs.tracing import Traced
from scenario_runner.judge.outcome import ends_branch, is_bad
from scenario_runner.plan.operations import BranchPlan, Keep, Perform, step_name
from scenario_runner.suite.anew import is_told_anew
from scenario_runner.suite.kept import kept_of
from scenario_runner.suite.playing import Playing
from scenario_runner.suite.step import Manner, StepPlayed, play_step
from scenario_runner.suite.step_results import skipped_step
from scenario_runner.suite.told import StepBegun, StepEnded

_CLOSING: Final = 5.0
"""Seconds that a graph has to clean up after a step that would not end."""


class ProcessSpoiled(Exception):
    """A step ran out of time and may have left something running: this process must not go
    on; another one plays the branches that have not ended."""


async def play_steps(playing: Playing, planned: BranchPlan, world: World) -> None:
    """Play the steps of a branch and keep the moments that others start from, up to the step that
    ends it. Raises ProcessSpoiled."""
    name, ended, ran = planned.branch.name, False, False
    for operation in planned.operations:
        match operation:
            case Perform(index=index) if ended:
                ran = False
                skipped = skipped_step(operation)
                playing.tell(StepEnded(branch=name, index=index, result=skipped))
            case Perform():
                ended, ran = await _step(playing, planned, operation, world)
            case Keep() if ran:
                playing.alarm(0)
                await playing.copies.keep(operation, world)
            case Keep():
                pass
            case _:
                assert_never(operation)
    playing.alarm(0)


async def _step(
    playing: Playing, planned: BranchPlan, operation: Perform, world: World
) -> tuple[bool, bool]:
    """Whether the branch ends with this step, and whether the step ran."""
    name, step, index = planned.branch.name, operation.step, operation.index
    manner = _manner(playing, planned, operation)
    if name not in playing.bad:
        playing.moments.pass_by(name, index, world)
    playing.tell(StepBegun(branch=name, index=index, timeout=manner.seconds))
    playing.alarm(manner.seconds)
    if playing.job.traced is not None:
        told_as = playing.job.scenario.case_name
        called = step_name(step, index)
        world.traced = Traced(scenario=told_as, branch=name, step=called)
    played = await play_step(world, operation, manner)
    if step.timeout is not None:  # else the next step has until then too
        playing.alarm(0)
    world.memory.reach(name, step_name(step, index), step.thread, world.storage.mark())
    playing.tell(StepEnded(branch=name, index=index, result=played.result))
    _note(playing, planned, index, played, world)
    if played.timed_out:
        _give_away(playing, name, world)
    return ends_branch(played.result.outcome), played.ran


def _manner(playing: Playing, planned: BranchPlan, operation: Perform) -> Manner:
    """How a step is played: in the time that it has, and the case has left."""
    name, step, left = planned.branch.name, operation.step, playing.left()
    called = step_name(step, operation.index)
    return Manner(
        name=f"{name}/{called}",
        seconds=min(step.timeout, left) if step.timeout is not None else left,
        loudness=dict(playing.job.scenario.checks),
        ends_branch=_is_last(planned, operation.index),
        kept=kept_of(playing.job, name, called),
    )


def _is_last(planned: BranchPlan, index: int) -> bool:
    return index == len(planned.branch.steps) - 1


def _note(
    playing: Playing, planned: BranchPlan, index: int, played: StepPlayed, world: World
) -> None:
    """What later branches and comparisons ask of this step."""
    name, observation = planned.branch.name, played.result.observation
    if is_bad(played.result.outcome):
        playing.bad.add(name)
    if observation is not None and is_told_anew(world):
        playing.played[name, index] = observation
    if observation is not None and _is_last(planned, index):
        playing.ends[name] = observation


def _give_away(playing: Playing, name: str, world: World) -> None:
    """A step that would not end: another process goes on, or this one with new time. Raises
    ProcessSpoiled."""
    playing.moments.keep(name, world)
    if playing.job.own_process:
        playing.alarm(_CLOSING)
        raise ProcessSpoiled
    playing.begin_anew()
