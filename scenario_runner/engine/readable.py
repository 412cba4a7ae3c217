"""Whether a stored thread can be read without running what only its database names.

LangGraph's serializer builds objects by importing a class and calling it. Of a database that may
be somebody else's, that is done for classes of values, of LangChain and LangGraph, and of the
project itself; nothing else is named in a thread that an application has written.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from scenario_runner.language.words import quoted
from scenario_runner.stored.packed import Stored, Unread, unpacked

_OF_VALUES: Final = frozenset({
    "collections", "datetime", "decimal", "enum", "fractions", "ipaddress", "pathlib", "re", "uuid",
    "zoneinfo", "builtins",
})  # fmt: skip
_BUILT_IN: Final = frozenset({"set", "frozenset", "complex", "bytearray", "tuple"})
_LIBRARIES: Final = ("langchain", "langchain_core", "langgraph")


def unreadable(connection: sqlite3.Connection, thread: str, root: Path) -> Iterator[str]:
    """Why values of the thread are not read, one after another."""
    asked = (
        "SELECT 'a checkpoint', type, checkpoint FROM checkpoints WHERE thread_id = ? "
        "UNION ALL SELECT channel, type, value FROM writes WHERE thread_id = ?"
    )
    for where, kind, data in connection.execute(asked, (thread, thread)):
        for reason in _reasons(unpacked(kind, data), root):
            yield f"{quoted(str(where))} {reason}"


def _reasons(value: Any, root: Path) -> Iterator[str]:
    match value:
        case Unread(reason=reason):
            yield reason
        case Stored(module=module, name=name, data=data):
            if not _is_trusted(module, name, root):
                yield f"holds {quoted(f'{module}.{name}')}, which is none of the project's classes"
            yield from _reasons(data, root)
        case dict():
            for part in value.values():
                yield from _reasons(part, root)
        case list() | tuple() | set() | frozenset():
            for part in value:
                yield from _reasons(part, root)
        case _:
            return


def _is_trusted(module: str, name: str, root: Path) -> bool:
    if module == "builtins":
        return name in _BUILT_IN
    if module in _OF_VALUES or module.split(".", maxsplit=1)[0] in _LIBRARIES:
        return True
    home = getattr(sys.modules.get(module), "__file__", None)
    return home is not None and Path(home).resolve().is_relative_to(root.resolve())
