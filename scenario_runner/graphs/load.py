"""Graphs by reference: find what a scenario names, make it, and bind it to a storage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import field
from typing import Any

from langgraph.cache.base import BaseCache
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.pregel import Pregel
from langgraph.store.base import BaseStore

from scenario_runner.frozen import frozen
from scenario_runner.graphs import surroundings
from scenario_runner.graphs.caches import of_case
from scenario_runner.graphs.errors import GraphLoadError, in_one_line
from scenario_runner.graphs.factory import AnyGraph
from scenario_runner.graphs.inline import build_inline
from scenario_runner.graphs.lent import fixture_called
from scenario_runner.graphs.model_copies import watch_copies
from scenario_runner.graphs.model_targets import find
from scenario_runner.graphs.models import Models
from scenario_runner.graphs.opening import Opening
from scenario_runner.graphs.patches import Patches
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.targets import Target, target_of
from scenario_runner.language.model import FixtureGraph, Graph, InlineGraph, ServerGraph


@frozen
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
        self,
        checkpointer: BaseCheckpointSaver[Any],
        store: BaseStore | None = None,
        cache: BaseCache[Any] | None = None,
    ) -> Pregel[Any, Any, Any, Any]:
        """The compiled graph with this checkpointer; without `store` it keeps its own, and so it
        does without `cache`, but that one in memory begins empty.

        The application's own `interrupt_before` and `interrupt_after` stay. Raises
        GraphLoadError.
        """
        if isinstance(self.graph, Pregel):
            return self.graph.copy(update=self._update(self.graph, checkpointer, store, cache))
        try:
            return self.graph.compile(checkpointer=checkpointer, store=store)
        except Exception as error:
            raise GraphLoadError(
                f"the graph does not compile: {in_one_line(error)}",
                "mend it where its nodes and edges are added",
            ) from error

    @staticmethod
    def _update(
        graph: Pregel[Any, Any, Any, Any],
        checkpointer: BaseCheckpointSaver[Any],
        store: BaseStore | None,
        cache: BaseCache[Any] | None,
    ) -> dict[str, Any]:
        return {
            "checkpointer": checkpointer,
            "store": graph.store if store is None else store,
            "cache": of_case(graph.cache) if cache is None else cache,
        }


@asynccontextmanager
async def open_graph(
    graph: Graph,
    *,
    args: Mapping[str, object],
    config: Mapping[str, object],
    positions: Positions,
    scope: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    patches: Patches | None = None,
    models: Models | None = None,
) -> AsyncIterator[OpenedGraph]:
    """Open a scenario's graph; a factory is called again for each opening.

    args: keyword arguments of a factory. config: what LangGraph calls `configurable`, for
    factories that want it. positions: where the scripted parts of an inline graph stand.
    scope: names that templates of an inline graph see besides their own. environment:
    variables laid over those of a langgraph.json. models: those that are to play a script.
    patches: what stands in for parts of the application while it is open.

    Raises GraphLoadError. Import path and environment are as before once it is closed.
    """
    watch_copies()
    with ExitStack() as leaving:
        opening = Opening(
            leaving=leaving,
            args=args,
            config=config,
            environment=environment or {},
            patches=patches,
            models=models,
        )
        match graph.source:
            case InlineGraph():
                way = _inline(graph, opening, positions, scope or {})
            case FixtureGraph(name=name):
                way = _fixture(name, graph, opening)
            case ServerGraph():
                raise GraphLoadError("the graph is on a server, and cannot be loaded here")
            case reference:
                way = _referred(target_of(reference, graph), opening)
        async with way as opened:
            yield opened


@asynccontextmanager
async def _inline(
    graph: Graph, opening: Opening, positions: Positions, scope: Mapping[str, object]
) -> AsyncIterator[OpenedGraph]:
    await opening.begin(surroundings.project_folders(graph.root))
    opening.replace_objects()
    built = build_inline(graph, positions=positions, scope=scope)
    await opening.end()
    yield OpenedGraph(graph=built)


@asynccontextmanager
async def _fixture(name: str, graph: Graph, opening: Opening) -> AsyncIterator[OpenedGraph]:
    found = fixture_called(name)
    await opening.begin(surroundings.project_folders(graph.root))
    opening.replace_objects()
    async with opening.made(found, f"the fixture {name}") as made:
        yield OpenedGraph(graph=made)


@asynccontextmanager
async def _referred(target: Target, opening: Opening) -> AsyncIterator[OpenedGraph]:
    await opening.begin(target.folders, target.environment)
    found = await find(target)
    if opening.replace_objects():
        found = await find(target)  # it may be what another was put in place of
    async with opening.made(found, target.where) as made:
        yield OpenedGraph(graph=made, environment=target.environment)


__all__ = ["GraphLoadError", "OpenedGraph", "find", "open_graph"]
