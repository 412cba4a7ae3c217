"""What came of a step: the call made, the state read, both put together as an Observation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenario_runner.engine.answers import Sending, told, untold
from scenario_runner.engine.items import NOT_ASKED, Items, items_of
from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import AnswerTold, HistoryState, Observation
from scenario_runner.engine.observe import Happened, observe
from scenario_runner.engine.run import Ran, Run, Update, run
from scenario_runner.engine.run import told as told_raised
from scenario_runner.engine.scene import RefusedAct, Scene
from scenario_runner.engine.server_storage import ServerStorage
from scenario_runner.engine.state import State
from scenario_runner.engine.witness import Witness
from scenario_runner.engine.world import StateUnreadable
from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data


@frozen
class Deed:
    """A step that was played: what it sent, and what was observed."""

    given: Data
    observation: Observation


def unreadable_state(given: Data, unreadable: StateUnreadable) -> Deed:
    """The state cannot be read: whoever reads it is told what LangGraph raises."""
    raised = told_raised(unreadable.__cause__ or unreadable)
    return Deed(given=given, observation=Observation(raises=raised))


async def played(
    scene: Scene, doing: Run | Update, given: Data, sending: Sending | None = None
) -> Deed:
    """Make the call, read the state it left, and put both together."""
    world, thread = scene.world, scene.thread
    leaves = set(world.memory.leaves.get(thread, ()))
    threads = {put_thread for put_thread in world.memory.leaves if put_thread != thread}
    ran = await run(world, scene.config, doing, scene.watch.modes)
    world.memory.ask(ran.witness)
    try:
        after = await world.read(thread, scene.head)
    except StateUnreadable as unreadable:
        world.memory.learn(ran.witness, ran.next, scene.name, thread)
        return unreadable_state(given, unreadable)
    answers = _answers(scene, doing, ran, after, sending)
    world.memory.learn(ran.witness, ran.next, scene.name, thread)
    made = [put.id for put in ran.witness.puts if put.namespace == "" and put.thread == thread]
    happened = Happened(
        output=normal(_returned(ran.live, world.app)),
        raised=ran.raised,
        answers=answers,
        next=ran.next,
        duration=ran.duration,
        travel=scene.travel,
        head=after.checkpoint,
        made=made[-1] if made else scene.acted_on,
        live=_live(ran, after, world.storage.half_done(thread, after.checkpoint)),
        touched=_touched(ran.witness, scene, leaves, threads),
        history=await history(scene),
        events=ran.streamed.told(),
        items=await items(scene),
        calls=ran.calls,
    )
    return Deed(given=given, observation=seen(scene, happened, ran.witness, scene.base, after))


def _answers(
    scene: Scene, doing: Run | Update, ran: Ran, after: State, sending: Sending | None
) -> tuple[AnswerTold, ...]:
    if isinstance(doing, Update):
        return ()
    memory = scene.world.memory
    hidden = ran.raised is not None or doing.keywords.get("durability") == "exit"
    if sending is not None and sending.bare:
        memory.bare[scene.thread] = (scene.acted_on, memory.order)
    given = sending.given if sending else ()
    if isinstance(scene.world.storage, ServerStorage):
        return untold(given, after, hidden=hidden)
    return told(given, ran.witness, memory, after, hidden=hidden)


def _returned(live: Any, app: Any) -> Any:
    """What `invoke` returns of what was streamed last: the graph's output channels, which may
    be fewer than its state has."""
    output, keys = _without_interrupts(live), getattr(app, "output_channels", None)
    if isinstance(output, dict) and isinstance(keys, list | tuple):
        return {key: part for key, part in output.items() if key in keys}
    return output


def _without_interrupts(output: Any) -> Any:
    if isinstance(output, dict) and "__interrupt__" in output:
        return {key: part for key, part in output.items() if key != "__interrupt__"}
    return output


def _live(ran: Ran, after: State, half_done: bool) -> Data:
    """What the call gave of what storage keeps; None where the two are rightly different."""
    output = _without_interrupts(ran.live)
    if ran.raised is not None or half_done or not isinstance(output, dict):
        return None
    if not isinstance(after.values, dict):
        return None
    return normal({key: part for key, part in output.items() if key in after.values})


def _touched(
    witness: Witness, scene: Scene, leaves: set[str], threads: set[str]
) -> tuple[str, ...]:
    """What was written besides the step's own line of its own thread."""
    own = {put.id for put in witness.puts} | {scene.acted_on}
    others = {put.thread for put in witness.puts} | {thread for thread, _, _ in witness.written}
    told = [f'thread "{name}" was written to' for name in sorted(others & threads)]
    for thread, namespace, checkpoint in sorted(witness.written):
        if thread == scene.thread and namespace == "" and checkpoint in leaves - own:
            told.append(f"an older leaf of the thread was written to, checkpoint {checkpoint}")
    return tuple(told)


async def refused(scene: Scene, refusal: RefusedAct) -> Deed:
    """A refused act: nothing was sent, and the state stands as it stood."""
    state = await scene.world.read(scene.thread, scene.head)
    happened = Happened(
        refused=refusal.refused,
        head=state.checkpoint,
        travel=scene.travel,
        items=await items(scene),
    )
    observation = seen(scene, happened, Witness(), state, state)
    return Deed(given=refusal.given, observation=observation)


async def items(scene: Scene) -> Items:
    """What the store holds, where something asks for it."""
    return await items_of(scene.world.app.store) if scene.watch.store else NOT_ASKED


async def history(scene: Scene) -> tuple[HistoryState, ...] | None:
    """The thread's whole history, where an expectation asks for it."""
    if all(expectation.key != "ui" for expectation in scene.step.expect):
        return None
    channel = scene.world.graph.messages
    states = [s async for s in scene.world.app.aget_state_history(scene.head)]
    return tuple(
        HistoryState(
            checkpoint=state.config["configurable"]["checkpoint_id"],
            parent=(state.parent_config or {}).get("configurable", {}).get("checkpoint_id"),
            messages=tuple(normal(_messages(state.values, channel))),
            order=len(states) - 1 - number,
        )
        for number, state in enumerate(states)
    )


def _messages(values: Any, channel: str) -> list[Any]:
    messages = values.get(channel) if isinstance(values, Mapping) else None
    return messages if isinstance(messages, list) else []


def seen(
    scene: Scene, happened: Happened, witness: Witness, before: State, after: State
) -> Observation:
    """The observation of what happened between two states."""
    memory = scene.world.memory
    if scene.target is not None and after is scene.base:
        memory = memory.as_of(scene.target.order)
    return observe(
        replace(happened, watched=("custom", *scene.watch.modes)),
        witness=witness,
        before=before,
        after=after,
        memory=memory,
        thread=scene.thread,
        channel=scene.world.graph.messages,
    )
