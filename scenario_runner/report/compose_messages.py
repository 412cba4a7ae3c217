"""Messages as chat bubbles, tool calls as cards."""

from __future__ import annotations

import json
from typing import Literal

from scenario_runner.language.value import Data
from scenario_runner.report.page_parts import Bubble, Text, ToolCall
from scenario_runner.report.show import block
from scenario_runner.report.texts import text, value_text

Role = Literal["user", "assistant", "system", "tool", "other"]

_ROLES: dict[str, Role] = {
    "user": "user",
    "assistant": "assistant",
    "system": "system",
    "tool": "tool",
}


def bubble(message: Data) -> Bubble:
    """One message; whatever it is, it can be shown."""
    if not isinstance(message, dict):
        return Bubble(role="other", who="not a message", text=value_text(message))
    told = str(message.get("role", "no role"))
    role = _ROLES.get(told, "other")
    calls = message.get("tool_calls") or []
    shown = _content(message.get("content"), role)
    name = message.get("name")
    who = f"{name} returned" if role == "tool" and name else f"{told} {name}" if name else told
    return Bubble(
        role=role,
        who=who,
        text=shown if shown.head or not calls else None,
        tool_calls=tuple(map(_tool_call, calls)) if isinstance(calls, list | tuple) else (),
        failed=role == "tool" and message.get("status") == "error",
    )


def _tool_call(call: Data) -> ToolCall:
    if not isinstance(call, dict):
        return ToolCall(name="tool call", arguments=value_text(call), id="")
    return ToolCall(
        name=str(call.get("name")),
        arguments=value_text(call.get("args")),
        id=str(call.get("id") or ""),
    )


def _content(content: Data, role: Role) -> Text:
    """Text as it stands; text blocks joined; what a tool returned as JSON, unfolded."""
    match content:
        case None:
            return text("")
        case str() if role == "tool" and content[:1] in {"{", "["}:
            return text(_unfolded(content))
        case str():
            return text(content)
        case list() if all(isinstance(one, dict | str) for one in content):
            return text("\n".join(map(_part, content)))
        case _:
            return value_text(content)


def _part(part: Data) -> str:
    if isinstance(part, str):
        return part
    told = part.get("text")
    return told if part.get("type") == "text" and isinstance(told, str) else block(part)


def _unfolded(content: str) -> str:
    if len(content) > 50_000:
        return content
    try:
        return block(json.loads(content))
    except (ValueError, RecursionError):
        return content
