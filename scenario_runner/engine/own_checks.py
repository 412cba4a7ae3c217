"""`check`: functions of the user's own, asked what they have to complain of in a step.

Called where the graph runs: in the process that can be killed, with the project importable and
the scenario's environment set. A check gets a copy of the observation as plain data.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from itertools import islice
from pathlib import Path
from typing import Any

from scenario_runner.engine.observation import Observation, OwnCheck
from scenario_runner.graphs import surroundings
from scenario_runner.graphs.errors import GraphLoadError, in_one_line, user_traceback
from scenario_runner.graphs.load import find
from scenario_runner.graphs.targets import Target, target_of
from scenario_runner.language.model import Graph
from scenario_runner.language.references import reference
from scenario_runner.language.value import Data
from scenario_runner.language.words import kind

_MOST = 1000
"""Complaints that are taken of a function that yields them: it may never end."""
_WANTED = "a check returns a list of complaints, empty when all is well"


async def ask(names: Data, observation: Observation, graph: Graph) -> tuple[OwnCheck, ...]:
    """What each of the checks named says; `names` is one, or a list of them."""
    listed = names if isinstance(names, list) else [names]
    return tuple([await _ask(name, observation, graph) for name in listed])


async def _ask(name: str, observation: Observation, graph: Graph) -> OwnCheck:
    source = reference(name, Path(graph.folder))
    if source is None:
        return OwnCheck(reference=name, fault=f"{name} names no function")
    try:
        target = target_of(source, graph)
        with surroundings.importable(target.folders):
            called = _function(await find(target), target)
            return await _called(name, called, observation.to_data())
    except GraphLoadError as error:
        hint = f"; {error.hint}" if error.hint else ""
        fault = f"{error.message}{hint}"
        return OwnCheck(reference=name, fault=fault, traceback=error.traceback)


def _function(found: object, target: Target) -> Callable[[Data], Any]:
    if not callable(found):
        raise GraphLoadError(f"{target.where} is not a function", "name a function to be called")
    return found


async def _called(name: str, function: Callable[[Data], Any], data: Data) -> OwnCheck:
    """On a thread, where it may call `asyncio.run`, and where it can be left when it hangs."""
    made, error = await asyncio.to_thread(_outcome, function, data)
    if error is None and not isinstance(made, list):
        made, error = await _awaited(made)
    if error is None:
        return _answer(name, made)
    trace = user_traceback(error)
    if isinstance(error, AssertionError):  # how tests complain
        return OwnCheck(reference=name, complaints=(_asserted(name, error),), traceback=trace)
    return OwnCheck(reference=name, fault=f"{name} raised {in_one_line(error)}", traceback=trace)


def _outcome(function: Callable[[Data], Any], data: Data) -> tuple[Any, BaseException | None]:
    """What it returns, or what it raises: a thread cannot pass on every exception."""
    try:
        made = function(data)
        return (list(islice(made, _MOST)) if inspect.isgenerator(made) else made), None
    except BaseException as error:  # noqa: BLE001  # sys.exit in a check must not end the case
        return None, error


async def _awaited(made: Any) -> tuple[Any, BaseException | None]:
    try:
        if inspect.isasyncgen(made):
            return await _first(made), None
        return (await made if inspect.isawaitable(made) else made), None
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():  # the step's time is up
            raise
        return None, error
    except BaseException as error:  # noqa: BLE001  # as above
        return None, error


async def _first(made: AsyncIterator[Any]) -> list[Any]:
    found: list[Any] = []
    async for each in made:
        found.append(each)
        if len(found) == _MOST:
            break
    return found


def _asserted(name: str, error: AssertionError) -> str:
    text = " ".join(str(error).split())
    return f"{name}: {text}" if text else f"{name}: an assertion does not hold"


def _answer(name: str, made: Any) -> OwnCheck:
    if made is None:
        return OwnCheck(reference=name)
    if not isinstance(made, list | tuple):
        return OwnCheck(reference=name, fault=f"{name} returned {_said(made)}; {_WANTED}")
    for number, each in enumerate(made):
        if not isinstance(each, str):
            fault = f"{name} returned {_said(each)} as complaint {number + 1}; complaints are text"
            return OwnCheck(reference=name, fault=fault)
    texts = tuple(" ".join(each.split()) or "(a complaint without words)" for each in made)
    return OwnCheck(reference=name, complaints=texts)


def _said(value: object) -> str:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return kind(value)
    return f"an object of the class {type(value).__name__}"
