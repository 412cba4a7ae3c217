"""Code that asks somebody else what a function does: with its own parameters, of its own kind."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from types import CodeType, FunctionType
from typing import Literal

Kind = Literal["sync", "async", "generator", "async generator"]

HIDDEN = "<stand-in>"
"""The file of the code that takes a function's place: no traceback shows its frames."""

_BODIES: Mapping[Kind, tuple[str, str]] = {
    "sync": ("def", "return {seam}.call({given})"),
    "async": ("async def", "return await {seam}.acall({given})"),
    "generator": ("def", "return (yield from {seam}.items({given}))"),
    "async generator": ("async def", "async for {item} in {seam}.aitems({given}): yield {item}"),
}


def asking(seam: object, function: FunctionType) -> CodeType:
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


def kind_of(function: FunctionType) -> Kind:
    """How a function runs, by its own code."""
    flags = function.__code__.co_flags
    if flags & inspect.CO_ASYNC_GENERATOR:
        return "async generator"
    if flags & inspect.CO_COROUTINE:
        return "async"
    return "generator" if flags & inspect.CO_GENERATOR else "sync"
