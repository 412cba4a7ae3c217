"""One step played: prepared, refused or sent, and observed."""

from __future__ import annotations

from typing import assert_never

from scenario_runner.engine import chat
from scenario_runner.engine.call_options import at_checkpoint, keywords_of
from scenario_runner.engine.came_of import (
    Deed,
    history,
    items,
    played,
    refused,
    seen,
    unreadable_state,
)
from scenario_runner.engine.invoke import invoke
from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import Travel
from scenario_runner.engine.observe import Happened
from scenario_runner.engine.outgoing import require_node
from scenario_runner.engine.refusals import or_refuse, plain_travel, require_own_checkpoint
from scenario_runner.engine.run import Run, Update
from scenario_runner.engine.scene import RefusedAct, Scene, scene_of
from scenario_runner.engine.server import ServerFault
from scenario_runner.engine.witness import Witness
from scenario_runner.engine.world import StateUnreadable, World
from scenario_runner.language.model import Step
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
        await world.restart()
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
                return await invoke(scene, call)
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
        or_refuse(given, lambda: require_node(as_node, scene.base, memory, nodes))
    require_own_checkpoint(scene, given)
    plain_travel(scene, given)
    return await played(scene, doing, given)


async def _chat(scene: Scene, call: ChatCall) -> Deed:
    world = scene.world
    sent = await chat.submission(world, call, scene.thread, scene.writing, scene.step.place)
    made = next(m for m in reversed(world.memory.made) if m.put.id == sent.checkpoint)
    scene.base = await world.state_at(scene.thread, made.put.mark)
    scene.config = at_checkpoint(scene.config, sent.checkpoint)
    at = f"the {call.anchor.replace('_', ' ')} of the message"
    scene.travel = Travel(via="plain", at=at, checkpoint=sent.checkpoint)
    keywords = keywords_of(world.graph, scene.step.options, scene.writing)
    deed = await played(scene, Run(input=sent.input, keywords=keywords), normal(sent.input))
    await chat.remember(world, scene.thread, sent)
    return deed
