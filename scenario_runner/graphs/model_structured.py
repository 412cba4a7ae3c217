"""Structured answers in the form that a call asks for: a tool call, or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def structured_parts(data: Any, options: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of the message that gives `data` to whoever asked by these options of the call
    (`tools`, `tool_choice`, `response_format`). JSON where nothing was said."""
    tools = dict(map(_named, options.get("tools") or ()))
    chosen = _chosen(options.get("tool_choice"), tools)
    if chosen is None and not options.get("response_format"):
        chosen = _fitting(data, tools)
    if chosen is not None and isinstance(data, dict):
        return {"content": "", "tool_calls": [{"name": chosen, "args": data}]}
    # where `ChatOpenAI` finds what its client has parsed
    parsed = {"additional_kwargs": {"parsed": data}} if options.get("response_format") else {}
    return {"content": json.dumps(data, ensure_ascii=False), **parsed}


def _named(tool: Any) -> tuple[str, Mapping[str, Any]]:
    """The name and the schema of a tool, as the providers' own formats have them."""
    named = {"name": getattr(tool, "name", str(tool))}
    told: Mapping[str, Any] = tool if isinstance(tool, Mapping) else named
    inner = told.get("function", told)
    schema = inner.get("parameters") or inner.get("input_schema") or {}
    return str(inner.get("name", "")), schema


def _chosen(choice: Any, tools: Mapping[str, object]) -> str | None:
    """The one tool that must be called."""
    name = choice
    if isinstance(choice, Mapping):
        name = choice.get("function", choice).get("name")
    return name if isinstance(name, str) and name in tools else None


def _fitting(data: Any, tools: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The tool whose arguments the data is: the one with the fewest others."""
    if not isinstance(data, dict):
        return None
    found = [
        (len(schema.get("properties", {})), name)
        for name, schema in tools.items()
        if set(schema.get("required", ())) <= data.keys() <= set(schema.get("properties", {}))
    ]
    return min(found)[1] if found else None
