"""What a call sends: its objects, and the input of LangGraph they become, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, assert_never

from langgraph.types import Command

from scenario_runner.engine.answers import Sending, refuse, send_only, send_some, send_whole
from scenario_runner.engine.memory import Memory
from scenario_runner.engine.normal import normal
from scenario_runner.engine.prepare import Writing
from scenario_runner.engine.state import State
from scenario_runner.language.model import Answer, ListedInterrupt
from scenario_runner.language.value import Data
from scenario_runner.plan.operations import AnswerOnly, AnswerSome, Payload, Plain, Whole
from scenario_runner.plan.words import address_text

RESERVED_NODES = frozenset({"__start__", "__end__", "__input__", "__copy__"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """An input ready to be sent, and the answers in it."""

    input: Any
    sending: Sending | None = None


def objects_of(payload: Payload, writing: Writing) -> Any:
    """What a payload holds, built: an object, or a mapping of them. Raises StepFault."""
    match payload:
        case Plain(value=value) | AnswerOnly(value=value):
            return writing.object(value)
        case AnswerSome(answers=answers):
            return [(_address(answer, writing), writing.object(answer.value)) for answer in answers]
        case Whole(resume=resume, update=update, goto=goto):
            parts = {"resume": resume, "update": update, "goto": goto}
            return {name: writing.object(part) for name, part in parts.items() if part}
        case _:
            assert_never(payload)


def given_by(objects: Any, payload: Payload) -> Data:
    """What a step sends, in normal form, for results."""
    if isinstance(payload, AnswerSome):
        return {address_text(address): normal(value) for address, value in objects}
    return normal(objects)


def _address(answer: Answer, writing: Writing) -> str | ListedInterrupt:
    address = answer.address
    if isinstance(address, str) or address.value is None:
        return address
    return replace(address, value=writing.render(address.value))


def answers_of(payload: Payload) -> bool:
    """Whether a payload answers interrupts."""
    match payload:
        case Plain():
            return False
        case AnswerOnly() | AnswerSome():
            return True
        case Whole(resume=resume):
            return resume is not None
        case _:
            assert_never(payload)


def outgoing(
    payload: Payload,
    objects: Any,
    state: State,
    memory: Memory,
    thread: str,
    nodes: Mapping[str, Any],
) -> Outgoing:
    """The input that LangGraph gets. Raises RefusedError."""
    match payload:
        case Plain():
            return Outgoing(input=objects)
        case AnswerOnly():
            sending = send_only(objects, state, memory, thread)
            return Outgoing(input=Command(resume=sending.resume), sending=sending)
        case AnswerSome():
            sending = send_some(objects, state, memory, thread)
            return Outgoing(input=Command(resume=sending.resume), sending=sending)
        case Whole():
            return _command(objects, state, memory, nodes)
        case _:
            assert_never(payload)


def _command(
    parts: Mapping[str, Any], state: State, memory: Memory, nodes: Mapping[str, Any]
) -> Outgoing:
    for node in _goto(parts.get("goto")):
        require_node(node, state, memory, nodes)
    sending = send_whole(parts["resume"], state, memory) if "resume" in parts else None
    return Outgoing(input=Command(**parts), sending=sending)


def _goto(goto: Any) -> list[str]:
    named = goto if isinstance(goto, list | tuple) else [goto]
    return [node for node in named if isinstance(node, str)]


def require_node(node: str, state: State, memory: Memory, nodes: Mapping[str, Any]) -> None:
    """LangGraph ignores a `goto` that leads nowhere without a word. Raises RefusedError."""
    if node in nodes or node in RESERVED_NODES:
        return
    known = sorted(name for name in nodes if name not in RESERVED_NODES)
    close = get_close_matches(node, known, n=1)
    meant = f'did you mean "{close[0]}"? ' if close else ""
    hint = f"{meant}the graph has {', '.join(known)}"
    raise refuse(f'the graph has no node "{node}"', state, memory, hint)
