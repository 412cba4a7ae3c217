"""What a script looks at around a step's act: before it, what has to be known; after it, what
must be true."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.acting import Acting
from scenario_runner.exporting.checks import checks, looks_at_state
from scenario_runner.exporting.judged import Judged
from scenario_runner.exporting.needs import refused
from scenario_runner.exporting.observed import saved
from scenario_runner.exporting.payload import answers_of, needs_before
from scenario_runner.exporting.text import call, lines, text
from scenario_runner.exporting.travel import arrive
from scenario_runner.exporting.watch import keys_of, parts_of
from scenario_runner.exporting.writing import Writing
from scenario_runner.language.model import Step
from scenario_runner.plan.operations import ChatCall, InvokeCall, LookCall


def looks_before(acting: Acting) -> Iterator[str]:
    """What has to be known from before the act. Raises NotSaid."""
    talk, script = acting.talk, acting.scope.script
    step, made, keys = talk.step, talk.call, keys_of(talk.step)
    by_id = step.at is None and needs_before(made)
    if _compares(step) or by_id:
        where = acting.config
        if step.at is not None and not isinstance(made, ChatCall):
            where = arrive(acting)
        nested = {"subgraphs": "True"} if by_id else {}
        told = call("await graph.aget_state", where, **nested)
        yield from lines("before = ", told, indent=4)
    if "checkpoints" in keys:
        yield f"    states = await {script.use('history')}(graph, {acting.config})"
    if acting.watched:
        yield f"    ran = {script.use('Ran')}()"
    yield from _nothing_yet(acting)


def _compares(step: Step) -> bool:
    """Whether what a step has changed is asked for: the state before it has to be known."""
    return bool(keys_of(step) & {"messages", "check"}) or "messages" in parts_of(step)


def _nothing_yet(acting: Acting) -> Iterator[str]:
    """What is known of a step before it makes its call, or where it makes none."""
    step, made = acting.talk.step, acting.talk.call
    keys = keys_of(step)
    if acting.streamed is not None:
        yield "    events = []"
    is_sure = isinstance(made, InvokeCall | ChatCall) and not keys & {"raises"}
    if "check" in keys and (refused(step) or not is_sure):
        yield "    output = None"


def afterwards(acting: Acting, writing: Writing) -> Iterator[str]:
    """The state that was reached, and what must be true of it. Raises NotSaid."""
    step, key = acting.talk.step, acting.talk.now.key
    is_remembered = key in writing.remembered
    if looks_at_state(step) or is_remembered:
        where, nested = _look_config(acting), {"subgraphs": "True"} if _looks_inside(acting) else {}
        yield from lines("state = ", call("await graph.aget_state", where, **nested), indent=4)
    if refused(step):
        yield from _nothing_came(acting)
    elif "checkpoints" in keys_of(step):
        made_since = acting.scope.script.use("made_since")
        yield f"    made = await {made_since}(graph, {acting.config}, states)"
    if is_remembered:
        writing.globals.add("AT")
        yield f"    AT[{text(key)}] = state.config"
    judged = _judged(acting, writing)
    for expectation in step.expect:
        yield from checks(expectation, judged)
    for save in step.save:
        yield from saved(save, judged)


def _judged(acting: Acting, writing: Writing) -> Judged:
    made = acting.talk.call
    return Judged(
        talk=acting.talk,
        scope=acting.scope,
        config=acting.config,
        answers=answers_of(made.payload, acting.scope) if isinstance(made, InvokeCall) else (),
        own=writing.checks,
        streams=acting.streamed is not None,
        stores=acting.stores,
    )


def _looks_inside(acting: Acting) -> bool:
    """Whether the state of subgraphs is looked at too."""
    step = acting.talk.step
    asked = keys_of(step) & {"interrupts", "subgraphs", "paths", "check"}
    return acting.nests or bool(asked or step.save)


def _nothing_came(acting: Acting) -> Iterator[str]:
    """What is known of a step whose call is not made."""
    step = acting.talk.step
    if "checkpoints" in keys_of(step):
        yield "    made = []"
    if acting.watched:
        yield f"    ran = {acting.scope.script.use('Ran')}()"
    if _compares(step):
        yield "    before = state"
    yield from _nothing_yet(acting)


def _look_config(acting: Acting) -> str:
    step, made = acting.talk.step, acting.talk.call
    if isinstance(made, LookCall) and step.at is not None:
        return arrive(acting)
    return acting.config
