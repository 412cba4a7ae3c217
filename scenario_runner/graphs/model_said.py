"""What a model said, as the reply of a script that says it again."""

from __future__ import annotations

import asyncio
import builtins
import json
import sys
from collections.abc import Mapping
from typing import Any

from langchain_core.messages import AIMessage

from scenario_runner.graphs.model_call import Call
from scenario_runner.graphs.model_heard import Detail
from scenario_runner.language.template import is_template

_USUAL = frozenset({"stop", "tool_calls", "end_turn", "tool_use", None})
"""Why models stop, nearly always: it goes without saying."""
_SURROGATES = ("lc_run-", "run-")
"""How ids begin that LangChain makes."""


class CannotSay(Exception):
    """A call that no reply repeats: why, as `was cancelled`."""


def reply_of(call: Call, detail: Detail) -> Any:
    """The entry of a script: text, tool calls, structured data, tokens, an unusual end, and what
    the detail wants besides. Raises CannotSay."""
    if call.error is not None:
        return {"raises": _raised(call.error)}
    said = call.message or call.final
    if said is None:
        raise CannotSay("had not said anything when the branch ended")
    if said.invalid_tool_calls:
        raise CannotSay("called a tool with arguments that cannot be read")
    whole = detail == "whole"
    reply = _content(call, said, detail)
    if said.tool_calls:
        reply["tool_calls"] = [_tool_call(tool) for tool in said.tool_calls]
        if reply.get("content") == "":
            del reply["content"]
    if usage := _usage(said.usage_metadata or {}, whole):
        reply["usage"] = usage
    told = {**said.response_metadata, **(call.final.response_metadata if call.final else {})}
    reply |= _all_told(said, told) if whole else _unusual(said, told)
    return reply["content"] if reply.keys() == {"content"} and _is_text(reply) else reply


def _is_text(reply: Mapping[str, Any]) -> bool:
    return isinstance(reply["content"], str) and bool(reply["content"])


def _content(call: Call, said: AIMessage, detail: Detail) -> dict[str, Any]:
    if call.prompt.options.get("response_format") and isinstance(said.content, str):
        try:
            return {"structured": _written(json.loads(said.content))}
        except ValueError:
            pass
    is_text = len(call.pieces) > 1 and "".join(call.pieces) == said.content
    if detail != "lean" and is_text and not any(map(is_template, call.pieces)):
        return {"chunks": call.pieces}
    return {"content": _written(_plain(said.content))}


def _tool_call(tool: Any) -> dict[str, Any]:
    told = {"name": tool["name"], "args": _written(_plain(tool["args"]))}
    return {**told, "id": tool["id"]} if tool.get("id") else told


def _usage(told: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    """Without the sum, and without parts that say nothing."""
    usage = {key: part for key, part in told.items() if part or key.endswith("put_tokens")}
    total = usage.get("input_tokens", 0) + usage.get("output_tokens", 0)
    if usage.get("total_tokens") == total:
        del usage["total_tokens"]
    for key in [key for key in usage if key.endswith("_details")]:
        parts = {name: count for name, count in usage[key].items() if count}
        usage = {**usage, key: parts} if parts and whole else _without(usage, key)
    return usage


def _without(told: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: part for name, part in told.items() if name != key}


def _unusual(said: AIMessage, told: Mapping[str, Any]) -> dict[str, Any]:
    names = ("finish_reason", "stop_reason")
    kept = {name: told[name] for name in names if told.get(name) not in _USUAL}
    if not isinstance(said.content, str) and "model_provider" in told:
        kept["model_provider"] = told["model_provider"]  # whose blocks they are
    return {"response_metadata": _written(kept)} if kept else {}


def _all_told(said: AIMessage, told: Mapping[str, Any]) -> dict[str, Any]:
    own = said.id if said.id and not said.id.startswith(_SURROGATES) else None
    extra = {k: v for k, v in said.additional_kwargs.items() if k != "parsed" and v is not None}
    told = {key: part for key, part in told.items() if part is not None}
    parts = {
        "id": own,
        "name": said.name,
        "additional_kwargs": _written(_plain(extra)),
        "response_metadata": _written(_plain(told)),
    }
    return {key: part for key, part in parts.items() if part}


def _plain(data: Any) -> Any:
    """What of it is plain data."""
    if isinstance(data, Mapping):
        return {str(key): _plain(part) for key, part in data.items() if _is_plain(part)}
    if isinstance(data, list | tuple):
        return [_plain(part) for part in data if _is_plain(part)]
    return data


def _is_plain(data: Any) -> bool:
    return data is None or isinstance(data, str | bool | int | float | Mapping | list | tuple)


def _written(data: Any) -> Any:
    """As a scenario has it: what would be read as something else stands in `$literal`."""
    if isinstance(data, dict):
        if any(key.startswith("$") for key in data):
            return {"$literal": data}
        return {key: _written(part) for key, part in data.items()}
    if isinstance(data, list):
        return [_written(part) for part in data]
    return {"$literal": data} if is_template(data) else data


def _raised(error: BaseException) -> dict[str, Any]:
    if isinstance(error, asyncio.CancelledError):
        raise CannotSay("was cancelled before it had answered")
    told, message = {"type": _type_of(type(error))}, str(error)
    if is_template(message):
        message = "{{ " + json.dumps(message, ensure_ascii=False) + " }}"
    return {**told, "message": message} if message else told


def _type_of(kind: type[BaseException]) -> str:
    """The name that `raises` knows an exception by."""
    if not issubclass(kind, Exception):
        raise CannotSay(f"ended in {kind.__name__}, which no model may raise")
    name, parts = str(kind.__name__), kind.__module__.split(".")
    if getattr(builtins, name, None) is kind:
        return name
    modules = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
    for module in modules:
        if getattr(sys.modules.get(module), name, None) is kind:
            return f"{module}:{name}"
    raise CannotSay(f"raised {name}, which nothing names")
