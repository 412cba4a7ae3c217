"""The acts of a script: each step's calls of LangGraph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from scenario_runner.exporting.acting import Acting
from scenario_runner.exporting.chat import chat
from scenario_runner.exporting.payload import questions, sent
from scenario_runner.exporting.text import call, lines, text
from scenario_runner.exporting.travel import arrive, travelled
from scenario_runner.exporting.values import value
from scenario_runner.plan.operations import (
    Call,
    ChatCall,
    InvokeCall,
    LookCall,
    ReloadCall,
    UpdateCall,
    answers,
)


def act(made: Call, acting: Acting) -> Iterator[str]:
    """The lines of a step's act. Raises NotSaid."""
    step, scope = acting.talk.step, acting.scope
    match made:
        case LookCall():
            return
        case ReloadCall():
            yield from _reloaded(acting)
        case UpdateCall(values=values, as_node=as_node):
            named = {} if as_node is None else {"as_node": text(as_node)}
            where = acting.config if step.at is None else arrive(acting)
            update = call("await graph.aupdate_state", where, value(values, scope), **named)
            yield from lines("", update, indent=4)
        case ChatCall():
            yield from chat(made, acting)
        case InvokeCall(payload=payload) if step.at is not None and answers(payload):
            yield from travelled(payload, acting)
        case InvokeCall(payload=payload):
            where = acting.config if step.at is None else arrive(acting)
            yield from questions(payload, "before", scope)
            yield from acting.invoke(sent(payload, acting, "before"), where)
        case _:
            assert_never(made)


def _reloaded(acting: Acting) -> Iterator[str]:
    yield "    # what a restart of the application does"
    if acting.keeps:
        yield "    kept = saver.kept"
    yield from lines("saver = ", acting.storage, indent=4)
    if acting.keeps:
        yield "    saver.opened, saver.kept = opened, kept"
    if acting.stores:
        yield "    store = graph.store"
    yield from lines("graph = ", acting.bound, indent=4)
    if acting.stores:
        yield '    graph = graph.copy(update={"store": store})'
