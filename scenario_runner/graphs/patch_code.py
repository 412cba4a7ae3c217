"""Python functions that do something else for a while, wherever they are held.

A function is reached by everybody who holds it: modules that imported it by name, closures,
default arguments, nodes of a graph compiled at import. So it stays the same object, with its
name, signature and kind, and only its code is another: one that asks its *seam* what to do.
"""

from __future__ import annotations

import inspect
import os
import sysconfig
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Protocol

from scenario_runner.graphs.patch_asking import HIDDEN, asking

_seams: dict[int, Seam] = {}
_lock = threading.RLock()
_STANDARD = tuple({sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib")})
_INSTALLED = tuple({sysconfig.get_path(name) + os.sep for name in ("purelib", "platlib")})
_FRAMEWORKS = frozenset(
    {"scenario_runner", "langgraph", "langchain", "langchain_core", "langsmith"}
)
_busy: ContextVar[frozenset[int]] = ContextVar("scenario_runner_stand_ins", default=frozenset())
"""Marks of the stand-ins that call on just now: they reach the real function."""


class Answerer(Protocol):
    """What gives a call's answer in a function's place, one way for each kind of function."""

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Of a function."""

    async def acall(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Of an async function."""

    def items(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[Any]:
        """Of a generator."""

    def aitems(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> AsyncIterator[Any]:
        """Of an async generator."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Claim:
    """Somebody who answers in a function's place."""

    answerer: Answerer
    fits: Callable[[tuple[Any, ...]], bool]
    """Whether these arguments are for it: a method may be claimed for one object only."""
    breadth: int
    """How many calls it is for: the smaller, the earlier it is asked."""
    mark: object
    """The same for all claims of one stand-in, which may reach a function in several places."""


def claim(function: FunctionType, claimed: Claim) -> Callable[[], None]:
    """Let `claimed` answer in the function's place; the narrowest claim is asked
    first, of those alike the last.

    Returns what takes it back. Claims may be taken back in any order."""
    with _lock:
        seam = _seams.get(id(function))
        if seam is None:
            seam = _seams[id(function)] = Seam(function)
        seam.claims = tuple(sorted((claimed, *seam.claims), key=lambda one: one.breadth))
    return lambda: _take_back(seam, claimed)


def _take_back(seam: Seam, claimed: Claim) -> None:
    with _lock:
        seam.claims = tuple(other for other in seam.claims if other is not claimed)
        if not seam.claims and _seams.get(id(seam.function)) is seam:
            seam.function.__code__ = seam.code
            del _seams[id(seam.function)]


class calling:  # noqa: N801 - reads as a word after `with`
    """While a stand-in calls on: whoever calls the function from there gets the real one."""

    def __init__(self, mark: object) -> None:
        self._mark = id(mark)

    def __enter__(self) -> None:
        self._token = _busy.set(_busy.get() | {self._mark})

    def __exit__(self, *_: object) -> None:
        _busy.reset(self._token)


class Seam:
    """Where a function was cut open: its own code, and who answers in its place."""

    def __init__(self, function: FunctionType) -> None:
        self.function = function
        self.code = function.__code__
        self.claims: tuple[Claim, ...] = ()
        file = function.__code__.co_filename
        self._of_python = file.startswith(_STANDARD) and not file.startswith(_INSTALLED)
        self.real = _copy(function)
        function.__code__ = asking(self, function)

    def answerer(self, args: tuple[Any, ...]) -> Answerer | None:
        """Who answers a call; None: the function itself."""
        if self._of_python and _is_called_by_framework():
            return None
        busy = _busy.get()
        for claimed in self.claims:
            if claimed.fits(args):
                return None if id(claimed.mark) in busy else claimed.answerer
        return None

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call of a function."""
        found = self.answerer(args)
        return self.real(*args, **kwargs) if found is None else found.call(args, kwargs)

    async def acall(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call of an async function."""
        found = self.answerer(args)
        given = self.real(*args, **kwargs) if found is None else found.acall(args, kwargs)
        return await given

    def items(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call of a generator function."""
        found = self.answerer(args)
        return self.real(*args, **kwargs) if found is None else found.items(args, kwargs)

    def aitems(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A call of an async generator function."""
        found = self.answerer(args)
        return self.real(*args, **kwargs) if found is None else found.aitems(args, kwargs)


def _is_called_by_framework() -> bool:
    """Whether LangGraph, LangChain or the runner calls: what they need of Python they get."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename in {__file__, HIDDEN}:
        frame = frame.f_back
    name = str(frame.f_globals.get("__name__", "")) if frame is not None else ""
    return name.partition(".")[0] in _FRAMEWORKS


def _copy(function: FunctionType) -> FunctionType:
    copied = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copied.__kwdefaults__ = function.__kwdefaults__
    copied.__dict__ = function.__dict__  # a function may keep things on itself
    copied.__qualname__ = function.__qualname__
    return copied


def is_calling(mark: object) -> bool:
    """Whether a stand-in calls on just now, so that the real thing is meant."""
    return id(mark) in _busy.get()
