"""One step played: prepared, refused or sent, and observed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, assert_never

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine import chat, travel
from scenario_runner.engine.answers import RefusedError, Sending, told
from scenario_runner.engine.memory import Memory
from scenario_runner.engine.moments import Target, find_target
from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import (
    AnswerTold,
    HistoryState,
    Observation,
    Refused,
    Travel,
)
from scenario_runner.engine.observe import Happened, observe
from scenario_runner.engine.outgoing import (
    Outgoing,
    answers_of,
    given_by,
    objects_of,
    outgoing,
    require_node,
)
from scenario_runner.engine.prepare import Writing
from scenario_runner.engine.run import Ran, Run, Update, run
from scenario_runner.engine.run import told as told_raised
from scenario_runner.engine.state import State
from scenario_runner.engine.witness import Witness
from scenario_runner.engine.world import StateUnreadable, World, at_checkpoint
from scenario_runner.language.model import Step
from scenario_runner.language.value import Data
from scenario_runner.plan.explain import moment_words
from scenario_runner.plan.operations import (
    Call,
    ChatCall,
    InvokeCall,
    LookCall,
    ReloadCall,
    UpdateCall,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """A step that was played: what it sent, and what was observed."""

    given: Data
    observation: Observation


@dataclass(kw_only=True, slots=True)
class _Scene:
    """A step about to be played: where it acts, and on what."""

    world: World
    step: Step
    name: str
    writing: Writing
    config: RunnableConfig
    """Of the call; names a checkpoint where the step goes back."""
    base: State
    """The state acted on, as it stands, or stood at the moment."""
    target: Target | None = None
    arrived: str | None = None
    """The checkpoint that a journey led to."""
    travel: Travel | None = None

    @property
    def thread(self) -> str:
        return self.step.thread

    @property
    def head(self) -> RunnableConfig:
        """The config of the thread's head."""
        configurable = {
            key: value
            for key, value in self.config["configurable"].items()
            if key not in {"checkpoint_id", "checkpoint_ns"}
        }
        return RunnableConfig(**{**self.config, "configurable": configurable})


async def perform(world: World, step: Step, call: Call, name: str) -> Deed:
    """Play one step, called `BRANCH/STEP`, and observe it. What the graph raises is
    observed, not raised.

    Raises StepFault where the step cannot be played as written.
    """
    if isinstance(call, ReloadCall):
        await world.reload()
        call = LookCall()
    try:
        scene = await _scene(world, step, name)
    except StateUnreadable as unreadable:
        return _unreadable(None, unreadable)
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
    except _Refusal as refusal:
        return await _refused(scene, refusal)
    except StateUnreadable as unreadable:
        return _unreadable(None, unreadable)


def _unreadable(given: Data, unreadable: StateUnreadable) -> Deed:
    """The state cannot be read: whoever reads it is told what LangGraph raises."""
    raised = told_raised(unreadable.__cause__ or unreadable)
    return Deed(given=given, observation=Observation(raises=raised))


async def _scene(world: World, step: Step, name: str) -> _Scene:
    writing = world.writing()
    scene = _Scene(
        world=world,
        step=step,
        name=name,
        writing=writing,
        config=world.config(step.options, step.thread, writing),
        base=await world.state(step.thread),
    )
    if step.at is not None:
        target = await find_target(world, step.at, step.thread)
        scene.target = target
        scene.base = await world.state_at(target.thread, target.mark)
        scene.travel = Travel(via="look", at=moment_words(step.at), checkpoint=target.checkpoint)
        if target.checkpoint is not None:
            scene.config = at_checkpoint(scene.config, target.checkpoint)
    return scene


class _Refusal(Exception):  # not an error: it is observed
    """A refusal, with what was to be sent."""

    def __init__(self, given: Data, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.given = given
        self.refused = refused


# --- acts ---------------------------------------------------------------------------------


async def _look(scene: _Scene) -> Deed:
    state = scene.base if scene.target else await scene.world.read(scene.thread, scene.config)
    head = (await scene.world.state(scene.thread)).checkpoint
    happened = Happened(travel=scene.travel, history=await _history(scene), head=head)
    return Deed(given=None, observation=_seen(scene, happened, Witness(), state, state))


async def _update(scene: _Scene, doing: Update) -> Deed:
    given = normal(doing.values)
    memory, nodes = scene.world.memory, scene.world.app.nodes
    if doing.as_node is not None:
        as_node = doing.as_node
        _or_refuse(given, lambda: require_node(as_node, scene.base, memory, nodes))
    _require_own_checkpoint(scene, given)
    _plain_travel(scene, given)
    return await _played(scene, doing, given)


async def _chat(scene: _Scene, call: ChatCall) -> Deed:
    world = scene.world
    sent = await chat.submission(world, call, scene.thread, scene.writing, scene.step.place)
    made = next(m for m in reversed(world.memory.made) if m.put.id == sent.checkpoint)
    scene.base = await world.state_at(scene.thread, made.put.mark)
    scene.config = at_checkpoint(scene.config, sent.checkpoint)
    at = f"the {call.anchor.replace('_', ' ')} of the message"
    scene.travel = Travel(via="plain", at=at, checkpoint=sent.checkpoint)
    keywords = world.keywords(scene.step.options, scene.writing)
    deed = await _played(scene, Run(input=sent.input, keywords=keywords), normal(sent.input))
    await chat.remember(world, scene.thread, sent)
    return deed


async def _invoke(scene: _Scene, call: InvokeCall) -> Deed:
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
        return await _played(scene, Run(input=sent.input, keywords=keywords), given, sent.sending)
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
    storage, memory = world.storage.copy(), world.memory.copy()
    try:
        sent = await _travelled(scene, journey)
    except RefusedError as refusal:
        world.go_back(storage, memory)
        raise _Refusal(given, refusal.refused) from refusal
    storage.close()
    return await _played(scene, Run(input=sent.input, keywords=keywords), given, sent.sending)


async def _at_head(
    scene: _Scene, doing: Run, given: Data, compose: Callable[[State], Outgoing]
) -> Deed:
    """The moment is now: nothing was written since, and there is no way to go."""
    scene.config = scene.head
    if scene.travel is not None:
        scene.travel = replace(scene.travel, via="plain")
    sent = _or_refuse(given, lambda: compose(scene.base))
    return await _played(scene, replace(doing, input=sent.input), given, sent.sending)


async def _travelled(scene: _Scene, journey: travel.Journey) -> Outgoing:
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


def _require_own_checkpoint(scene: _Scene, given: Data) -> None:
    """A call names a checkpoint of the thread; LangGraph would take another for no checkpoint."""
    if scene.target is not None and scene.target.inside is not None:
        reason = f"the moment is inside the subgraph {scene.target.inside}"
        raise _Refusal(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


def _plain_travel(scene: _Scene, given: Data) -> None:
    """LangGraph has one way to act at an earlier checkpoint; refuse it where a subgraph that
    keeps its state between calls would remember what came later (issue 7593)."""
    if scene.target is None or scene.travel is None:
        return
    scene.travel = replace(scene.travel, via="plain")
    later = travel.persistent_after(scene.world, scene.target)
    if later and scene.step.via == "auto":
        reason = f"the subgraph {later} keeps its state and would remember what came later"
        raise _Refusal(given, Refused(reason=reason, hint=_BRANCH_INSTEAD))


def _or_refuse(given: Data, compose: Callable[[], Any]) -> Any:
    try:
        return compose()
    except RefusedError as refusal:
        raise _Refusal(given, refusal.refused) from refusal


# --- what came of it ----------------------------------------------------------------------


async def _played(
    scene: _Scene, doing: Run | Update, given: Data, sending: Sending | None = None
) -> Deed:
    """Make the call, read the state it left, and put both together."""
    world, thread = scene.world, scene.thread
    leaves = set(world.memory.leaves.get(thread, ()))
    threads = {put_thread for put_thread in world.memory.leaves if put_thread != thread}
    ran = await run(world, scene.config, doing)
    world.memory.ask(ran.witness)
    try:
        after = await world.read(thread, scene.head)
    except StateUnreadable as unreadable:
        world.memory.learn(ran.witness, ran.next, scene.name, thread)
        return _unreadable(given, unreadable)
    answers = _answers(scene, doing, ran, after, sending)
    world.memory.learn(ran.witness, ran.next, scene.name, thread)
    made = [put.id for put in ran.witness.puts if put.namespace == "" and put.thread == thread]
    happened = Happened(
        output=normal(_without_interrupts(ran.live)),
        raised=ran.raised,
        answers=answers,
        next=ran.next,
        duration=ran.duration,
        travel=scene.travel,
        head=after.checkpoint,
        made=made[-1] if made else _acted_on(scene),
        live=_live(ran, after, world.storage.half_done(thread, after.checkpoint)),
        touched=_touched(ran.witness, scene, leaves, threads),
        history=await _history(scene),
    )
    return Deed(given=given, observation=_seen(scene, happened, ran.witness, scene.base, after))


def _answers(
    scene: _Scene, doing: Run | Update, ran: Ran, after: State, sending: Sending | None
) -> tuple[AnswerTold, ...]:
    if isinstance(doing, Update):
        return ()
    memory = scene.world.memory
    hidden = ran.raised is not None or doing.keywords.get("durability") == "exit"
    if sending is not None and sending.bare:
        memory.bare[scene.thread] = (_acted_on(scene), memory.order)
    given = sending.given if sending else ()
    return told(given, ran.witness, memory, after, hidden=hidden)


def _acted_on(scene: _Scene) -> str | None:
    there = scene.arrived or scene.base.checkpoint
    found: str | None = scene.config["configurable"].get("checkpoint_id", there)
    return found


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
    witness: Witness, scene: _Scene, leaves: set[str], threads: set[str]
) -> tuple[str, ...]:
    """What was written besides the step's own line of its own thread."""
    own = {put.id for put in witness.puts} | {_acted_on(scene)}
    others = {put.thread for put in witness.puts} | {thread for thread, _, _ in witness.written}
    told = [f'thread "{name}" was written to' for name in sorted(others & threads)]
    for thread, namespace, checkpoint in sorted(witness.written):
        if thread == scene.thread and namespace == "" and checkpoint in leaves - own:
            told.append(f"an older leaf of the thread was written to, checkpoint {checkpoint}")
    return tuple(told)


async def _refused(scene: _Scene, refusal: _Refusal) -> Deed:
    state = await scene.world.read(scene.thread, scene.head)
    happened = Happened(refused=refusal.refused, head=state.checkpoint, travel=scene.travel)
    seen = _seen(scene, happened, Witness(), state, state)
    return Deed(given=refusal.given, observation=seen)


async def _history(scene: _Scene) -> tuple[HistoryState, ...] | None:
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


def _seen(
    scene: _Scene, happened: Happened, witness: Witness, before: State, after: State
) -> Observation:
    memory = scene.world.memory
    if scene.target is not None and after is scene.base:
        memory = memory.as_of(scene.target.order)
    return observe(
        happened,
        witness=witness,
        before=before,
        after=after,
        memory=memory,
        thread=scene.thread,
        channel=scene.world.graph.messages,
    )
