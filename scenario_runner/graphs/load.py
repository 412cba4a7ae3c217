"""Graphs by reference: find what a scenario names, make it, and bind it to a storage."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, assert_never

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import StateGraph
from langgraph.pregel import Pregel
from langgraph.store.base import BaseStore

from scenario_runner.graphs import surroundings
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.factory import AnyGraph, closing_told, realise
from scenario_runner.graphs.files import import_file, loaded_file, package_base
from scenario_runner.graphs.inline import build_inline
from scenario_runner.graphs.manifest import read_manifest
from scenario_runner.graphs.modules import attribute, import_name
from scenario_runner.graphs.positions import Positions
from scenario_runner.language.model import (
    FileGraph,
    Graph,
    GraphReference,
    InlineGraph,
    ManifestGraph,
    ModuleGraph,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedGraph:
    """A graph as its application made it, ready to be bound to a storage of ours."""

    graph: AnyGraph
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What langgraph.json's `env` set; to be masked like secrets."""

    @property
    def store(self) -> BaseStore | None:
        """The store the application compiled it with; an uncompiled graph has none."""
        return self.graph.store if isinstance(self.graph, Pregel) else None

    def bind(
        self, checkpointer: BaseCheckpointSaver[Any], store: BaseStore | None = None
    ) -> Pregel[Any, Any, Any, Any]:
        """The compiled graph with this checkpointer; without `store` it keeps its own.

        The application's own `interrupt_before` and `interrupt_after` stay.
        """
        if isinstance(self.graph, StateGraph):
            return self.graph.compile(checkpointer=checkpointer, store=store)
        return self.graph.copy(
            update={"checkpointer": checkpointer, "store": store or self.graph.store}
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Target:
    """Where a reference leads, before anything is imported."""

    module: str
    """A dotted name, or a file (absolute)."""
    attribute: str
    where: str
    """As messages name it."""
    folders: tuple[str, ...]
    """To be first on `sys.path`, in this order."""
    environment: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def open_graph(
    graph: Graph,
    *,
    args: Mapping[str, object],
    config: Mapping[str, object],
    positions: Positions,
    scope: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[OpenedGraph]:
    """Open a scenario's graph; a factory is called again for each opening.

    args: keyword arguments of a factory. config: what LangGraph calls `configurable`, for
    factories that want it. positions: where the scripted parts of an inline graph stand.
    scope: names that templates of an inline graph see besides their own. environment:
    variables laid over those of a langgraph.json.

    Raises GraphLoadError. Import path and environment are as before once it is closed.
    """
    with ExitStack() as around:
        if isinstance(graph.source, InlineGraph):
            _surround(around, surroundings.project_folders(graph.root), environment or {})
            built = build_inline(graph, positions=positions, scope=scope or {})
            yield OpenedGraph(graph=built)
            return
        target = _target(graph.source, graph)
        _surround(around, target.folders, {**target.environment, **(environment or {})})
        async with AsyncExitStack() as closing:
            found = await _find(target)
            opened = AsyncExitStack()
            closing.push_async_callback(_close, opened, target.where)
            made = await realise(
                found, where=target.where, args=args, config=config, closing=opened
            )
            yield OpenedGraph(graph=made, environment=target.environment)


def _surround(around: ExitStack, folders: Sequence[str], environment: Mapping[str, str]) -> None:
    around.enter_context(surroundings.environment({**environment, **surroundings.TRACING_OFF}))
    around.enter_context(surroundings.importable(folders))


async def _close(opened: AsyncExitStack, where: str) -> None:
    with closing_told(where):
        await opened.aclose()


async def _find(target: _Target) -> object:
    """Import and look up. A module may call `asyncio.run()` when it is imported, so that
    happens on a thread without a loop, as LangGraph's own server does it."""
    is_file = Path(target.module).is_absolute()
    module = loaded_file(target.module) if is_file else sys.modules.get(target.module)
    if module is None:
        try:
            if is_file:
                module = await asyncio.to_thread(import_file, target.module, target.folders)
            else:
                module = await asyncio.to_thread(import_name, target.module)
        finally:
            surroundings.keep_tracing_off()
    return attribute(module, target.attribute, where=target.where.rpartition(":")[0])


def _target(source: GraphReference, graph: Graph) -> _Target:
    folders = surroundings.project_folders(graph.root)
    match source:
        case ModuleGraph(module=module, attribute=name):
            return _Target(module=module, attribute=name, where=f"{module}:{name}", folders=folders)
        case FileGraph(path=path, attribute=name):
            return _Target(
                module=path,
                attribute=name,
                where=f"{_shown(path, graph)}:{name}",
                folders=_merged(folders, (os.path.realpath(graph.folder), _base(path))),
            )
        case ManifestGraph(path=path, name=name):
            entry = read_manifest(path, name)
            is_file = Path(entry.target).is_absolute()
            shown = _shown(entry.target, graph) if is_file else entry.target
            own = (_base(entry.target),) if is_file else ()
            return _Target(
                module=entry.target,
                attribute=entry.attribute,
                where=f"{shown}:{entry.attribute}",
                folders=_merged(folders, (*entry.folders, *own)),
                environment=entry.environment,
            )
        case _:
            assert_never(source)


def _base(path: str) -> str:
    return package_base(os.path.realpath(path))


def _merged(first: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *more)))


def _shown(path: str, graph: Graph) -> str:
    """A path as short as the reader needs it."""
    for base in (graph.folder, graph.root):
        if Path(path).is_relative_to(base):
            return str(Path(path).relative_to(base))
    return path


__all__ = ["GraphLoadError", "OpenedGraph", "open_graph"]
