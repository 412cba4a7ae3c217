"""One step played: prepared, refused or sent, and observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, assert_never

from scenario_runner.engine import chat, travel
from scenario_runner.engine.answers import RefusedError
from scenario_runner.engine.came_of import (
    Deed,
    history,
    items,
    played,
    refused,
    seen,
    unreadable_state,
)
from scenario_runner.engine.memory import Memory
from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import Refused, Travel
from scenario_runner.engine.observe import Happened
from scenario_runner.engine.outgoing import (
    Outgoing,
    answers_of,
    given_by,
    objects_of,
    outgoing,
    require_node,
)
from scenario_runner.engine.run import Run, Update
from scenario_runner.engine.scene import RefusedAct, Scene, scene_of
from scenario_runner.engine.server import ServerFault
from scenario_runner.engine.state import State
from scenario_runner.engine.witness import Witness
from scenario_runner.engine.world import StateUnreadable, World, at_checkpoint
from scenario_runner.language.model import Step
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import (
    UNASKED,
    Call,
    ChatCall,
    InvokeCall,
    LookCall,
    ReloadCall,
    UpdateCall,
    Watch,
)

__all__ = ["Deed", "perform"]


async def perform(world: World, step: Step, call: Call, name: str, watch: Watch = UNASKED) -> Deed:
    """Play one step, called `BRANCH/STEP`, and observe it. What the graph raises is
    observed, not raised.

    Raises StepFault where the step cannot be played as written.
    """
    try:
        return await _perform(world, step, call, name, watch)
    except ServerFault as fault:
        fault.place = fault.place or step.place
        raise


async def _perform(world: World, step: Step, call: Call, name: str, watch: Watch) -> Deed:
    if isinstance(call, ReloadCall):
        await world.reload()
        call = LookCall()
    try:
        scene = await scene_of(world, step, name, watch)
    except StateUnreadable as unreadable:
        return unreadable_state(None, unreadable)
    try:
        match call:
            case LookCall():
                return await _look(scene)
            case UpdateCall(values=written, as_node=as_node):
                values = scene.writing.object(written)
                return await _update(scene, Update(values=values, as_node=as_node))
            case ChatCall():
                return await _chat(scene, call)
            case InvokeCall():
                return await _invoke(scene, call)
            case _:
                assert_never(call)
    except RefusedAct as refusal:
        return await refused(scene, refusal)
    except StateUnreadable as unreadable:
        return unreadable_state(None, unreadable)


async def _look(scene: Scene) -> Deed:
    state = scene.base if scene.target else await scene.world.read(scene.thread, scene.config)
    head = (await scene.world.state(scene.thread)).checkpoint
    happened = Happened(
        travel=scene.travel, history=await history(scene), head=head, items=await items(scene)
    )
    return Deed(given=None, observation=seen(scene, happened, Witness(), state, state))


async def _update(scene: Scene, doing: Update) -> Deed:
    given = normal(doing.values)
    memory, nodes = scene.world.memory, scene.world.app.nodes
    if doing.as_node is not None:
        as_node = doing.as_node
        _or_refuse(given, lambda: require_node(as_node, scene.base, memory, nodes))
    _require_own_checkpoint(scene, given)
    _plain_travel(scene, given)
    return await played(scene, doing, given)


async def _chat(scene: Scene, call: ChatCall) -> Deed:
    world = scene.world
    sent = await chat.submission(world, call, scene.thread, scene.writing, scene.step.place)
    made = next(m for m in reversed(world.memory.made) if m.put.id == sent.checkpoint)
    scene.base = await world.state_at(scene.thread, made.put.mark)
    scene.config = at_checkpoint(scene.config, sent.checkpoint)
    at = f"the {call.anchor.replace('_', ' ')} of the message"
    scene.travel = Travel(via="plain", at=at, checkpoint=sent.checkpoint)
    keywords = world.keywords(scene.step.options, scene.writing)
    deed = await played(scene, Run(input=sent.input, keywords=keywords), normal(sent.input))
    await chat.remember(world, scene.thread, sent)
    return deed


async def _invoke(scene: Scene, call: InvokeCall) -> Deed:
    world, thread = scene.world, scene.thread
    objects = objects_of(call.payload, scene.writing)
    given = given_by(objects, call.payload)
    keywords = world.keywords(scene.step.options, scene.writing)

    def compose(state: State, memory: Memory | None = None) -> Outgoing:
        known = world.memory if memory is None else memory
        return outgoing(call.payload, objects, state, known, thread, world.app.nodes)

    _require_own_checkpoint(scene, given)
    if scene.target is None or not answers_of(call.payload):
        sent = _or_refuse(given, lambda: compose(scene.base))
        if scene.target is not None:
            _plain_travel(scene, given)
        if sent.input is None:
            await _require_fork(scene, given)
        return await played(scene, Run(input=sent.input, keywords=keywords), given, sent.sending)
    if scene.step.via == "auto" and world.storage.mark() == scene.target.mark:
        return await _at_head(scene, Run(input=None, keywords=keywords), given, compose)
    past = world.memory.as_of(scene.target.order)
    sent = _or_refuse(given, lambda: compose(scene.base, past))
    journey = travel.Journey(
        world=world,
        config=scene.head,
        keywords=keywords,
        target=scene.target,
        exact=scene.base,
        name=scene.name,
        compose=compose,
        bare=sent.sending.bare,
        past=past,
        now=world.memory.order,
    )
    kept = world.snapshot()
    try:
        sent = await _travelled(scene, journey)
    except RefusedError as refusal:
        world.go_back(kept)
        raise RefusedAct(given, refusal.refused) from refusal
    except ServerFault:
        kept.close()
        raise
    kept.close()
    return await played(scene, Run(input=sent.input, keywords=keywords), given, sent.sending)


async def _at_head(
    scene: Scene, doing: Run, given: Data, compose: Callable[[State], Outgoing]
) -> Deed:
    """The moment is now: nothing was written since, and there is no way to go."""
    scene.config = scene.head
    if scene.travel is not None:
        scene.travel = replace(scene.travel, via="plain")
    sent = _or_refuse(given, lambda: compose(scene.base))
    return await played(scene, replace(doing, input=sent.input), given, sent.sending)


async def _travelled(scene: Scene, journey: travel.Journey) -> Outgoing:
    """Go back by the strategy asked for; what is to be sent there. Raises RefusedError."""
    arrived = await travel.go(journey, scene.step.via)
    scene.config = arrived.config
    scene.arrived = arrived.state.checkpoint
    scene.travel = Travel(
        via=arrived.via,
        at=scene.travel.at if scene.travel else "",
        checkpoint=journey.target.checkpoint,
        reran=dict(arrived.reran),
        tried=arrived.tried,
    )
    if arrived.via == "direct":  # as naive apps do it, whatever was answered there since
        return journey.compose(journey.exact, journey.past)
    return journey.compose(arrived.state)


_BRANCH_INSTEAD = "branch from the moment instead: a branch is a copy of the whole storage"


def _require_own_checkpoint(scene: Scene, given: Data) -> None:
    """A call names a checkpoint of the thread; LangGraph would take another for no checkpoint."""
    if scene.target is not None and scene.target.inside is not None:
        reason = f"the moment is inside the subgraph {scene.target.inside}"
        raise RefusedAct(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


def _plain_travel(scene: Scene, given: Data) -> None:
    """LangGraph has one way to act at an earlier checkpoint; refuse it where a subgraph that
    keeps its state between calls would remember what came later (issue 7593)."""
    if scene.target is None or scene.travel is None:
        return
    scene.travel = replace(scene.travel, via="plain")
    later = travel.persistent_after(scene.world, scene.target)
    if later and scene.step.via == "auto":
        reason = f"the subgraph {later} keeps its state and would remember what came later"
        raise RefusedAct(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


async def _require_fork(scene: Scene, given: Data) -> None:
    """LangGraph goes on from a head without forking it, with the answers given there since."""
    target, memory = scene.target, scene.world.memory
    if target is None or scene.step.via != "auto":
        return
    head = (await scene.world.state(scene.thread)).checkpoint
    if head == target.checkpoint and travel.answered_since(memory, target, memory.order):
        reason = "the thread has not left this checkpoint: answers given there since would be heard"
        raise RefusedAct(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


def _or_refuse(given: Data, compose: Callable[[], Any]) -> Any:
    try:
        return compose()
    except RefusedError as refusal:
        raise RefusedAct(given, refusal.refused) from refusal
