"""Playing a case's branches, each in its own world; everything is told as it happens.

Runs in the process that can be killed. Whatever a graph does, playing returns; what a
process that died had done is in its journal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, assert_never

from scenario_runner.engine.observation import Observation
from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.storages import storing
from scenario_runner.engine.stored_thread import take_over
from scenario_runner.engine.world import Snapshot, World, open_world
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.shape import shape_of
from scenario_runner.graphs.surroundings import environment
from scenario_runner.graphs.tracing import Traced, tracing
from scenario_runner.judge.outcome import ends_branch, is_bad
from scenario_runner.language.shape import GraphShape
from scenario_runner.masking.veil import veiled
from scenario_runner.plan.beginning import begun
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.in_force import patches_in
from scenario_runner.plan.operations import (
    BranchPlan,
    Keep,
    Perform,
    Source,
    step_name,
)
from scenario_runner.plan.scripts import scripts_at
from scenario_runner.plan.words import moment_text
from scenario_runner.results.model import ErrorTold
from scenario_runner.suite.anew import Anew, is_told_anew, tell_anew
from scenario_runner.suite.conditions import skip_reason
from scenario_runner.suite.copies import Copies, Start
from scenario_runner.suite.keeping import keep_database, keep_on_server
from scenario_runner.suite.kept import kept_of
from scenario_runner.suite.last_good import Moments, kept_moment
from scenario_runner.suite.scope import scope_of, variables_of
from scenario_runner.suite.step import Manner, fault_told, load_error_told, play_step
from scenario_runner.suite.step_results import skipped_step
from scenario_runner.suite.tapes import taping_from_the_start, taping_of
from scenario_runner.suite.told import (
    BranchBegun,
    BranchEnded,
    BranchVerified,
    GraphSeen,
    Job,
    ModelsHeard,
    StepBegun,
    StepEnded,
    Tell,
    VerifyBegun,
)
from scenario_runner.suite.verify import verify

Alarm = Callable[[float], None]
"""Told the seconds after which the process itself must end; 0 for no longer."""


_CLOSING = 5.0
"""Seconds that a graph has to clean up after a step that would not end."""


class ProcessSpoiled(Exception):
    """A step ran out of time and may have left something running: this process must not go
    on; another one plays the branches that have not ended."""


async def play(job: Job, tell: Tell, alarm: Alarm) -> None:
    """Play the job's branches. Raises ProcessSpoiled where another process must go on."""
    traced = tracing(job.traced, job.mask)
    with veiled(job.mask), environment(job.secrets), traced, storing(job.storage):
        await _play(job, tell, alarm)


async def _play(job: Job, tell: Tell, alarm: Alarm) -> None:
    player = _Player(job, tell, alarm)
    try:
        player.variables = variables_of(job.scenario, job.secrets)
        for planned in player.plan.branches:
            if job.beginning is None or planned.branch.name == job.beginning.branch:
                await player.branch(planned)
    except StepFault as fault:
        for planned in player.plan.branches:
            tell(BranchEnded(branch=planned.branch.name, error=fault_told(fault)))
    finally:
        player.copies.close()


class _Player:
    """The state of playing one job."""

    def __init__(self, job: Job, tell: Tell, alarm: Alarm) -> None:
        self.job, self.tell, self.alarm = job, tell, alarm
        self.plan = begun(compile_plan(job.scenario, only=job.only), job.beginning)
        self.copies = Copies(job.scenario.graph.place)
        self.variables: Mapping[str, Any] = {}
        self.deadline = time.monotonic() + job.timeout
        self.ends: dict[str, Observation] = {}
        """What the last step of each branch that came to its end observed."""
        self.used: dict[str, dict[str, int]] = {}
        """By branch, how far its scripted objects had come at its end."""
        self.moments = Moments(job.scenario, job.keep, job.mask)
        self.played: dict[tuple[str, int], Observation] = {}
        """What steps observed, of branches that others have to tell anew."""
        self.shapes: set[GraphShape] = set()
        """Of the graphs that were told of."""
        self.bad: set[str] = set()
        """The branches with a step that is not well."""

    async def branch(self, planned: BranchPlan) -> None:
        """Play one branch."""
        name, source = planned.branch.name, planned.source
        snapshot = self._start(source)
        skipped, error = skip_reason(planned.branch.skip), None
        if skipped is None and source is not None and snapshot is None:
            skipped = f"it starts after {moment_text(source, self.plan)}, which did not run"
        if isinstance(snapshot, StepFault):
            error = fault_told(snapshot)
        elif skipped is None:
            self._begin(name)
            error = await self._in_world(planned, snapshot)
        elif isinstance(snapshot, Snapshot):
            snapshot.close()
        used = self.used.get(name)
        self.tell(BranchEnded(branch=name, skipped=skipped, error=error, used=used))
        if self.job.verify and planned.wanted and name in self.ends:
            await self._verify(planned, self.ends[name])

    def _scope(self, name: str) -> dict[str, Any]:
        """The variables of a branch: its own row first, then its own, then those of the
        branches it comes from, then the case's and the scenario's. Raises StepFault."""
        return scope_of(self.plan, name, self.variables)

    def _begin(self, name: str) -> None:
        left = max(self.deadline - time.monotonic(), 0.001)
        self.tell(BranchBegun(branch=name, timeout=left))
        self.alarm(left)

    async def _verify(self, planned: BranchPlan, end: Observation) -> None:
        """Tell the branch as a new conversation, and compare where the two end."""
        name = planned.branch.name
        self.tell(VerifyBegun(branch=name, timeout=self.job.timeout))
        self.alarm(self.job.timeout)
        taping = taping_from_the_start(self.plan, planned, self.job.mask)
        findings = await verify(self.plan, planned, end, self._scope, taping, self.job.timeout)
        self.alarm(0)
        self.tell(BranchVerified(branch=name, findings=findings))

    def _start(self, source: Source | None) -> Start | None:
        """What a branch is opened on; None for an empty storage, or where nothing was kept."""
        if self.job.beginning is not None:
            return kept_moment(self.job.beginning, self.job.scenario.graph.place)
        return self.copies.take(source) if source is not None else None

    async def _in_world(
        self, planned: BranchPlan, snapshot: Snapshot | Anew | None
    ) -> ErrorTold | None:
        graph, name = self.job.scenario.graph, planned.branch.name
        try:
            variables = self._scope(name)
            models = scripts_at(self.plan, name)
            taping = taping_of(self.plan, planned, self.job.record, self.job.mask)
            patches = patches_in(self.plan, planned)
            async with open_world(
                graph,
                variables=variables,
                source=snapshot if isinstance(snapshot, Snapshot) else None,
                models=models,
                taping=taping,
                patches=patches,
                overhears=self.job.record_models,
            ) as world:
                self._draw(name, world)
                if snapshot is None and self.job.scenario.thread_from is not None:
                    await take_over(world, self.job.scenario.thread_from)
                if isinstance(snapshot, Anew):
                    await tell_anew(world, self.plan, planned, self.played, self._scope)
                await self._steps(planned, world)
                if self.job.record_models:
                    self.tell(ModelsHeard(branch=name, heard=await world.heard()))
                keep_on_server(self.job, name, world, self.tell)
                bad = name in self.bad
                keep_database(self.job, name, world, self.moments, self.tell, bad=bad)
                self.used[name] = world.memory.positions.counts()
        except GraphLoadError as error:
            return load_error_told(error, graph)
        except StepFault as fault:
            return fault_told(fault)
        return None

    def _draw(self, branch: str, world: World) -> None:
        shape = shape_of(world.app)
        if shape is not None and shape not in self.shapes:
            self.shapes.add(shape)
            self.tell(GraphSeen(branch=branch, shape=shape))

    async def _steps(self, planned: BranchPlan, world: World) -> None:
        name, ended, ran = planned.branch.name, False, False
        for operation in planned.operations:
            match operation:
                case Perform(index=index) if ended:
                    ran = False
                    told = StepEnded(branch=name, index=index, result=skipped_step(operation))
                    self.tell(told)
                case Perform(index=index):
                    ended, ran = await self._step(planned, operation, world)
                case Keep() if ran:
                    self.alarm(0)
                    await self.copies.keep(operation, world)
                case Keep():
                    pass
                case _:
                    assert_never(operation)
        self.alarm(0)

    async def _step(
        self, planned: BranchPlan, operation: Perform, world: World
    ) -> tuple[bool, bool]:
        """Whether the branch ends with this step, and whether the step ran."""
        name, step, index = planned.branch.name, operation.step, operation.index
        left = max(self.deadline - time.monotonic(), 0.001)
        timeout = min(step.timeout, left) if step.timeout is not None else left
        if name not in self.bad:
            self.moments.pass_by(name, index, world)
        self.tell(StepBegun(branch=name, index=index, timeout=timeout))
        self.alarm(timeout)
        called = step_name(step, index)
        manner = Manner(
            name=f"{name}/{called}",
            seconds=timeout,
            loudness=dict(self.job.scenario.checks),
            ends_branch=index == len(planned.branch.steps) - 1,
            kept=kept_of(self.job, name, called),
        )
        if self.job.traced is not None:
            told_as = self.job.scenario.case_name
            world.traced = Traced(scenario=told_as, branch=name, step=called)
        played = await play_step(world, operation, manner)
        if step.timeout is not None:  # else the next step has until then too
            self.alarm(0)
        world.memory.reach(name, called, step.thread, world.storage.mark())
        self.tell(StepEnded(branch=name, index=index, result=played.result))
        if is_bad(played.result.outcome):
            self.bad.add(name)
        if played.result.observation is not None and is_told_anew(world):
            self.played[name, index] = played.result.observation
        if manner.ends_branch and played.result.observation is not None:
            self.ends[name] = played.result.observation
        if played.timed_out:
            self.moments.keep(name, world)
            if self.job.own_process:
                self.alarm(_CLOSING)
                raise ProcessSpoiled
            self.deadline = time.monotonic() + self.job.timeout
        return ends_branch(played.result.outcome), played.ran
