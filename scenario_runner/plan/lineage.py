"""The way to a moment as one conversation: the acts that, from an empty storage, lead there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scenario_runner.frozen import frozen
from scenario_runner.language.model import AfterStep
from scenario_runner.plan.operations import (
    After,
    BranchPlan,
    ChatCall,
    LookCall,
    Perform,
    Plan,
    Source,
    step_name,
)


@frozen
class Told:
    """One act of the conversation, and the step it was written for."""

    branch: str
    perform: Perform

    @property
    def name(self) -> str:
        """`BRANCH/STEP`."""
        return f"{self.branch}/{step_name(self.perform.step, self.perform.index)}"


class CannotBeTold(Exception):  # not an error: it is reported
    """A branch that no sequence of acts from the start leads to."""


def acts_of(plan: Plan, branch: str) -> list[Told]:
    """The acts of a branch as a new conversation would hold them. Raises CannotBeTold."""
    planned = next(b for b in plan.branches if b.branch.name == branch)
    return _way(plan, planned, len(planned.operations)).told


@dataclass(kw_only=True, slots=True)
class _Way:
    """A conversation as it grows, and as it stood after each of its steps: also after those
    that it has gone back behind, for there is a way forward to them again."""

    told: list[Told] = field(default_factory=list)
    after: dict[str, list[Told]] = field(default_factory=dict)
    """By `BRANCH/STEP`, in the order they were played."""

    def stand(self, act: Told, told: list[Told]) -> None:
        """The conversation after an act."""
        self.told = self.after[act.name] = told


def _way(plan: Plan, planned: BranchPlan, count: int) -> _Way:
    way = _before(plan, planned.source)
    for operation in planned.operations[:count]:
        if isinstance(operation, Perform):
            act = Told(branch=planned.branch.name, perform=operation)
            way.stand(act, _with(way, act))
    return way


def _before(plan: Plan, source: Source | None) -> _Way:
    if source is None:
        return _Way()
    if not isinstance(source, After):
        raise CannotBeTold("it starts at a moment inside a call")
    parent = next(b for b in plan.branches if b.branch.name == source.branch)
    positions = [
        position
        for position, operation in enumerate(parent.operations)
        if isinstance(operation, Perform) and operation.index == source.index
    ]
    return _way(plan, parent, positions[0] + 1)


def _with(way: _Way, act: Told) -> list[Told]:
    """The conversation with one more act; one that goes back undoes what came after."""
    step, call = act.perform.step, act.perform.call
    if any(e.key == "stale_resume" and e.value.data is True for e in step.expect):
        raise CannotBeTold(f"{act.name} pins a stale answer, which no new conversation gives")
    if isinstance(call, ChatCall):
        raise CannotBeTold(f"{act.name} acts at the anchor of a message, inside a call")
    if step.at is None:
        return [*way.told, act]
    if isinstance(call, LookCall):
        return way.told
    if any(e.key == "refused" for e in step.expect):
        raise CannotBeTold(f"{act.name} is refused for where it goes back to")
    if not isinstance(step.at, AfterStep):
        raise CannotBeTold(f"{act.name} goes back to a moment inside a call")
    wanted = f"{step.at.branch}/{step.at.step}" if step.at.branch else f"/{step.at.step}"
    then = next(way.after[name] for name in reversed(way.after) if name.endswith(wanted))
    here = Told(branch=act.branch, perform=replace(act.perform, step=replace(step, at=None)))
    kept = [
        *(earlier for earlier in way.told if earlier.perform.step.thread != step.thread),
        *(earlier for earlier in then if earlier.perform.step.thread == step.thread),
    ]
    played = list(way.after)
    return [*sorted(kept, key=lambda earlier: played.index(earlier.name)), here]
