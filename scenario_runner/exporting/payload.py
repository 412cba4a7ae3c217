"""What a call of a script sends: the input, or answers and what they are the answers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from scenario_runner.exporting.acting import Acting
from scenario_runner.exporting.expected import expected
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Group, Source, call, lines, text
from scenario_runner.exporting.values import value
from scenario_runner.language.model import Answer, ListedInterrupt
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import (
    AnswerOnly,
    AnswerSome,
    Call,
    InvokeCall,
    Payload,
    Plain,
    Whole,
)
from scenario_runner.plan.words import address_text


def needs_before(made: Call) -> bool:
    """Whether the act looks at the questions that are open before it."""
    match made:
        case InvokeCall(payload=AnswerSome()):
            return True
        case InvokeCall(payload=AnswerOnly(value=written)):
            return _misread(written.data)
        case _:
            return False


def answers_of(payload: Payload, scope: Scope) -> tuple[Source, ...]:
    """What a call answers."""
    match payload:
        case AnswerOnly(value=written):
            return (value(written, scope),)
        case AnswerSome(answers=answers):
            return tuple(value(each.value, scope) for each in answers)
        case Whole(resume=resume) if resume is not None:
            return (value(resume, scope),)
        case _:
            return ()


def sent(payload: Payload, acting: Acting, state: str) -> Source:
    """What is sent; `state` is the expression of where the questions are open."""
    scope = acting.scope
    match payload:
        case Plain(value=written):
            return value(written, scope)
        case AnswerOnly(value=written):
            scope.script.take("langgraph.types", "Command")
            told = value(written, scope)
            if _misread(written.data):
                key = f"{scope.script.use('only_interrupt')}({state})"
                told = _by_ids([(key, told)])
            return call("Command", resume=told)
        case AnswerSome(answers=answers):
            scope.script.take("langgraph.types", "Command")
            found = [
                (_found(each, index, state, scope), value(each.value, scope))
                for index, each in enumerate(answers)
            ]
            return call("Command", resume=_by_ids(found))
        case Whole(resume=resume, update=update, goto=goto):
            scope.script.take("langgraph.types", "Command")
            parts = {"resume": resume, "update": update, "goto": goto}
            return call("Command", **{k: value(v, scope) for k, v in parts.items() if v})
        case _:
            assert_never(payload)


def _by_ids(found: list[tuple[str, Source]]) -> Source:
    """A mapping whose keys are expressions."""
    return Group(head="{", parts=tuple((f"{key}: ", told) for key, told in found), tail="}")


def questions(payload: Payload, state: str, scope: Scope) -> Iterator[str]:
    """The lines that look up interrupts whose addresses are written as lists."""
    if not isinstance(payload, AnswerSome):
        return
    for index, answer in enumerate(payload.answers):
        if isinstance(answer.address, ListedInterrupt):
            told = _listed(answer.address, state, scope)
            yield from lines(f"asked_{index} = ", told, indent=4)


def _found(answer: Answer, index: int, state: str, scope: Scope) -> str:
    """The id of an interrupt, as an expression."""
    if isinstance(answer.address, ListedInterrupt):
        return f"asked_{index}"
    address = text(without_index(answer.address))
    return f"{scope.script.use('find_interrupt')}({state}, {address})"


def without_index(address: str) -> str:
    """`node[1]` as `node`: which call of the node asks follows from the answers before."""
    plain, bracket, index = address.rpartition("[")
    return plain if bracket and index.rstrip("]").isdigit() else address


def _listed(address: ListedInterrupt, state: str, scope: Scope) -> Source:
    if address.path is not None and any("/" in name for name in address.path):
        raise NotSaid(f"the address {address_text(address)}")
    named: dict[str, Source] = {}
    if address.nth is not None:
        named["nth"] = str(address.nth)
    if address.node is not None:
        named["node"] = text(address.node)
        if address.path is not None:
            named["path"] = text("/".join((*address.path, address.node)))
    if address.value is not None:
        named["value"] = expected(address.value.data, scope)
    return call(scope.script.use("find_question"), state, **named)


def _misread(given: Data) -> bool:
    """What LangGraph would not take for an answer, or for a map of ids (#7034, #8693)."""
    if given is None or given == {}:
        return True
    return isinstance(given, dict) and all(
        len(key) == 32 and set(key) <= set("0123456789abcdef") for key in given
    )
