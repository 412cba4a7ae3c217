"""`$human`, `$ai`, `$system`, `$tool`, `$remove`: LangChain messages from plain data."""

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

from scenario_runner.graphs.errors import ValueFault, listed, meant
from scenario_runner.language.value import Pointer

_COMMON = ("content", "id", "name", "additional_kwargs", "response_metadata")
_AI = (*_COMMON, "tool_calls", "invalid_tool_calls", "usage_metadata")
_TOOL = (*_COMMON, "tool_call_id", "status", "artifact")
_CALL = ("name", "args", "id", "type")


def _message(
    constructor: str, kind: type[BaseMessage], keys: tuple[str, ...]
) -> Callable[[object, Pointer], object]:
    def construct(data: object, way: Pointer) -> object:
        fields = dict(data) if isinstance(data, Mapping) else {"content": data}
        for key in fields:
            if key not in keys:
                raise ValueFault(
                    (*way, key),
                    f'{constructor} has no "{key}"',
                    meant(key, keys) or f"it takes {listed(keys)}",
                )
        _check_content(fields, constructor, way)
        if "tool_calls" in fields:
            fields["tool_calls"] = _calls(fields["tool_calls"], (*way, "tool_calls"))
        return _made(kind, fields, constructor, way)

    return construct


def _check_content(fields: dict[str, Any], constructor: str, way: Pointer) -> None:
    content = fields.setdefault("content", "")
    if isinstance(content, bool | int | float):
        shown = json.dumps(content)
        raise ValueFault(
            way, f"{constructor} wants a text, not {shown}", f'write it in quotes: "{shown}"'
        )
    if content is None:
        fields["content"] = ""
    elif not isinstance(content, str | list):
        raise ValueFault(
            way, f"the content of {constructor} is a text or a list of blocks", "write it as text"
        )


def _made(kind: type[BaseMessage], fields: dict[str, Any], name: str, way: Pointer) -> object:
    if kind is ToolMessage and "tool_call_id" not in fields:
        raise ValueFault(
            way,
            "$tool does not say which call it answers",
            "add tool_call_id, the id of a tool call of the message before it",
        )
    try:
        return kind(**fields)
    except ValueError as error:  # pydantic's; its words are of no use to the reader
        wrong = [str(part["loc"][0]) for part in getattr(error, "errors", list)() if part["loc"]]
        known = [key for key in wrong if key in fields]
        at = (*way, known[0]) if known and isinstance(fields, dict) else way
        about = f'"{known[0]}"' if known else "what stands here"
        raise ValueFault(at, f"{name} cannot take {about}", "look at its type") from error


def _calls(data: object, way: Pointer) -> list[dict[str, Any]]:
    if not isinstance(data, list):
        raise ValueFault(way, "tool_calls is a list", "write [{name: refund, args: {order: 7}}]")
    return [_call(one, index, (*way, index)) for index, one in enumerate(data)]


def _call(data: object, index: int, way: Pointer) -> dict[str, Any]:
    if not isinstance(data, Mapping) or not isinstance(data.get("name"), str):
        raise ValueFault(way, "a tool call needs a name", "write {name: refund, args: {order: 7}}")
    for key in data:
        if key not in _CALL:
            raise ValueFault(
                (*way, key),
                f'a tool call has no "{key}"',
                meant(key, _CALL) or "it takes name, args and id",
            )
    args = data.get("args", {})
    if not isinstance(args, Mapping):
        raise ValueFault((*way, "args"), "the args of a tool call are a mapping", "{order: 7}")
    call_id = data.get("id") or _stable_id(data["name"], args, index)
    return {"name": data["name"], "args": dict(args), "id": call_id, "type": "tool_call"}


def _stable_id(name: str, args: Mapping[str, Any], index: int) -> str:
    """The same in every run, other for another call: reports and answers can be compared."""
    told = json.dumps([name, args, index], sort_keys=True, default=str)
    return f"call_{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def _remove(data: object, way: Pointer) -> object:
    if not isinstance(data, str) or not data:
        raise ValueFault(way, "$remove wants the id of a message, or all", "write {$remove: all}")
    return RemoveMessage(id=REMOVE_ALL_MESSAGES if data == "all" else data)


CONSTRUCTORS: Mapping[str, Callable[[object, Pointer], object]] = {
    "$human": _message("$human", HumanMessage, _COMMON),
    "$ai": _message("$ai", AIMessage, _AI),
    "$system": _message("$system", SystemMessage, _COMMON),
    "$tool": _message("$tool", ToolMessage, _TOOL),
    "$remove": _remove,
}
"""From built data and the way to it; each raises ValueFault."""
