"""LangChain's messages and LangGraph's `Send`, told by the names of their classes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

_ROLES = {
    "HumanMessage": "user",
    "AIMessage": "assistant",
    "SystemMessage": "system",
    "ToolMessage": "tool",
    "FunctionMessage": "tool",  # what tools were before LangChain had tool messages
    "RemoveMessage": "remove",
    "ChatMessage": None,  # says its role itself
}
_SAID_ROLES = {"human": "user", "ai": "assistant"}


def message_rule(kind: type) -> Callable[[Any], object] | None:
    """What opens messages of this class (chunks are of their message's class too)."""
    for each in kind.__mro__:
        if each.__module__.startswith("langchain_core.messages") and each.__name__ in _ROLES:
            role = _ROLES[each.__name__]
            return _removal if role == "remove" else partial(_message, role=role)
    if kind.__module__.startswith("langgraph.") and kind.__name__ == "Send":
        return _send
    return None


def _message(value: Any, role: str | None) -> dict[str, object]:
    said = role or _SAID_ROLES.get(value.role, value.role)
    data: dict[str, object] = {"role": said, "content": value.content}
    for name in ("name", "id"):
        if (part := getattr(value, name, None)) is not None:
            data[name] = part
    if said == "assistant":
        data["tool_calls"] = [_tool_call(call) for call in getattr(value, "tool_calls", ())]
    for name in ("tool_call_id", "status"):
        if (part := getattr(value, name, None)) is not None:
            data[name] = part
    return data


def _tool_call(call: Any) -> dict[str, object]:
    return {"name": call.get("name"), "args": call.get("args"), "id": call.get("id")}


def _removal(value: Any) -> dict[str, object]:
    return {"role": "remove", "id": value.id}


def _send(value: Any) -> dict[str, object]:
    return {"node": value.node, "arg": value.arg}
