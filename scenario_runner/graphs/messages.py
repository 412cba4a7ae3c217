"""`$human`, `$ai`, `$system`, `$tool`, `$remove`: LangChain messages from plain data.

What they may be given is checked by the language (`language.inputs`), also of what templates
gave; here only what LangChain itself refuses is left to be told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)
from langgraph.graph.message import REMOVE_ALL_MESSAGES

from scenario_runner.graphs.errors import ValueFault
from scenario_runner.language.value import Pointer


def _message(name: str, kind: type[BaseMessage]) -> Callable[[object, Pointer], object]:
    def construct(data: object, way: Pointer) -> object:
        fields: dict[str, Any] = dict(data) if isinstance(data, Mapping) else {"content": data}
        if fields.get("content") is None:
            fields["content"] = ""
        if isinstance(calls := fields.get("tool_calls"), list):
            fields["tool_calls"] = [_call(call, index) for index, call in enumerate(calls)]
        try:
            return kind(**fields)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise _refused(error, name, fields, way) from error

    return construct


def _refused(error: Exception, name: str, fields: Mapping[str, Any], way: Pointer) -> ValueFault:
    """In our words: LangChain's speak of classes that the reader never wrote."""
    details: list[Any] = getattr(error, "errors", list)()
    wrong = [part["loc"][0] for part in details if part["loc"]]
    key = next((key for key in wrong if key in fields), None)
    if key is None:
        return ValueFault(way, f"{name} cannot be made of this", "look at its keys and their types")
    at = (*way, key) if len(fields) > 1 else way
    return ValueFault(at, f"the {key} of {name} is of a kind that no message can have")


def _call(data: Any, index: int) -> Any:
    """A tool call with everything LangChain wants. An id that is not given is the same in every
    run, and another for another call: reports and answers can be compared."""
    if not isinstance(data, Mapping):
        return data
    call = {"args": {}, "type": "tool_call", **data}
    if not call.get("id"):
        told = json.dumps([call.get("name"), call["args"], index], sort_keys=True, default=str)
        call["id"] = f"call_{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    return call


def _remove(data: object, way: Pointer) -> object:
    if not isinstance(data, str) or not data:
        raise ValueFault(way, "$remove wants a message's id or all", "write {$remove: all}")
    return RemoveMessage(id=REMOVE_ALL_MESSAGES if data == "all" else data)


CONSTRUCTORS: Mapping[str, Callable[[object, Pointer], object]] = {
    "$human": _message("$human", HumanMessage),
    "$ai": _message("$ai", AIMessage),
    "$system": _message("$system", SystemMessage),
    "$tool": _message("$tool", ToolMessage),
    "$remove": _remove,
}
"""From built data and the way to it; each raises ValueFault."""
