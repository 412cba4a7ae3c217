"""Playing a case's branches, each in its own world; everything is told as it happens.

Runs in the process that can be killed. Whatever a graph does, playing returns; what a
process that died had done is in its journal.
"""

from __future__ import annotations

from scenario_runner.engine.observation import Observation
from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.snapshot import Snapshot
from scenario_runner.engine.storages import storing
from scenario_runner.engine.stored_thread import take_over
from scenario_runner.engine.world import World, open_world
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.shape import shape_of
from scenario_runner.graphs.surroundings import environment
from scenario_runner.graphs.tracing import tracing
from scenario_runner.masking.veil import veiled
from scenario_runner.plan.beginning import begun
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.in_force import patches_in
from scenario_runner.plan.operations import BranchPlan, Source
from scenario_runner.plan.scripts import scripts_at
from scenario_runner.plan.words import moment_text
from scenario_runner.results.model import ErrorTold
from scenario_runner.suite.anew import Anew, tell_anew
from scenario_runner.suite.conditions import skip_reason
from scenario_runner.suite.copies import Start
from scenario_runner.suite.keeping import keep_database, keep_on_server
from scenario_runner.suite.last_good import kept_moment
from scenario_runner.suite.play_steps import play_steps
from scenario_runner.suite.playing import Alarm, Playing, playing_of
from scenario_runner.suite.scope import variables_of
from scenario_runner.suite.step import fault_told, load_error_told
from scenario_runner.suite.tapes import taping_from_the_start, taping_of
from scenario_runner.suite.told import (
    BranchBegun,
    BranchEnded,
    BranchVerified,
    GraphSeen,
    Job,
    ModelsHeard,
    Tell,
    VerifyBegun,
)
from scenario_runner.suite.verify import verify


async def play(job: Job, tell: Tell, alarm: Alarm) -> None:
    """Play the job's branches. Raises ProcessSpoiled where another process must go on."""
    traced = tracing(job.traced, job.mask)
    with veiled(job.mask), environment(job.secrets), traced, storing(job.storage):
        plan = begun(compile_plan(job.scenario, only=job.only), job.beginning)
        await _play(playing_of(job, plan, tell, alarm))


async def _play(playing: Playing) -> None:
    job = playing.job
    try:
        playing.variables = variables_of(job.scenario, job.secrets)
        for planned in playing.plan.branches:
            if job.beginning is None or planned.branch.name == job.beginning.branch:
                await _branch(playing, planned)
    except StepFault as fault:
        for planned in playing.plan.branches:
            playing.tell(BranchEnded(branch=planned.branch.name, error=fault_told(fault)))
    finally:
        playing.copies.close()


async def _branch(playing: Playing, planned: BranchPlan) -> None:
    """Play one branch."""
    name, source = planned.branch.name, planned.source
    start = _start(playing, source)
    skipped, error = skip_reason(planned.branch.skip), None
    if skipped is None and source is not None and start is None:
        skipped = f"it starts after {moment_text(source, playing.plan)}, which did not run"
    if isinstance(start, StepFault):
        error = fault_told(start)
    elif skipped is None:
        left = playing.left()
        playing.tell(BranchBegun(branch=name, timeout=left))
        playing.alarm(left)
        error = await _in_world(playing, planned, start)
    elif isinstance(start, Snapshot):
        start.close()
    used = playing.used.get(name)
    playing.tell(BranchEnded(branch=name, skipped=skipped, error=error, used=used))
    if playing.job.verify and planned.wanted and name in playing.ends:
        await _verify(playing, planned, playing.ends[name])


def _start(playing: Playing, source: Source | None) -> Start | None:
    """What a branch is opened on; None for an empty storage, or where nothing was kept."""
    if playing.job.beginning is not None:
        return kept_moment(playing.job.beginning, playing.job.scenario.graph.place)
    return playing.copies.take(source) if source is not None else None


async def _in_world(
    playing: Playing, planned: BranchPlan, start: Snapshot | Anew | None
) -> ErrorTold | None:
    """Play a branch in a world of its own; None, or what kept it from its end."""
    job, graph, name = playing.job, playing.job.scenario.graph, planned.branch.name
    try:
        async with open_world(
            graph,
            variables=playing.scope(name),
            source=start if isinstance(start, Snapshot) else None,
            models=scripts_at(playing.plan, name),
            taping=taping_of(playing.plan, planned, job.record, job.mask),
            patches=patches_in(playing.plan, planned),
            overhears=job.record_models,
        ) as world:
            _draw(playing, name, world)
            if start is None and job.scenario.thread_from is not None:
                await take_over(world, job.scenario.thread_from)
            if isinstance(start, Anew):
                await tell_anew(world, playing.plan, planned, playing.played, playing.scope)
            await play_steps(playing, planned, world)
            await _keep(playing, name, world)
    except GraphLoadError as error:
        return load_error_told(error, graph)
    except StepFault as fault:
        return fault_told(fault)
    return None


def _draw(playing: Playing, branch: str, world: World) -> None:
    shape = shape_of(world.app)
    if shape is not None and shape not in playing.shapes:
        playing.shapes.add(shape)
        playing.tell(GraphSeen(branch=branch, shape=shape))


async def _keep(playing: Playing, name: str, world: World) -> None:
    """What is kept of a branch that has come to its end."""
    job, tell = playing.job, playing.tell
    if job.record_models:
        tell(ModelsHeard(branch=name, heard=await world.heard()))
    keep_on_server(job, name, world, tell)
    keep_database(job, name, world, playing.moments, tell, bad=name in playing.bad)
    playing.used[name] = world.memory.positions.counts()


async def _verify(playing: Playing, planned: BranchPlan, end: Observation) -> None:
    """Tell the branch as a new conversation, and compare where the two end."""
    name, plan, seconds = planned.branch.name, playing.plan, playing.job.timeout
    playing.tell(VerifyBegun(branch=name, timeout=seconds))
    playing.alarm(seconds)
    taping = taping_from_the_start(plan, planned, playing.job.mask)
    findings = await verify(plan, planned, end, playing.scope, taping, seconds)
    playing.alarm(0)
    playing.tell(BranchVerified(branch=name, findings=findings))
