"""What a process reads and imports, told as it happens: in a file, since it may die of what it
runs.

Audit hooks (PEP 578) cannot be taken away again; this one is set where a bundle is made, and does
nothing while nobody listens.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import IO, Any

from scenario_runner.frozen import frozen


@frozen
class Seen:
    """What was read and run."""

    code: frozenset[str] = frozenset()
    """Python files (absolute) whose code ran."""
    read: frozenset[str] = frozenset()
    """Files (absolute) that were opened to be read."""
    modules: frozenset[str] = frozenset()
    """The outermost packages of what was imported."""


_listening: list[_Listener] = []
_hooked: list[bool] = []


class _Listener:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._told: set[tuple[str, str]] = set()

    def tell(self, kind: str, what: str) -> None:
        if (kind, what) not in self._told:
            self._told.add((kind, what))
            self._file.write(json.dumps([kind, what]).encode() + b"\n")


@contextmanager
def telling(path: str | None) -> Iterator[None]:
    """Within this, what is read and imported goes to the end of the file at `path`; None: not."""
    if path is None:
        yield
        return
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    with Path(path).open("ab", buffering=0) as file:
        listener = _Listener(file)
        for name in list(sys.modules):
            listener.tell("module", name.partition(".")[0])
        _listening.append(listener)
        try:
            yield
        finally:
            _listening.remove(listener)


def read_seen(path: Path) -> Seen:
    """What was told to a file; a line that a process died at is left out."""
    told: dict[str, set[str]] = {"code": set(), "read": set(), "module": set()}
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            kind, what = json.loads(line)
        except ValueError:
            continue
        told[kind].add(what)
    return Seen(
        code=frozenset(told["code"]),
        read=frozenset(told["read"]),
        modules=frozenset(told["module"]),
    )


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _listening:
        return
    try:
        for kind, what in _told(event, arguments):
            for listener in _listening:
                listener.tell(kind, what)
    except Exception:  # noqa: BLE001, S110  # what is watched must not notice it
        pass


def _told(event: str, arguments: tuple[Any, ...]) -> Iterable[tuple[str, str]]:
    match event, arguments:
        case "open", (str() | bytes() as path, _, int() as flags):
            if not flags & (os.O_WRONLY | os.O_RDWR):
                yield "read", os.path.abspath(os.fsdecode(path))  # noqa: PTH100  # links stay
        case "exec", (CodeType() as code,) if code.co_name == "<module>":
            if code.co_filename.endswith(".py"):
                yield "code", os.path.abspath(code.co_filename)  # noqa: PTH100  # as above
        case "import", (str() as name, *_):
            yield "module", name.partition(".")[0]
        case "sqlite3.connect", (str() | bytes() as path, *_):
            name = os.fsdecode(path).removeprefix("file:").partition("?")[0]
            if name and name != ":memory:":
                yield "read", os.path.abspath(name)  # noqa: PTH100  # as above
        case _:
            pass
