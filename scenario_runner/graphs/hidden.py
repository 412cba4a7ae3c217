"""Whether a node may run a graph that LangGraph does not list.

A node's function may call any graph, by itself or through a tool; its questions then come from
nodes that nobody can name beforehand. Here is looked for a reason to think so: a call such as
`.invoke` of something that is not seen to be a model or a plain tool, in the function or in
what it calls. Without one the node is taken for what it looks like.
"""

from __future__ import annotations

import dis
import functools
import inspect
import types
from collections.abc import Iterator
from typing import Any

from langchain_core.language_models import BaseLanguageModel
from langchain_core.runnables import Runnable, RunnableBinding
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.prebuilt import ToolNode
from langgraph.pregel import Pregel

from scenario_runner.graphs.errors import is_users

_CALLS = frozenset(
    {"invoke", "ainvoke", "stream", "astream", "astream_events", "batch", "abatch", "with_config"}
)
_TRUSTED = ("langchain.", "langchain_core.", "langgraph.")
"""Their own functions run no graphs but those that they were given."""

_TASKS = "langgraph.func"
"""Where the class of `@task`s is: they are told of as nodes inside the one that calls them."""

_MOST = 300
"""Functions looked at for one node."""


def may_run_graphs(bound: Any) -> bool:
    """Whether what a node runs may run graphs that are not listed."""
    try:
        return _may_run(bound)
    except Exception:  # noqa: BLE001  # objects of the application may do anything when looked at
        return True


def _may_run(bound: Any) -> bool:
    seen: dict[tuple[int, int], Any] = {}  # kept, so that no other gets the same id
    waiting = [bound]
    while waiting:
        found = waiting.pop()
        if _identity(found) in seen:
            continue
        seen[_identity(found)] = found
        if len(seen) > _MOST or _is_open(found):
            return True
        waiting.extend(_parts(found))
    return False


def _identity(found: Any) -> tuple[int, int]:
    """Methods are made anew each time that they are looked up."""
    if isinstance(found, types.MethodType):
        return id(found.__func__), id(found.__self__)
    return id(found), 0


def _is_open(found: Any) -> bool:
    if isinstance(found, Pregel) or type(found).__module__ == _TASKS:
        return True
    if isinstance(found, types.FunctionType) and not _is_trusted(found):
        return any(not _is_model(target) for target in _called(found))
    return isinstance(found, Runnable) and not _is_model(found) and not _is_known(found)


def _is_trusted(function: types.FunctionType) -> bool:
    return f"{function.__module__}.".startswith(_TRUSTED)


def _is_model(found: Any) -> bool:
    """A model, a tool that is a function, or one of them with arguments bound to it."""
    while isinstance(found, RunnableBinding):
        found = found.bound
    return isinstance(found, BaseLanguageModel | StructuredTool)


def _is_known(found: Any) -> bool:
    """A runnable whose parts can be looked at."""
    if isinstance(found, ToolNode | StructuredTool):
        return True
    functions = (getattr(found, "func", None), getattr(found, "afunc", None))
    return any(map(callable, functions)) and not isinstance(found, BaseTool)


def _parts(found: Any) -> Iterator[Any]:
    """What it calls, or may call, as far as that can be seen."""
    if isinstance(found, ToolNode):
        yield from found.tools_by_name.values()
    elif isinstance(found, functools.partial):
        yield from (found.func, *found.args, *found.keywords.values())
    elif isinstance(found, types.MethodType):
        yield found.__func__
        yield from filter(_may_call, _own_parts(found))
    elif isinstance(found, types.FunctionType):
        yield from (value for value in _reached(found) if _may_call(value))
    elif isinstance(found, Runnable):
        names = ("func", "afunc", "coroutine")
        yield from (part for name in names if callable(part := getattr(found, name, None)))
    elif callable(found) and not inspect.isclass(found) and not inspect.isroutine(found):
        yield _attribute(found, "__call__")


def _own_parts(method: types.MethodType) -> Iterator[Any]:
    """What a method looks up on its own object."""
    function = method.__func__
    if isinstance(function, types.FunctionType):
        for name in {name for code in _codes(function.__code__) for name in code.co_names}:
            yield _attribute(method.__self__, name)


def _may_call(value: Any) -> bool:
    """Whether a value is worth looking at: not what Python, LangChain, and libraries that do not
    know of them bring along."""
    if isinstance(value, types.MethodType):
        return _may_call(value.__func__)
    if isinstance(value, types.FunctionType):
        if value.__closure__ is not None:  # it holds what it was given
            return True
        is_own = is_users(value.__code__.co_filename)
        return not _is_trusted(value) and (is_own or _knows_graphs(value))
    if isinstance(value, Runnable):
        return not _is_model(value)
    return callable(value) and not inspect.isclass(value) and not inspect.isbuiltin(value)


def _knows_graphs(function: types.FunctionType) -> bool:
    """Whether the module of a function has anything of LangChain or LangGraph."""
    names = (getattr(value, "__module__", None) for value in function.__globals__.values())
    return any(isinstance(name, str) and f"{name}.".startswith(_TRUSTED) for name in names)


def _called(function: types.FunctionType) -> Iterator[Any]:
    """What `.invoke` and its like are called on; None for what cannot be seen."""
    yield from (target for target, name, _ in _looked_up(function) if name in _CALLS)


def _reached(function: types.FunctionType) -> Iterator[Any]:
    """The values that a function reaches from outside: its own names, and what is looked up on
    them by a dot."""
    yield from _names(function).values()
    yield from (value for _, _, value in _looked_up(function) if value is not None)


def _looked_up(function: types.FunctionType) -> Iterator[tuple[Any, str, Any]]:
    """Each look-up by a dot: on what, which name, and what is there."""
    known = _names(function)
    for code in _codes(function.__code__):
        value: Any = None
        for instruction in dis.get_instructions(code):
            if instruction.opname in {"LOAD_GLOBAL", "LOAD_DEREF", "LOAD_NAME"}:
                value = known.get(instruction.argval)
            elif instruction.opname in {"LOAD_ATTR", "LOAD_METHOD"}:
                target, value = value, _attribute(value, instruction.argval)
                yield target, instruction.argval, value
            else:
                value = None


def _attribute(value: Any, name: str) -> Any:
    """Only as it stands: nothing of the application is run. Functions of an object's class are
    its methods."""
    found = None if value is None else inspect.getattr_static(value, name, None)
    is_object = not inspect.ismodule(value) and not inspect.isclass(value)
    if isinstance(found, types.FunctionType) and is_object:
        return types.MethodType(found, value)
    return found


def _names(function: types.FunctionType) -> dict[str, Any]:
    used = {name for code in _codes(function.__code__) for name in code.co_names}
    known = {name: function.__globals__[name] for name in used if name in function.__globals__}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
        try:
            known[name] = cell.cell_contents
        except ValueError:
            continue  # a name that is not bound yet
    return known


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)
