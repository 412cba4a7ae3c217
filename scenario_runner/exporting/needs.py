"""What the later parts of a script need of the earlier ones, found before it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario_runner.language.model import AfterStep, Moment, Scenario, Step
from scenario_runner.plan.operations import (
    AnswerOnly,
    AnswerSome,
    BranchPlan,
    Call,
    InvokeCall,
    LookCall,
    Perform,
    Plan,
    ReloadCall,
    Source,
    step_name,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """A step as one of a conversation."""

    branch: str
    perform: Perform

    @property
    def key(self) -> str:
        """`BRANCH/STEP`, as the script calls the moment after it."""
        return f"{self.branch}/{step_name(self.perform.step, self.perform.index)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A step, and those played before it in the same storage, the oldest first."""

    before: tuple[Played, ...]
    now: Played

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.now.perform.step

    @property
    def call(self) -> Call:
        """What it makes."""
        return self.now.perform.call

    def named(self, branch: str | None, step: str) -> Played | None:
        """The nearest step of that name; of that branch where one is said."""
        for played in reversed(self.before):
            name = played.key.removeprefix(f"{played.branch}/")
            if name == step and branch in (None, played.branch):
                return played
        return None

    def moment(self, moment: Moment) -> Played | None:
        """The step that a moment comes right after."""
        return self.named(moment.branch, moment.step) if isinstance(moment, AfterStep) else None

    def parent(self, written: object) -> Played | None:
        """The step that `checkpoints: {parent}` names."""
        if not isinstance(written, str):
            return None
        branch, slash, step = written.rpartition("/")
        return self.named(branch if slash else None, step)

    def acted_on(self) -> Played | None:
        """The step that left the thread where this one goes on."""
        thread = self.step.thread
        return next((p for p in reversed(self.before) if p.perform.step.thread == thread), None)

    def until(self, played: Played) -> Conversation:
        """The same at an earlier step."""
        position = self.before.index(played)
        return Conversation(before=self.before[:position], now=played)

    def given_at(self, target: Played) -> list[tuple[Played, Played]]:
        """The answers that may have been given at the checkpoint of a moment before it: the
        step where each was given, and the step that gave it; the oldest first."""
        found: list[tuple[Played, Played]] = []
        for played in (target, *reversed(self.until(target).before)):
            step, call = played.perform.step, played.perform.call
            if step.thread != target.perform.step.thread or isinstance(call, LookCall | ReloadCall):
                continue
            answers = isinstance(call, InvokeCall) and isinstance(
                call.payload, AnswerOnly | AnswerSome
            )
            where = self.until(played).acted_on()
            if not answers or where is None or step.at is not None or refused(step):
                break
            found.insert(0, (where, played))
        return found


def refused(step: Step) -> bool:
    """Whether the step's act is expected to be refused."""
    return any(e.key == "refused" and e.value.data != {"$absent": True} for e in step.expect)


def conversations(plan: Plan) -> Iterator[Conversation]:
    """Every step of a plan with what comes before it."""
    for planned in plan.branches:
        before = list(lineage(plan, planned.source))
        for operation in planned.operations:
            if isinstance(operation, Perform):
                now = Played(branch=planned.branch.name, perform=operation)
                yield Conversation(before=tuple(before), now=now)
                before.append(now)


def lineage(plan: Plan, source: Source | None) -> Iterator[Played]:
    """The steps that lead to where a branch starts."""
    if source is None:
        return
    parent = planned_as(plan, source.branch)
    yield from lineage(plan, parent.source)
    for operation in parent.operations:
        if isinstance(operation, Perform) and operation.index <= source.index:
            yield Played(branch=parent.branch.name, perform=operation)


def planned_as(plan: Plan, name: str) -> BranchPlan:
    """The plan of the branch called so."""
    return next(planned for planned in plan.branches if planned.branch.name == name)


def remembered(plan: Plan) -> frozenset[str]:
    """The moments whose checkpoints the script has to remember."""
    found: set[str] = set()
    for talk in conversations(plan):
        step = talk.step
        if step.at is not None and (target := talk.moment(step.at)) is not None:
            found.add(target.key)
            found |= {where.key for where, _ in talk.given_at(target)}
        for expectation in step.expect:
            data = expectation.value.data
            if expectation.key == "checkpoints" and isinstance(data, dict):
                parent = talk.parent(data.get("parent"))
                found |= {parent.key} if parent is not None else set()
    return frozenset(found)


def nests(scenario: Scenario) -> bool:
    """Whether the scenario speaks of the inside of subgraphs."""
    for branch in scenario.branches:
        for step in branch.steps:
            if any(e.key == "subgraphs" for e in step.expect):
                return True
            if "/" in str([e.value.data for e in step.expect if e.key == "interrupts"]):
                return True
    return False
