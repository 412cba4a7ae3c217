"""Moments: from what a scenario names to the checkpoint it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from scenario_runner.engine.chat import anchor_of
from scenario_runner.engine.memory import Made, Memory
from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.witness import Mark, names_in
from scenario_runner.engine.world import World
from scenario_runner.frozen import frozen
from scenario_runner.language.model import AfterStep, AtMessage, BeforeNode, InStep, Moment, Start


@frozen
class Target:
    """A moment that was found: where, when, and how many answers had been heard."""

    thread: str
    checkpoint: str | None
    mark: Mark
    order: int
    inside: str | None = None
    """The subgraph whose checkpoint it is; None for the thread's own."""


async def find_inside(
    world: World, moment: BeforeNode | AtMessage | InStep, *, branch: str, thread: str
) -> Made:
    """The checkpoint a moment means, among those this world has made. Raises StepFault."""
    made = [m for m in world.memory.made if m.put.thread == (moment.thread or thread)]
    match moment:
        case BeforeNode():
            return _before(moment, made)
        case InStep():
            return _in_step(moment, made, f"{moment.branch or branch}/{moment.step}")
        case AtMessage(message=message):
            on = moment.thread or thread
            checkpoint = await anchor_of(world, on, message, "first_seen_parent", moment.place)
            return next(m for m in made if m.put.id == checkpoint and m.put.namespace == "")
        case _:
            assert_never(moment)


async def find_target(world: World, moment: Moment, thread: str) -> Target:
    """Where a step with `at` goes. Raises StepFault."""
    match moment:
        case Start(place=place):
            hint = "go back to a step, or branch from start"
            raise StepFault("nothing can be done at start: the storage is empty", hint, place)
        case AfterStep(step=step, branch=branch):
            return _after(moment, f"{branch}/{step}" if branch else step, world.memory, thread)
        case BeforeNode() | InStep() | AtMessage():
            branch = _branch_of(world.memory, moment)
            made = await find_inside(world, moment, branch=branch, thread=thread)
            _same_thread(made.put.thread, thread, moment)
            return Target(
                thread=thread,
                checkpoint=made.put.id,
                mark=made.put.mark,
                order=made.order,
                inside="/".join(names_in(made.put.namespace)) or None,
            )
        case _:
            assert_never(moment)


def _branch_of(memory: Memory, moment: BeforeNode | InStep | AtMessage) -> str:
    """The nearest branch of this lineage that has the step."""
    if isinstance(moment, InStep) and (reached := memory.reached.get(moment.step)):
        return reached.name.removesuffix(f"/{moment.step}")
    return "main"


def _after(moment: AfterStep, name: str, memory: Memory, thread: str) -> Target:
    reached = memory.reached.get(name)
    if reached is None:
        known = ", ".join(key for key in memory.reached if "/" in key)
        message = f'"{name}" has not been played in this branch'
        raise StepFault(message, f"there is {known}" if known else None, moment.place)
    _same_thread(reached.thread, thread, moment)
    return Target(
        thread=thread, checkpoint=reached.checkpoint, mark=reached.mark, order=reached.order
    )


def _same_thread(found: str, wanted: str, moment: Moment) -> None:
    if found != wanted:
        message = f'the moment is one of thread "{found}", and the step acts on "{wanted}"'
        hint = "go back only in the same thread; name it with thread"
        raise StepFault(message, hint, moment.place)


def _before(moment: BeforeNode, made: Sequence[Made]) -> Made:
    for one in reversed(made):
        if moment.node in _next_paths(one):
            return one
    known = sorted({path for one in made for path in _next_paths(one)})
    message = f'no checkpoint of this branch has "{moment.node}" next'
    raise StepFault(message, f"next were {', '.join(known)}" if known else None, moment.place)


def _next_paths(made: Made) -> list[str]:
    around = names_in(made.put.namespace) if made.put.namespace else ()
    return ["/".join((*around, node)) for node in made.next]


def _in_step(moment: InStep, made: Sequence[Made], name: str) -> Made:
    candidates = [m for m in made if m.made_in == name and m.put.namespace == ""]
    found = [m for m in candidates if _fits(moment, m)]
    listed = ", ".join(_told(m) for m in candidates)
    hint = f"the step made, oldest first: {listed}" if listed else "the step made no checkpoint"
    if moment.nth is not None:
        if not -len(found) <= moment.nth < len(found):
            message = f"{len(found)} checkpoints fit, so there is no number {moment.nth}"
            raise StepFault(message, hint, moment.place)
        return found[moment.nth]
    if len(found) != 1:
        count = "no checkpoint fits" if not found else f"{len(found)} checkpoints fit"
        hint += "; say which one with source, next or nth (0 is the first, -1 the last)"
        raise StepFault(f"{count}; it must be just one", hint, moment.place)
    return found[0]


def _told(made: Made) -> str:
    return f"{made.put.source} ({' and '.join(made.next) or 'nothing'} next)"


def _fits(moment: InStep, made: Made) -> bool:
    if moment.source is not None and made.put.source != moment.source:
        return False
    return moment.next is None or sorted(moment.next) == sorted(made.next)
