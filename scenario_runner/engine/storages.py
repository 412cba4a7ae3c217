"""Which storage a run has: one way to open each."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver

from scenario_runner.engine.journaled_storage import Fresh, JournaledStorage
from scenario_runner.engine.server_storage import ServerStorage
from scenario_runner.engine.storage import Storage
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.files import import_file
from scenario_runner.graphs.modules import attribute, import_name

AnyStorage = Storage | JournaledStorage | ServerStorage
VARIABLE = "SCENARIO_RUNNER_STORAGE"
"""Says what `--storage` says, where that does not."""
_SYNCHRONOUS = ("put", "put_writes", "get_tuple", "list")
_chosen: ContextVar[str] = ContextVar("_chosen", default="")


@contextmanager
def storing(told: str) -> Iterator[None]:
    """Open storages as `told` says; "": as the environment says, else SQLite."""
    token = _chosen.set(told)
    try:
        yield
    finally:
        _chosen.reset(token)


def open_storage() -> AnyStorage:
    """An empty storage of the kind that is chosen. Raises GraphLoadError."""
    told = _chosen.get() or os.environ.get(VARIABLE, "") or "sqlite"
    if told == "sqlite":
        return Storage()
    if told == "memory":
        return JournaledStorage(_in_memory)
    if told.startswith(("postgresql://", "postgres://")):
        return JournaledStorage(_postgres(told))
    return JournaledStorage(lambda: _own(told))


def _in_memory() -> Fresh:
    return Fresh(saver=InMemorySaver(), close=_nothing)


def _nothing() -> None:
    """What needs no closing."""


def _postgres(url: str) -> Callable[[], Fresh]:
    try:
        from scenario_runner.engine.postgres import fresh  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise GraphLoadError(
            "--storage: PostgreSQL needs packages that are not installed",
            'install them: pip install "scenario-runner[postgres]"',
        ) from error
    return lambda: fresh(url)


def _own(told: str) -> Fresh:
    factory = _factory(told)
    try:
        made = factory()
    except Exception as error:
        raise GraphLoadError(f"--storage: {told} raised {_named(error)}") from error
    if not isinstance(made, BaseCheckpointSaver):
        raise GraphLoadError(
            f"--storage: {told} returned {type(made).__name__}, not a checkpointer",
            "return a new BaseCheckpointSaver; a context manager or coroutine is not one",
        )
    if (sync := type(made).__name__.removeprefix("Async")) != type(made).__name__:
        raise GraphLoadError(
            f"--storage: {told} returned Async{sync}, which cannot be read inside an event loop",
            f"return the synchronous one, {sync}: graphs with async nodes run on it too",
        )
    missing = [name for name in _SYNCHRONOUS if not _has(made, name)]
    if missing:
        raise GraphLoadError(
            f"--storage: the checkpointer of {told} has no {' and no '.join(missing)}",
            "checkpointers are used through their synchronous methods",
        )
    try:
        held = next(iter(made.list(None, limit=1)), None)
    except Exception as error:
        raise GraphLoadError(f"--storage: {told} cannot be listed: {_named(error)}") from error
    if held is not None:
        raise GraphLoadError(
            f"--storage: {told} gave a checkpointer that holds checkpoints already",
            "each call must give an empty one of its own: every branch has a storage to itself",
        )
    return Fresh(saver=made, close=lambda: _close(made))


def _factory(told: str) -> Callable[[], Any]:
    where, _, name = told.rpartition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)  # after all else: it hides nothing
    is_file = where.endswith(".py")
    module = import_file(str(Path(where).resolve()), [here]) if is_file else import_name(where)
    found = attribute(module, name, where=where)
    if not callable(found):
        raise GraphLoadError(f"--storage: {told} is not a function", "name one that can be called")
    return found


def _has(saver: object, method: str) -> bool:
    return inspect.getattr_static(type(saver), method) is not inspect.getattr_static(
        BaseCheckpointSaver, method
    )


def _close(saver: object) -> None:
    connection = getattr(saver, "conn", None)
    if callable(close := getattr(connection, "close", None)):
        close()


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
