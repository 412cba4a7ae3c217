"""The graph run on an input or on answers, at the head of its thread or at an earlier moment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scenario_runner.engine.answers import RefusedError
from scenario_runner.engine.call_options import keywords_of
from scenario_runner.engine.came_of import Deed, played
from scenario_runner.engine.journey import Journey
from scenario_runner.engine.memory import Memory
from scenario_runner.engine.moments import Target
from scenario_runner.engine.observation import Travel
from scenario_runner.engine.outgoing import Outgoing, answers_of, given_by, objects_of, outgoing
from scenario_runner.engine.refusals import (
    or_refuse,
    plain_travel,
    require_fork,
    require_own_checkpoint,
)
from scenario_runner.engine.run import Run
from scenario_runner.engine.scene import RefusedAct, Scene
from scenario_runner.engine.state import State
from scenario_runner.engine.travel import go
from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import InvokeCall, Payload


async def invoke(scene: Scene, call: InvokeCall) -> Deed:
    """Run the graph as a step says. Raises RefusedAct."""
    objects = objects_of(call.payload, scene.writing)
    doing = _Invoking(
        scene=scene,
        payload=call.payload,
        objects=objects,
        given=given_by(objects, call.payload),
        keywords=keywords_of(scene.world.graph, scene.step.options, scene.writing),
    )
    require_own_checkpoint(scene, doing.given)
    if scene.target is None or not answers_of(call.payload):
        return await _sent(doing)
    if scene.step.via == "auto" and scene.world.storage.mark() == scene.target.mark:
        return await _at_head(doing)
    return await _back(doing, scene.target)


@frozen
class _Invoking:
    """A call about to be made."""

    scene: Scene
    payload: Payload
    objects: Any
    """What the payload describes, made."""
    given: Data
    keywords: dict[str, Any]

    def compose(self, state: State, memory: Memory | None = None) -> Outgoing:
        """What is sent at a state, by what is remembered. Raises RefusedError."""
        world = self.scene.world
        known = world.memory if memory is None else memory
        nodes = world.app.nodes
        return outgoing(self.payload, self.objects, state, known, self.scene.thread, nodes)

    async def played(self, sent: Outgoing) -> Deed:
        """The call, made."""
        doing = Run(input=sent.input, keywords=self.keywords)
        return await played(self.scene, doing, self.given, sent.sending)


async def _sent(doing: _Invoking) -> Deed:
    """An input, or a call that gives no answer; at an earlier moment LangGraph has one way."""
    sent = or_refuse(doing.given, lambda: doing.compose(doing.scene.base))
    plain_travel(doing.scene, doing.given)
    if sent.input is None:
        await require_fork(doing.scene, doing.given)
    return await doing.played(sent)


async def _at_head(doing: _Invoking) -> Deed:
    """The moment is now: nothing was written since, and there is no way to go."""
    scene = doing.scene
    scene.config = scene.head
    if scene.travel is not None:
        scene.travel = replace(scene.travel, via="plain")
    return await doing.played(or_refuse(doing.given, lambda: doing.compose(scene.base)))


async def _back(doing: _Invoking, target: Target) -> Deed:
    """Answers at an earlier moment."""
    scene, memory = doing.scene, doing.scene.world.memory
    past = memory.as_of(target.order)
    sent = or_refuse(doing.given, lambda: doing.compose(scene.base, past))
    journey = Journey(
        world=scene.world,
        config=scene.head,
        keywords=doing.keywords,
        target=target,
        exact=scene.base,
        name=scene.name,
        compose=doing.compose,
        bare=sent.sending is not None and sent.sending.bare,
        past=past,
        now=memory.order,
    )
    try:
        with scene.world.undoing(RefusedError):
            sent = await _travelled(scene, journey)
    except RefusedError as refusal:
        raise RefusedAct(doing.given, refusal.refused) from refusal
    return await doing.played(sent)


async def _travelled(scene: Scene, journey: Journey) -> Outgoing:
    """Go back by the strategy asked for; what is to be sent there. Raises RefusedError."""
    arrived = await go(journey, scene.step.via)
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
