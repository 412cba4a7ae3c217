"""One step played: prepared, refused or sent, and observed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.answers import RefusedError, told
from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import AnswerTold, Observation, Raised
from scenario_runner.engine.observe import Happened, observe
from scenario_runner.engine.outgoing import Outgoing, objects_of, outgoing, require_node
from scenario_runner.engine.state import State, read_state
from scenario_runner.engine.witness import Witness
from scenario_runner.engine.world import World
from scenario_runner.graphs.errors import user_traceback
from scenario_runner.language.model import Step
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import Call, InvokeCall, LookCall, UpdateCall

THREAD = "main"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """A step that was played: what it sent, and what was observed."""

    given: Data
    observation: Observation


async def perform(world: World, step: Step, call: Call) -> Deed:
    """Play one step and observe it. What the graph raises is observed, not raised.

    Raises StepFault where the step cannot be played as written.
    """
    writing = world.writing()
    config = world.config(step.options, THREAD, writing)
    before = world.memory.state(THREAD)
    match call:
        case LookCall():
            state = await _state(world, config)
            return Deed(given=None, observation=_seen(world, Happened(), Witness(), state, state))
        case UpdateCall(values=written, as_node=as_node):
            values = writing.object(written)
            try:
                if as_node is not None:
                    require_node(as_node, before, world.memory, world.app.nodes)
            except RefusedError as refusal:
                return _refused(world, before, normal(values), refusal)
            doing = _Update(values=values, as_node=as_node)
            return Deed(given=normal(values), observation=await _play(world, config, doing))
        case InvokeCall(payload=payload):
            objects = objects_of(payload, writing)
            given = normal(objects)
            try:
                sent = outgoing(payload, objects, before, world.memory, THREAD, world.app.nodes)
            except RefusedError as refusal:
                return _refused(world, before, given, refusal)
            run = _Run(outgoing=sent, keywords=world.keywords(step.options, writing))
            return Deed(given=given, observation=await _play(world, config, run))
        case _:
            assert_never(call)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Update:
    values: Any
    as_node: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    outgoing: Outgoing
    keywords: Mapping[str, Any]


async def _play(world: World, config: RunnableConfig, doing: _Update | _Run) -> Observation:
    """Make the call with a witness at hand, and read the state it left."""
    before, witness, raised = world.memory.state(THREAD), Witness(), None
    watched = RunnableConfig(**{**config, "callbacks": [witness]})
    seen = _Streamed()
    world.storage.saver.witnesses.append(witness)
    began = time.perf_counter()
    try:
        await _call(world, watched, doing, seen)
    except Exception as error:  # noqa: BLE001  # whatever a graph raises is its own affair
        raised = _raised(error)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raised = _raised(error)
    finally:
        world.storage.saver.witnesses.remove(witness)
    duration = time.perf_counter() - began
    after = await _state(world, config)
    answers: tuple[AnswerTold, ...] = ()
    if isinstance(doing, _Run):
        sending = doing.outgoing.sending
        hidden = raised is not None or doing.keywords.get("durability") == "exit"
        given = sending.given if sending else ()
        answers = told(given, witness, world.memory, after, hidden=hidden)
        if sending is not None and sending.bare:
            world.memory.bare[THREAD] = before.checkpoint
    world.memory.learn(witness)
    happened = Happened(
        output=normal(seen.output),
        raised=raised,
        answers=answers,
        next=seen.next,
        duration=duration,
    )
    return _seen(world, happened, witness, before, after)


class _Streamed:
    """What the stream of a run told."""

    def __init__(self) -> None:
        self.output: Any = None
        """As the graph gave it last; made normal once, when the run is over."""
        self.next: dict[str, tuple[str, ...]] = {}

    def take(self, mode: str, payload: Any) -> None:
        if mode == "values":
            if isinstance(payload, dict) and "__interrupt__" in payload:
                payload = {k: v for k, v in payload.items() if k != "__interrupt__"}
            self.output = payload
        elif mode == "checkpoints" and payload.get("config"):
            configurable = payload["config"]["configurable"]
            self.next[configurable.get("checkpoint_id", "")] = tuple(payload["next"])


async def _call(
    world: World, config: RunnableConfig, doing: _Update | _Run, seen: _Streamed
) -> None:
    match doing:
        case _Update(values=values, as_node=as_node):
            await world.app.aupdate_state(config, values, as_node=as_node)
        case _Run(outgoing=sent, keywords=keywords):
            stream = world.app.astream(
                sent.input, config, stream_mode=["values", "checkpoints"], **keywords
            )
            async for mode, payload in stream:
                seen.take(mode, payload)
        case _:
            assert_never(doing)


def _refused(world: World, state: State, given: Data, refusal: RefusedError) -> Deed:
    happened = Happened(refused=refusal.refused)
    return Deed(given=given, observation=_seen(world, happened, Witness(), state, state))


def _seen(
    world: World, happened: Happened, witness: Witness, before: State, after: State
) -> Observation:
    return observe(
        happened,
        witness=witness,
        before=before,
        after=after,
        memory=world.memory,
        thread=THREAD,
        channel=world.graph.messages,
    )


async def _state(world: World, config: RunnableConfig) -> State:
    state = read_state(await world.app.aget_state(config, subgraphs=True))
    world.memory.states[THREAD] = state
    return state


def _raised(error: BaseException) -> Raised:
    kind = type(error)
    return Raised(
        type=kind.__name__,
        qualified=f"{kind.__module__}.{kind.__qualname__}",
        message=_message(error),
        traceback=user_traceback(error),
    )


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  # an exception whose text raises is still an exception
        return f"<{type(error).__name__} whose text raises>"
