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
from importlib.metadata import version
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command
from packaging.version import Version

from scenario_runner.engine.answers import RefusedError
from scenario_runner.engine.call_options import at_checkpoint
from scenario_runner.engine.exactness import difference
from scenario_runner.engine.journey import Arrived, Journey
from scenario_runner.engine.observation import Refused
from scenario_runner.engine.run import Ran, Run, Update, run
from scenario_runner.engine.state import addresses
from scenario_runner.language.model import Via

REPLAY_ASKS_ANEW = Version("1.1.7")
"""Since then a replay forgets the answers it finds at the checkpoint."""

_MOST_AGAIN = 1000
"""Answers given again before a way counts as one that never gets there."""


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


class _InexactError(Exception):
    """A way that leads elsewhere than to the moment."""


async def _auto(journey: Journey) -> Arrived:
    tried: list[str] = []
    for via in _order(journey):
        try:
            with journey.world.undoing(_InexactError):
                arrived = await _exactly(journey, via)
        except _InexactError as fault:
            tried.append(f"{via} is not exact here: {fault}")
        else:
            arrived.tried = tuple(tried)
            return arrived
    exact, indexes = journey.exact.pending, journey.past.indexes(journey.exact.pending)
    raise RefusedError(
        Refused(
            reason="no way back in this thread is exact: " + "; ".join(tried),
            pending=addresses(exact, indexes),
            hint="branch from the moment instead: a branch is a copy of the whole storage",
        )
    )


async def _exactly(journey: Journey, via: Via) -> Arrived:
    """Raises _InexactError."""
    arrived = await go(journey, via)
    if (why_not := difference(journey, arrived) or _unsendable(journey, arrived)) is not None:
        raise _InexactError(why_not)
    return arrived


def _unsendable(journey: Journey, arrived: Arrived) -> str | None:
    try:
        journey.compose(arrived.state)
    except RefusedError as refusal:
        return refusal.refused.reason
    return None


def _order(journey: Journey) -> tuple[Via, ...]:
    """A copy runs nothing again, so it comes first where one question is all there is."""
    if len(journey.exact.pending) == 1 and _simple(journey):
        return ("copy", "replay")
    if Version(version("langgraph")) < REPLAY_ASKS_ANEW:
        return ("copy",)
    return ("replay", "copy")


def _simple(journey: Journey) -> bool:
    """Whether nothing runs again on the way to the question. `@task`s do, and LangGraph hands a
    bare answer to a question of each that asks after one that ran."""
    nothing_else = not journey.exact.subgraphs and not journey.exact.half_done
    return nothing_else and not journey.again() and not journey.world.memory.calls_tasks


async def _replay(journey: Journey) -> Arrived:
    reran: Counter[str] = Counter()
    await _step(journey, Run(input=None, keywords=journey.keywords), journey.there(), reran)
    return await _answer_again(journey, "replay", reran)


async def _copy(journey: Journey) -> Arrived:
    reran: Counter[str] = Counter()
    ran = await _step(journey, Update(values=None, as_node="__copy__"), journey.there(), reran)
    puts = [put for put in ran.witness.puts if put.namespace == ""]
    fork = at_checkpoint(journey.config, puts[-1].id) if puts else journey.config
    if len(journey.exact.pending) <= 1 and journey.bare and _simple(journey):
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
