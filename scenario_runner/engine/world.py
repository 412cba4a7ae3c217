"""The world of one branch: its storage, its graph, and what the runner remembers of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import replace
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.pregel import Pregel
from langgraph.store.memory import InMemoryStore

from scenario_runner.engine.memory import Made, Memory
from scenario_runner.engine.normal import normal
from scenario_runner.engine.open_questions import read_thread
from scenario_runner.engine.prepare import StepFault, Writing
from scenario_runner.engine.server import ServerFault, server_of
from scenario_runner.engine.server_storage import ServerStorage
from scenario_runner.engine.snapshot import Snapshot
from scenario_runner.engine.state import EMPTY, State
from scenario_runner.engine.storages import AnyStorage, open_storage
from scenario_runner.engine.witness import Mark
from scenario_runner.graphs import surroundings
from scenario_runner.graphs.caches import copied_cache
from scenario_runner.graphs.circumstances import Held, held
from scenario_runner.graphs.load import open_graph
from scenario_runner.graphs.model_heard import Heard
from scenario_runner.graphs.model_play import ScriptFault
from scenario_runner.graphs.model_recorder import Recorder, recording
from scenario_runner.graphs.model_told import heard
from scenario_runner.graphs.models import Models
from scenario_runner.graphs.patch_ledger import Ledger
from scenario_runner.graphs.patch_script import Scripting
from scenario_runner.graphs.patches import Patches
from scenario_runner.graphs.stores import copied
from scenario_runner.graphs.taping import Taping
from scenario_runner.graphs.tracing import Traced
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.model import Graph, ServerGraph
from scenario_runner.language.patch import Patch
from scenario_runner.language.scripts import Scripts

NOTHING_TAPED = Taping()


class StateUnreadable(Exception):  # not an error of ours: LangGraph cannot put it together
    """A thread whose state LangGraph cannot give; why is its cause. Two finished nodes of a
    paused superstep that wrote one key make it so."""


class World:
    """A branch while it is played."""

    def __init__(
        self,
        graph: Graph,
        variables: Mapping[str, Any],
        source: Snapshot | None,
        models: Scripts,
        taping: Taping,
        overhears: bool = False,
    ) -> None:
        self.graph = graph
        self.scripts = models
        self.taping = taping
        self.variables = variables
        self.patches: tuple[Patch, ...] = ()
        """What is in force; holds from the next opening on."""
        self.traced: Traced | None = None
        """What calls are told as to LangSmith; None where they are not told."""
        self.ledger = Ledger(normal)
        self.storage = source.storage if source else _storage_for(graph)
        self.memory = source.memory if source else Memory()
        self.store = source.store if source else None
        self.cache = source.cache if source else None
        self.app: Pregel[Any, Any, Any, Any]
        self.models: Models | None = None
        self._begun = source is not None
        self.held: Held
        self._overhears = overhears
        self._recorder: Recorder | None = None
        self._held = ExitStack()
        self._closing = AsyncExitStack()

    def hold(self) -> None:
        """Hold the surroundings to what the scenario says, until `close`: a restart of the
        application changes nothing about them. Raises GraphLoadError."""
        asks = self._overhears
        around = held(self.graph.circumstances, self.memory.positions, self.taping, asks=asks)
        self.held = self._held.enter_context(around)
        if self._overhears:
            self._recorder = self._held.enter_context(recording())

    async def heard(self) -> Heard:
        """What the application's own models have said so far, where they are overheard."""
        return Heard() if self._recorder is None else await heard(self._recorder, self.graph)

    async def open(self) -> None:
        """Open the graph and bind it to the storage. Raises GraphLoadError and StepFault."""
        if isinstance(self.storage, ServerStorage):
            from scenario_runner.engine.server_app import (  # noqa: PLC0415  # imports HTTP
                open_server,
            )

            opened_there = open_server(server_of(self.graph, self.writing()), self.storage.saver)
            self.app = cast("Any", await self._closing.enter_async_context(opened_there))
            self._begun = True
            return
        self._play()
        writing = self.writing()
        environment = writing.environment(self.graph.environment)
        # already for what `$python` imports to make the arguments
        self._closing.enter_context(
            surroundings.environment({**environment, **surroundings.tracing()})
        )
        opening = open_graph(
            self.graph,
            args=writing.object(self.graph.args) or {},
            config=writing.object(self.graph.options.config) or {},
            positions=self.memory.positions,
            scope=self.variables,
            environment=environment,
            models=self.models,
            patches=self._patches() if self.patches else None,
        )
        try:
            opened = await self._closing.enter_async_context(opening)
        except ScriptFault as fault:  # a factory may ask a model
            raise StepFault(fault.message, fault.hint, fault.place) from fault
        if not self._begun:
            self.store = InMemoryStore() if self.graph.store else copied(opened.store)
            self._begun = True
        self.app = opened.bind(self.storage.saver, self.store, self.cache)
        self.cache = self.app.cache

    def _patches(self) -> Patches:
        writing = self.writing()
        return Patches(
            patches=self.patches,
            scripting=Scripting(
                Wording(folder=writing.folder, root=writing.root, scope=writing.scope),
                self.memory.positions,
                self.ledger,
            ),
        )

    def _play(self) -> None:
        """Make the scripted models; where they are held is found once that is imported."""
        if self.scripts:
            self.models = Models(
                self.scripts,
                graph=self.graph,
                positions=self.memory.positions,
                scope=lambda: {**self.variables, **self.memory.saved},
            )
            self._closing.callback(self.models.close)

    async def restart(self) -> None:
        """What an app restart does: graph and checkpointer are gone, and what nodes have kept in
        memory; the storage is not."""
        self.cache = None
        await self.reload()

    async def reload(self) -> None:
        """Open the graph once more, on the same storage."""
        await self._closing.aclose()
        self._closing = AsyncExitStack()
        self.adopt(self.storage.copy())
        self.memory.states.clear()
        await self.open()

    def adopt(self, storage: AnyStorage) -> None:
        """Go on with another storage; the one before is closed."""
        self.storage.close()
        self.storage = storage
        if hasattr(self, "app"):
            self.app = self.app.copy(update={"checkpointer": storage.saver})

    def go_back(self, kept: Snapshot) -> None:
        """Be again what was copied before. The graph's own scripted parts hold the positions
        that are there, so these are turned back instead of replaced."""
        self.adopt(kept.storage)
        self.store = kept.store
        self.cache = kept.cache
        self.app = self.app.copy(update={"store": kept.store, "cache": kept.cache})
        positions = self.memory.positions
        positions.go_back(kept.memory.positions)
        self.memory = replace(kept.memory, positions=positions)

    async def close(self) -> None:
        """Close the graph and the storage."""
        try:
            await self._closing.aclose()
        finally:
            self.storage.close()
            self._held.close()

    # --- copies ---------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The world as it stands now, copied."""
        return Snapshot(
            storage=self.storage, store=self.store, memory=self.memory, cache=self.cache
        ).copy()

    def snapshot_at(self, made: Made) -> Snapshot:
        """The world as it stood when a checkpoint had just been written. A store is copied as
        it stands now: its past is not kept."""
        store = copied(self.store)
        storage, memory = self.storage.copy_at(made.put.mark), self.memory.copy_at(made)
        if made.put.namespace and made.put.hearings:
            storage.forget_bare(made.put.thread)
            memory.bare.pop(made.put.thread, None)
        cache = copied_cache(self.cache)
        return Snapshot(storage=storage, store=store, memory=memory, cache=cache)

    @contextmanager
    def undoing(self, *errors: type[Exception]) -> Iterator[None]:
        """What is done inside is undone where it ends with one of these errors."""
        with ExitStack() as freeing:
            kept = self.snapshot()
            freeing.callback(kept.close)
            try:
                yield
            except errors:
                freeing.pop_all()  # from now on this world's own
                self.go_back(kept)
                raise

    # --- states ---------------------------------------------------------------------------

    async def state(self, thread: str) -> State:
        """The state of a thread at its head, read only where it is not known."""
        if thread not in self.memory.states:
            known = any(made.put.thread == thread for made in self.memory.made)
            self.memory.states[thread] = await self.read(thread) if known else EMPTY
        return self.memory.states[thread]

    async def read(self, thread: str, config: RunnableConfig | None = None) -> State:
        """Read the state of a thread at its head. Raises StateUnreadable."""
        asked = config or RunnableConfig(configurable={"thread_id": thread})
        self.memory.states.pop(thread, None)
        try:
            state = await read_thread(self.app, self.storage, self.memory, asked)
        except ServerFault:
            raise
        except Exception as error:
            raise StateUnreadable from error
        self.memory.states[thread] = state
        return state

    async def state_at(self, thread: str, moment: Mark) -> State:
        """The state of a thread as it stood at an earlier moment, with what the finished
        nodes of a superstep had written by then (LangGraph shows that at a head only)."""
        with closing(self.storage.copy_at(moment)) as past:
            app = self.app.copy(update={"checkpointer": past.saver})
            config = RunnableConfig(configurable={"thread_id": thread})
            return await read_thread(app, past, self.memory, config)

    # --- what calls get -------------------------------------------------------------------

    def writing(self) -> Writing:
        """Names and folders for the values of the next step; saved names win."""
        return Writing(
            scope={**self.variables, **self.memory.saved},
            folder=self.graph.folder,
            root=self.graph.root,
            models=self.models.named if self.models is not None else {},
        )


def _storage_for(graph: Graph) -> AnyStorage:
    return ServerStorage() if isinstance(graph.source, ServerGraph) else open_storage()


@asynccontextmanager
async def open_world(
    graph: Graph,
    *,
    variables: Mapping[str, Any],
    source: Snapshot | None,
    models: Scripts = (),
    taping: Taping = NOTHING_TAPED,
    patches: tuple[Patch, ...] = (),
    overhears: bool = False,
) -> AsyncIterator[World]:
    """A world on an empty storage, or on what `source` holds (which it takes over). `models` play
    their scripts in it; with `overhears` what the others say is taken down.

    Raises GraphLoadError and StepFault.
    """
    world = World(graph, variables, source, models, taping, overhears)
    world.patches = patches
    try:
        world.hold()
        await world.open()
        yield world
    finally:
        await world.close()
