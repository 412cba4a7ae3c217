"""Who in the application holds an object: by looking at all there is, at the project alone, or at
the imports its files write."""

from __future__ import annotations

import ast
import enum
import functools
import gc
import os
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CellType, FunctionType, ModuleType
from typing import Any

_INSTALLED = tuple(sysconfig.get_path(name) + os.sep for name in ("purelib", "platlib", "stdlib"))
_RUNNER = str(Path(__file__).parents[1]) + os.sep
_OURS = __name__.partition(".")[0]


def is_shared(value: object) -> bool:
    """Whether Python may use one object for equal values of several owners: numbers, texts."""
    return value is None or isinstance(
        value, bool | int | float | complex | str | bytes | enum.Enum | type(...)
    ) or value == ()  # fmt: skip


def project_modules(folders: Sequence[str]) -> list[ModuleType]:
    """The loaded modules whose files lie in one of the folders, what is installed left out."""
    tops = tuple(folder.rstrip(os.sep) + os.sep for folder in folders)
    found = []
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType):
            file = vars(module).get("__file__")
            if (
                isinstance(file, str)
                and file.startswith(tops)
                and not file.startswith((*_INSTALLED, _RUNNER))
            ):
                found.append(module)
    return list({id(module): module for module in found}.values())


def holders(held: object) -> list[Any]:
    """Everything that refers to the object, but for what is ours."""
    return [
        holder
        for holder in gc.get_referrers(held)
        if type(holder).__module__.partition(".")[0] != _OURS
    ]


# --- in the project alone -----------------------------------------------------------------


def in_project(old: object, modules: Sequence[ModuleType]) -> list[Any]:
    """Those of the project who hold what others hold too (a class, a function in C): modules,
    their classes, and what stands in lists and mappings of theirs."""
    found: list[Any] = []
    for module in modules:
        found.append(vars(module))
        for value in list(vars(module).values()):
            if isinstance(value, list | dict) and type(value) in {list, dict}:
                found.append(value)
            elif isinstance(value, FunctionType) and value.__module__ == module.__name__:
                found += _of_function(value)
            elif isinstance(value, type) and value.__module__ == module.__name__:
                _in_class(value, found)
    return [holder for holder in found if _holds(holder, old)]


def _of_function(function: FunctionType) -> Iterator[Any]:
    yield from function.__closure__ or ()
    if function.__kwdefaults__:
        yield function.__kwdefaults__
    if function.__defaults__:
        yield function.__defaults__


def _in_class(kind: type, found: list[Any]) -> None:
    found += [gc.get_referents(vars(kind))[0]]
    for value in list(vars(kind).values()):
        if isinstance(value, FunctionType):
            found += _of_function(value)


def _holds(holder: Any, old: object) -> bool:
    if isinstance(holder, CellType):
        try:
            return holder.cell_contents is old
        except ValueError:  # an empty one
            return False
    held = holder.values() if isinstance(holder, dict) else holder
    return any(item is old for item in list(held))


# --- by name ------------------------------------------------------------------------------


def importers(
    home: ModuleType, name: str, modules: Sequence[ModuleType]
) -> Iterator[tuple[ModuleType, str]]:
    """The modules of the project that say `from HOME import NAME`, each with what it calls it.

    A number or a text is the same object for all who use it: only the import tells whose it is.
    """
    last = home.__name__.rpartition(".")[2]
    for module in modules:
        file = vars(module).get("__file__")
        if module is home or not isinstance(file, str) or not file.endswith(".py"):
            continue
        for source, called in imports_of(file, name):
            if source.rpartition(".")[2] in {last, ""}:
                yield module, called


@functools.lru_cache(maxsize=1024)
def imports_of(file: str, name: str) -> tuple[tuple[str, str], ...]:
    """`(module, called)` of each `from module import NAME` in a file."""
    try:
        content = Path(file).read_bytes()
        if name.encode() not in content:
            return ()
        tree = ast.parse(content)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return ()
    return tuple(
        (node.module or "", alias.asname or alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == name
    )
