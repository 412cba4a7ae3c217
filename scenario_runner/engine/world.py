"""The world of one branch: its storage, its graph, and what the runner remembers of it."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.pregel import Pregel
from langgraph.store.base import BaseStore

from scenario_runner.engine.memory import Memory
from scenario_runner.engine.prepare import Writing
from scenario_runner.engine.storage import Storage
from scenario_runner.graphs.load import open_graph
from scenario_runner.language.model import CallOptions, Graph


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A world as it stood at a moment. Worlds made of it never disturb it or each other."""

    storage: Storage
    store: BaseStore | None
    memory: Memory

    def copy(self) -> Snapshot:
        """The same once more, sharing nothing that can change."""
        return Snapshot(
            storage=self.storage.copy(),
            store=copy.deepcopy(self.store),
            memory=self.memory.copy(),
        )

    def close(self) -> None:
        """Free it."""
        self.storage.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """A branch while it is played. Acts change what it holds."""

    graph: Graph
    app: Pregel[Any, Any, Any, Any]
    storage: Storage
    store: BaseStore | None
    memory: Memory
    variables: Mapping[str, Any]

    def snapshot(self) -> Snapshot:
        """The world as it stands now, copied."""
        return Snapshot(storage=self.storage, store=self.store, memory=self.memory).copy()

    def writing(self) -> Writing:
        """Names and folders for the values of the next step; saved names win."""
        return Writing(
            scope={**self.variables, **self.memory.saved},
            folder=self.graph.folder,
            root=self.graph.root,
        )

    def config(self, options: CallOptions, thread: str, writing: Writing) -> RunnableConfig:
        """The config of a call: the graph's configurable with the step's laid over it."""
        configurable: dict[str, Any] = {}
        for written in (self.graph.options.config, options.config):
            configurable |= writing.object(written) or {}
        config = RunnableConfig(configurable={**configurable, "thread_id": thread})
        limit = options.recursion_limit or self.graph.options.recursion_limit
        if limit is not None:
            config["recursion_limit"] = limit
        return config

    def keywords(self, options: CallOptions, writing: Writing) -> dict[str, Any]:
        """What a call gets besides its config: context, static interrupts, durability."""
        own = self.graph.options
        told: dict[str, Any] = {}
        if (context := options.context or own.context) is not None:
            told["context"] = writing.object(context)
        for name in ("interrupt_before", "interrupt_after", "durability"):
            said = getattr(options, name)
            said = getattr(own, name) if said is None else said
            if said is not None:
                told[name] = list(said) if isinstance(said, tuple) else said
        return told


@asynccontextmanager
async def open_world(
    graph: Graph, *, variables: Mapping[str, Any], source: Snapshot | None
) -> AsyncIterator[World]:
    """A world on an empty storage, or on what `source` holds (which it takes over).

    Raises GraphLoadError and StepFault.
    """
    memory = source.memory if source else Memory()
    storage = source.storage if source else Storage()
    writing = Writing(scope=variables, folder=graph.folder, root=graph.root)
    try:
        async with open_graph(
            graph,
            args=writing.object(graph.args) or {},
            config=writing.object(graph.options.config) or {},
            positions=memory.positions,
            scope=variables,
        ) as opened:
            store = source.store if source else copy.deepcopy(opened.store)
            yield World(
                graph=graph,
                app=opened.bind(storage.saver, store),
                storage=storage,
                store=store,
                memory=memory,
                variables=variables,
            )
    finally:
        storage.close()
