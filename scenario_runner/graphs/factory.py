"""Functions that make graphs: what they are called with, and what they may give back."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import AsyncGenerator, Generator, Mapping
from typing import Any

from langgraph.graph import StateGraph
from langgraph.pregel import Pregel

from scenario_runner.graphs.arguments import arguments_of
from scenario_runner.graphs.errors import (
    GraphLoadError,
    in_one_line,
    missing_variable,
    user_traceback,
)

AnyGraph = Pregel[Any, Any, Any, Any] | StateGraph[Any, Any, Any, Any]

_WRAPPINGS = 4
"""A coroutine that gives a context manager that gives a graph is as deep as anyone goes."""


async def realise(
    found: object,
    *,
    where: str,
    args: Mapping[str, object],
    config: Mapping[str, object],
    closing: contextlib.AsyncExitStack,
) -> AnyGraph:
    """The graph that a reference named, made by its factory where it is one.

    What the factory opened is closed by `closing`.
    """
    if isinstance(found, Pregel | StateGraph):
        if args:
            raise GraphLoadError(
                f"{where} is a graph, not a function, so it takes no arguments",
                "take `args` out, or name the function that makes the graph",
            )
        return found
    if inspect.isclass(found) or not callable(found):
        raise _not_a_graph(where, found)
    given = arguments_of(found, where=where, args=args, config=config)
    with _told(f"{where} raised"):
        made = found(**given)
        for _ in range(_WRAPPINGS):
            if isinstance(made, Pregel | StateGraph):
                return made
            made, more = await _unwrap(made, closing)
            if not more:
                break
    raise _not_made(where, made)


async def _unwrap(made: Any, closing: contextlib.AsyncExitStack) -> tuple[Any, bool]:
    """One wrapping less, and whether there was one."""
    if inspect.isawaitable(made):
        return await made, True
    if isinstance(made, AsyncGenerator):
        made = contextlib.asynccontextmanager(lambda generator=made: generator)()
    elif isinstance(made, Generator):
        made = contextlib.contextmanager(lambda generator=made: generator)()
    if hasattr(made, "__aenter__"):
        inner = await made.__aenter__()
        # closed as if all went well: an application's `except` must not swallow what we raise
        closing.push_async_callback(made.__aexit__, None, None, None)
        return inner, True
    if hasattr(made, "__enter__"):
        inner = made.__enter__()
        closing.callback(made.__exit__, None, None, None)
        return inner, True
    return made, False


class _told(contextlib.AbstractContextManager[None]):  # noqa: N801 - reads as a word after `with`
    """Turns what the user's code raises into a GraphLoadError with its own frames."""

    def __init__(self, saying: str) -> None:
        self._saying = saying

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if error is None or isinstance(error, GraphLoadError):
            return
        if isinstance(error, Exception | SystemExit):
            hint = missing_variable(error)
            if "running event loop" in str(error):
                hint = "graphs are made inside an event loop: write the factory as `async def`"
            raise GraphLoadError(
                f"{self._saying} {in_one_line(error)}", hint, user_traceback(error)
            ) from error


def closing_told(where: str) -> contextlib.AbstractContextManager[None]:
    """Wraps the closing of what a factory opened."""
    return _told(f"closing what {where} opened raised")


def _not_a_graph(where: str, found: object) -> GraphLoadError:
    return GraphLoadError(
        f"{where} is {described(found)}, not a graph",
        "name a compiled graph, a StateGraph, an @entrypoint, or a function that returns one",
    )


def _not_made(where: str, made: object) -> GraphLoadError:
    return GraphLoadError(
        f"{where} returned {described(made)}, not a graph",
        "it must return (or yield) a compiled graph, a StateGraph or an @entrypoint",
    )


def described(found: object) -> str:
    """What an object is, as messages say it."""
    if found is None:
        return "None"
    if inspect.isclass(found):
        return f"the class {found.__name__}"
    if inspect.ismodule(found):
        return f"the module {found.__name__}"
    name = type(found).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
