"""Going back in a thread to answer differently, and being right about it.

LangGraph hands an old answer to a new question when a resume names an old checkpoint
(`direct`, issue 6663). Two ways can do better: `replay` runs again from the checkpoint, so
that the node asks anew; `copy` forks the checkpoint first. Which of them is exact depends on
the graph's shape and on LangGraph's version, so `auto` looks: it takes a way, gives again the
answers that had been given before the moment, and compares where the thread stands with
where it stood. Only if values, next, interrupts and subgraphs are the same, it goes on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Protocol

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command
from packaging.version import Version

from scenario_runner.engine.answers import RefusedError
from scenario_runner.engine.memory import Heard, Memory
from scenario_runner.engine.moments import Target
from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import Refused
from scenario_runner.engine.outgoing import Outgoing
from scenario_runner.engine.run import Ran, Run, Update, run
from scenario_runner.engine.state import State
from scenario_runner.engine.witness import names_in
from scenario_runner.engine.world import World, at_checkpoint
from scenario_runner.language.model import Via
from scenario_runner.matching.same import alike

REPLAY_ASKS_ANEW = Version("1.1.7")
"""Since then a replay forgets the answers it finds at the checkpoint."""

_MOST_AGAIN = 1000
"""Answers given again before a way counts as one that never gets there."""


class Compose(Protocol):
    """What would be sent at a state, by what is remembered. Raises RefusedError."""

    def __call__(self, state: State, memory: Memory | None = None) -> Outgoing:
        """`memory` is the world's own unless another one is given."""


@dataclass(kw_only=True, slots=True)
class Arrived:
    """Where a way led: what is pending there, and how to send the answer."""

    via: Via
    state: State
    config: RunnableConfig
    reran: Counter[str] = field(default_factory=Counter)
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """What a way needs to know."""

    world: World
    config: RunnableConfig
    keywords: dict[str, Any]
    target: Target
    exact: State
    """The state as it stood at the moment."""
    name: str
    """`BRANCH/STEP` of the step that travels."""
    compose: Compose
    """What would be sent where a way led. Raises RefusedError."""
    past: Memory
    """What was known at the moment."""
    now: int
    """How many answers had been heard when it began."""
    bare: bool
    """Whether the answer is sent bare, so that LangGraph need not list its question."""

    @property
    def thread(self) -> str:
        """The thread travelled in."""
        return self.target.thread

    def there(self) -> RunnableConfig:
        """The config of the checkpoint to go back to."""
        return at_checkpoint(self.config, self.target.checkpoint or "")

    def again(self) -> list[Heard]:
        """The answers that had been given at the checkpoint before the moment."""
        checkpoint = self.target.checkpoint or ""
        return self.world.memory.answered(self.thread, checkpoint, self.target.order)


def answered_since(memory: Memory, target: Target, now: int) -> bool:
    """Whether an answer was given on the thread between the moment and `now`, the number of
    answers heard by then."""
    heard = (h for many in memory.heard.values() for h in many if h.thread == target.thread)
    if any(target.order <= h.order < now for h in heard):
        return True
    _, bare = memory.bare.get(target.thread, (None, -1))
    return target.order <= bare < now


async def go(journey: Journey, via: Via) -> Arrived:
    """Go back to the moment. Raises RefusedError where `auto` finds no exact way."""
    match via:
        case "direct":
            return Arrived(via="direct", state=journey.exact, config=journey.there())
        case "replay":
            return await _replay(journey)
        case "copy":
            return await _copy(journey)
        case "auto":
            return await _auto(journey)


async def _auto(journey: Journey) -> Arrived:
    world = journey.world
    tried: list[str] = []
    for via in _order(journey):
        kept = world.snapshot()
        try:
            arrived = await go(journey, via)
            why_not = await _difference(journey, arrived) or _unsendable(journey, arrived)
        except BaseException:
            kept.close()
            raise
        if why_not is None:
            kept.close()
            arrived.tried = tuple(tried)
            return arrived
        tried.append(f"{via} is not exact here: {why_not}")
        world.go_back(kept)
    raise RefusedError(
        Refused(
            reason="no way back in this thread is exact: " + "; ".join(tried),
            hint="branch from the moment instead: a branch is a copy of the whole storage",
        )
    )


def _unsendable(journey: Journey, arrived: Arrived) -> str | None:
    try:
        journey.compose(arrived.state)
    except RefusedError as refusal:
        return refusal.refused.reason
    return None


def _order(journey: Journey) -> tuple[Via, ...]:
    """A copy runs nothing again, so it comes first where one question is all there is."""
    simple = len(journey.exact.pending) == 1 and not journey.exact.subgraphs
    if simple and not journey.again() and not journey.exact.half_done:
        return ("copy", "replay")
    if Version(version("langgraph")) < REPLAY_ASKS_ANEW:
        return ("copy",)
    return ("replay", "copy")


async def _replay(journey: Journey) -> Arrived:
    reran: Counter[str] = Counter()
    await _step(journey, Run(input=None, keywords=journey.keywords), journey.there(), reran)
    return await _answer_again(journey, "replay", reran)


async def _copy(journey: Journey) -> Arrived:
    reran: Counter[str] = Counter()
    ran = await _step(journey, Update(values=None, as_node="__copy__"), journey.there(), reran)
    puts = [put for put in ran.witness.puts if put.namespace == ""]
    fork = at_checkpoint(journey.config, puts[-1].id) if puts else journey.config
    alone = len(journey.exact.pending) <= 1 and not journey.exact.subgraphs
    if alone and journey.bare and not journey.again() and not journey.exact.half_done:
        state = await journey.world.read(journey.thread, journey.config)
        return Arrived(via="copy", state=state, config=fork, reran=reran)
    await _step(journey, Run(input=None, keywords=journey.keywords), fork, reran)
    return await _answer_again(journey, "copy", reran)


async def _answer_again(journey: Journey, via: Via, reran: Counter[str]) -> Arrived:
    """Answer what had been answered before the moment, as it was answered."""
    world, left = journey.world, journey.again()
    state = await world.read(journey.thread, journey.config)
    for _ in range(_MOST_AGAIN):
        resume: dict[str, Any] = {}
        for pending in state.pending:
            call = world.memory.call(pending)
            known = next((heard for heard in left if world.memory.call_of(heard) == call), None)
            if known is not None:
                left.remove(known)
                resume[pending.id] = known.raw
        if not resume:
            break
        sent = Run(input=Command(resume=resume), keywords=journey.keywords)
        await _step(journey, sent, journey.config, reran)
        state = await world.read(journey.thread, journey.config)
    return Arrived(via=via, state=state, config=journey.config, reran=reran)


async def _step(
    journey: Journey, doing: Run | Update, config: RunnableConfig, reran: Counter[str]
) -> Ran:
    ran = await run(journey.world, config, doing)
    journey.world.memory.learn(ran.witness, ran.next, journey.name, journey.thread)
    reran.update("/".join(body.names) for body in ran.witness.bodies)
    return ran


async def _difference(journey: Journey, arrived: Arrived) -> str | None:
    """Why the thread does not stand where it stood; None where it does."""
    exact, state = journey.exact, arrived.state
    target, memory = journey.target, journey.world.memory
    if state.checkpoint == target.checkpoint and answered_since(memory, target, journey.now):
        return "it leads to the same checkpoint, where the answers given since would be heard"
    if not alike(state.values, exact.values):
        return "the state has other values"
    if sorted(state.next) != sorted(exact.next):
        return f"{_listed(state.next)} would be next instead of {_listed(exact.next)}"
    if not _persistent_alike(journey):
        return "a subgraph with a memory of its own remembers what came later"
    memory = journey.world.memory
    asked = [(memory.call(pending), pending.value) for pending in state.pending]
    if arrived.via == "copy" and not asked and len(exact.pending) == 1 and not exact.subgraphs:
        return None
    wanted = [(journey.past.call(pending), pending.value) for pending in exact.pending]
    if len(asked) != len(wanted) or not all(_among(question, asked) for question in wanted):
        return "other questions are pending"
    if {path: s.next for path, s in state.subgraphs.items()} != {
        path: s.next for path, s in exact.subgraphs.items()
    }:
        return "a subgraph stands elsewhere"
    same = all(alike(s.values, exact.subgraphs[p].values) for p, s in state.subgraphs.items())
    return None if same else "a subgraph has other values"


def _among(wanted: tuple[Any, Any], asked: list[tuple[Any, Any]]) -> bool:
    return any(call == wanted[0] and alike(value, wanted[1]) for call, value in asked)


def _listed(nodes: tuple[str, ...]) -> str:
    return " and ".join(nodes) if nodes else "nothing"


def _persistent_alike(journey: Journey) -> bool:
    """Whether every subgraph that keeps its state between calls (`checkpointer=True`) holds
    what it held at the moment."""
    namespaces = {
        made.put.namespace
        for made in journey.world.memory.made
        if made.put.thread == journey.thread and is_persistent(made.put.namespace)
    }
    if not namespaces:
        return True
    past = journey.world.storage.copy_at(journey.target.mark)
    try:
        for namespace in namespaces:
            then = _stored(past.saver, journey.thread, namespace)
            now = _stored(journey.world.storage.saver, journey.thread, namespace)
            if not alike(then, now):
                return False
        return True
    finally:
        past.close()


def persistent_after(world: World, target: Target) -> str | None:
    """A subgraph with `checkpointer=True` that has written after the moment, or that may have
    been answered: its answers stay with its own checkpoint."""
    if answered_since(world.memory, target, world.memory.order):
        for namespace in sorted(world.memory.namespaces):
            if is_persistent(namespace):
                return "/".join(names_in(namespace))
    for made in reversed(world.memory.made):
        if made.put.mark.rows[0] <= target.mark.rows[0]:
            return None
        if made.put.thread == target.thread and is_persistent(made.put.namespace):
            return "/".join(names_in(made.put.namespace))
    return None


def is_persistent(namespace: str) -> bool:
    """Whether a namespace is of a subgraph with `checkpointer=True`: its last part names the
    node without an id, so that each call finds it again."""
    return bool(namespace) and ":" not in namespace.rpartition("|")[2]


def _stored(saver: Any, thread: str, namespace: str) -> Any:
    config = RunnableConfig(configurable={"thread_id": thread, "checkpoint_ns": namespace})
    found = saver.get_tuple(config)
    return normal(found.checkpoint["channel_values"]) if found is not None else None
