"""Functions that nodes of inline graphs call: given what LangGraph gives its own nodes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from langgraph.config import get_config, get_store, get_stream_writer
from langgraph.runtime import get_runtime

_GIVEN: Mapping[str, Callable[[], object]] = {
    "config": get_config,
    "runtime": get_runtime,
    "store": get_store,
    "writer": get_stream_writer,
}
"""What a node function gets when it has a parameter of that name."""


def is_async(call: Callable[..., Any]) -> bool:
    """Whether it is to be awaited; objects with an async `__call__` are."""
    own = getattr(call, "__call__", None)  # noqa: B004 - what it is matters, not whether
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(own)


def as_node(call: Callable[..., Any]) -> Callable[[Mapping[str, Any]], Any]:
    """The function, to be called with the state alone while a node runs."""
    try:
        parameters = inspect.signature(call).parameters
    except (TypeError, ValueError):  # some callables written in C tell nothing
        return call
    wanted = [name for name in _GIVEN if name in list(parameters)[1:]]
    if not wanted:
        return call
    return lambda state: call(state, **{name: _GIVEN[name]() for name in wanted})
