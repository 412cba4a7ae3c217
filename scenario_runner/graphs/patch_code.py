"""Python functions that do something else for a while, wherever they are held.

A function is reached by everybody who holds it: modules that imported it by name, closures,
default arguments, nodes of a graph compiled at import. So it stays the same object, with its
name, signature and kind, and only its code is another: one that asks its *seam* what to do.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any, Literal, Protocol

Kind = Literal["sync", "async", "generator", "async generator"]
Arguments = tuple[tuple[Any, ...], dict[str, Any]]

HIDDEN = "<stand-in>"
"""The file of the code that takes a function's place: no traceback shows its frames."""

_seams: dict[int, Seam] = {}
_lock = threading.RLock()
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
    mark: object
    """The same for all claims of one stand-in, which may reach a function in several places."""


def kind_of(function: FunctionType) -> Kind:
    """How a function runs, by its own code."""
    flags = function.__code__.co_flags
    if flags & inspect.CO_ASYNC_GENERATOR:
        return "async generator"
    if flags & inspect.CO_COROUTINE:
        return "async"
    return "generator" if flags & inspect.CO_GENERATOR else "sync"


def claim(function: FunctionType, claimed: Claim) -> Callable[[], None]:
    """Let `claimed` answer in the function's place; the last to claim is asked first.

    Returns what takes it back. Claims may be taken back in any order."""
    with _lock:
        seam = _seams.get(id(function))
        if seam is None:
            seam = _seams[id(function)] = Seam(function)
        seam.claims = (claimed, *seam.claims)
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
        self.real = _copy(function)
        function.__code__ = _asking(self, function)

    def answerer(self, args: tuple[Any, ...]) -> Answerer | None:
        """Who answers a call; None: the function itself."""
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


# --- the code that asks -------------------------------------------------------------------

_BODIES: Mapping[Kind, tuple[str, str]] = {
    "sync": ("def", "return {seam}.call({given})"),
    "async": ("async def", "return await {seam}.acall({given})"),
    "generator": ("def", "return (yield from {seam}.items({given}))"),
    "async generator": ("async def", "async for {item} in {seam}.aitems({given}): yield {item}"),
}


def _asking(seam: Seam, function: FunctionType) -> CodeType:
    """Code with the parameters of the function's own: Python binds arguments and defaults, and
    `inspect.signature` sees what it saw before."""
    code = function.__code__
    names = code.co_varnames
    plain = names[: code.co_argcount]
    only = names[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    rest = list(names[code.co_argcount + code.co_kwonlyargcount :])
    star = rest.pop(0) if code.co_flags & inspect.CO_VARARGS else None
    stars = rest.pop(0) if code.co_flags & inspect.CO_VARKEYWORDS else None
    header = [*plain[: code.co_posonlyargcount], *(["/"] if code.co_posonlyargcount else [])]
    header += plain[code.co_posonlyargcount :]
    header += [f"*{star}"] if star else ["*"] if only else []
    header += [*only, *([f"**{stars}"] if stars else [])]
    positional = "".join(f"{name}, " for name in (*plain, *([f"*{star}"] if star else [])))
    keywords = "".join(f"{name!r}: {name}, " for name in only) + (f"**{stars}" if stars else "")
    name = _free_name(names)
    opening, body = _BODIES[kind_of(function)]
    given = f"({positional}), {{{keywords}}}"
    body = body.format(seam=name, item=f"{name}_item", given=given)
    source = f"{opening} asking({', '.join(header)}):\n    {name} = {HIDDEN!r}\n    {body}\n"
    made = next(c for c in compile(source, HIDDEN, "exec").co_consts if isinstance(c, CodeType))
    return made.replace(
        co_consts=tuple(seam if const == HIDDEN else const for const in made.co_consts),
        co_name=code.co_name,
        co_qualname=code.co_qualname,
        co_freevars=code.co_freevars,  # Python wants as many as the function has cells
    )


def _free_name(taken: Collection[str]) -> str:
    name = "_seam"
    while any(other.startswith(name) for other in taken):
        name += "_"
    return name


def is_calling(mark: object) -> bool:
    """Whether a stand-in calls on just now, so that the real thing is meant."""
    return id(mark) in _busy.get()
