"""Where a stand-in has to answer so that everybody who holds the target reaches it."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any

from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.patch_asking import kind_of
from scenario_runner.graphs.patch_target import Found
from scenario_runner.graphs.patch_tools import tool_places

_RUNS = ("invoke", "ainvoke", "stream", "astream", "transform", "atransform")
_ALL = 10_000
"""More than any class inherits from."""
_CONTEXT_CODES = frozenset(
    decorator(print).__code__  # type: ignore[arg-type]  # no generator, and never called
    for decorator in (contextlib.contextmanager, contextlib.asynccontextmanager)
)
"""The code that all functions share which one of these decorators made."""


# In a class that `frozen` makes, a type checker would bind the function to it.
@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A Python function whose code is to ask the stand-in."""

    function: FunctionType
    of: object = None
    """The object or class that its calls must be for; None: all calls are meant."""
    bound: int = 0
    """Leading arguments that are the object or class: `self`, `cls`."""
    dropped: int = 0
    """Leading arguments that the function of `call` does not get."""
    hidden: frozenset[str] = frozenset()
    """Parameters that are told nowhere."""
    finish: Callable[[Any], Any] = lambda given: given
    unpacked: bool = True
    later: bool = False

    @property
    def breadth(self) -> int:
        """How many calls are meant: those of one object are fewer than those of its class, and
        these than those of the classes above."""
        if self.of is None:
            return _ALL
        return _ALL - len(self.of.__mro__) if inspect.isclass(self.of) else 0

    def fits(self, args: tuple[Any, ...]) -> bool:
        """Whether a call with these arguments is meant."""
        if self.of is None:
            return True
        first = args[0] if args else None
        if inspect.isclass(self.of):
            kind = first if inspect.isclass(first) else type(first)
            return issubclass(kind, self.of)
        return first is self.of


def places(found: Found) -> tuple[Place, ...] | None:
    """Where the target runs Python code of its own; None where it runs none: then whoever holds
    it must be given something else. Raises GraphLoadError where it is not called at all."""
    held: Any = found.value
    if isinstance(held, BaseTool):
        return tuple(Place(**told) for told in tool_places(held))
    if inspect.isclass(found.owner):
        return _of_class(found)
    if isinstance(found.raw, property | functools.cached_property):
        return (_function(_getter(found, found.raw), of=found.owner, bound=1, dropped=1),)
    if isinstance(held, FunctionType):
        return (_function(held),)
    if isinstance(held, MethodType) and isinstance(held.__func__, FunctionType):
        return (_function(held.__func__, of=held.__self__, bound=1, dropped=1),)
    if isinstance(held, Runnable):
        return tuple(_runnable(held))
    if type(held).__name__ == "_TaskFunction" and isinstance(held.func, FunctionType):
        return (_function(held.func),)  # a @task, which stays one
    own = getattr(type(held), "__call__", None)  # noqa: B004 - what it is matters
    if isinstance(own, FunctionType) and not inspect.isclass(held):
        return (_function(own, of=held, bound=1, dropped=1),)
    if callable(held):
        return None
    raise GraphLoadError(
        f"{found.written} is {found.described}, which is not called",
        "put another object in its place with value, or patch one of its methods",
    )


def _of_class(found: Found) -> tuple[Place, ...] | None:
    """A method as its class holds it."""
    raw, inherited = found.raw, not found.is_own
    of = found.owner if inherited else None
    match raw:
        case FunctionType():
            return (_function(raw, of=of, bound=1),)
        case classmethod(__func__=FunctionType() as inner):
            return (_function(inner, of=of, bound=1),)
        case staticmethod(__func__=FunctionType() as inner) if inherited:
            raise GraphLoadError(
                f"{found.written} is a static method that the class inherits",
                f"patch it where it is defined: {_definer(found)}.{found.name}",
            )
        case staticmethod(__func__=FunctionType() as inner):
            return (_function(inner),)
        case property() | functools.cached_property():
            return (_function(_getter(found, raw), of=of, bound=1),)
        case _ if callable(found.value):
            return None
    raise GraphLoadError(
        f"{found.written} is {found.described}, which is not called",
        "put another object in its place with value",
    )


def _definer(found: Found) -> str:
    kinds: tuple[type, ...] = found.owner.__mro__
    return next(kind.__name__ for kind in kinds if found.name in vars(kind))


def _getter(found: Found, held: property | functools.cached_property[Any]) -> FunctionType:
    getter = held.fget if isinstance(held, property) else held.func
    if isinstance(getter, FunctionType):
        return getter
    raise GraphLoadError(f"{found.written} is a property that no Python function gives")


def _function(
    function: FunctionType, *, of: object = None, bound: int = 0, dropped: int = 0
) -> Place:
    """A place of a function, seeing through the decorators of the standard library."""
    if function.__code__ in _CONTEXT_CODES:
        return Place(
            function=function, of=of, bound=bound, dropped=dropped, finish=contextlib.nullcontext
        )
    later = inspect.iscoroutinefunction(inspect.unwrap(function)) and kind_of(function) == "sync"
    return Place(function=function, of=of, bound=bound, dropped=dropped, later=later)


def _runnable(held: Runnable[Any, Any]) -> Iterator[Place]:
    """What runs a chain, a retriever, a graph: it gives one value, streamed or not."""
    for name in _RUNS:
        function = getattr(type(held), name, None)
        if isinstance(function, FunctionType):
            yield Place(
                function=function,
                of=held,
                bound=1,
                dropped=1,
                hidden=frozenset({"config", "kwargs"}),
                unpacked=False,
            )
