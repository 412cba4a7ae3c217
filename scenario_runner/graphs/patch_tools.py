"""Tools with a stand-in: they stay themselves, name, schema, argument check and all; only what
they run is another."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType
from typing import Any

from langchain_core.tools import BaseTool


def tool_places(tool: BaseTool) -> Iterator[dict[str, Any]]:
    """Where the tool runs Python code of its own, as arguments of `Place`."""
    finish = _pair if tool.response_format == "content_and_artifact" else _itself
    hidden = frozenset(_injected(tool))
    functions = [getattr(tool, name, None) for name in ("func", "coroutine")]
    if any(functions) and all(f is None or isinstance(f, FunctionType) for f in functions):
        for function in functions:
            if function is not None:
                yield {"function": function, "hidden": hidden, "finish": finish}
        return
    # a bound method, a partial, a class of its own: whatever it runs, it begins here
    for name in ("_run", "_arun"):
        function = getattr(type(tool), name, None)
        if isinstance(function, FunctionType):
            yield {
                "function": function,
                "of": tool,
                "bound": 1,
                "dropped": 1,
                "hidden": hidden | {"config", "run_manager"},
                "finish": finish,
            }


def _injected(tool: BaseTool) -> Iterator[str]:
    """What LangGraph hands in and no model sees: `InjectedState` and its like."""
    try:
        whole, seen = tool.get_input_schema().__annotations__, tool.args
    except Exception:  # noqa: BLE001 - schemas of odd tools are the user's own affair
        return
    yield from (name for name in whole if name not in seen)


def _itself(given: Any) -> Any:
    return given


def _pair(given: Any) -> Any:
    """YAML has no tuples; these tools must give one."""
    return tuple(given) if isinstance(given, list) else given
