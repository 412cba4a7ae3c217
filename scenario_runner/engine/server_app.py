"""A graph on a server, in the place of one in this process: the calls that the engine makes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Container, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot
from langgraph_sdk.client import LangGraphClient

from scenario_runner.engine.server import (
    Server,
    ServerFault,
    find_assistant,
    has_subgraphs,
    nodes_of,
)
from scenario_runner.engine.server_storage import CREATED_BY, ServerThreads
from scenario_runner.engine.server_stream import Part, Reading, ServerRaised, put_on
from scenario_runner.engine.server_values import snapshot_of

_MODES: Final = {"messages": "messages-tuple"}
_OURS: Final = ("thread_id", "checkpoint_id", "checkpoint_ns")
_SETTLING = 100
"""Times a run that has told all is looked at, for the server to note that it has ended."""
_PAUSE = 0.02


_NAMESPACE: Final = re.compile(r":[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class _Any:
    """Nodes that nobody tells: any name may be one."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())


@asynccontextmanager
async def open_server(server: Server, threads: ServerThreads) -> AsyncIterator[ServerApp]:
    """The graph that a server has under the name of an assistant. Raises ServerFault."""
    client = server.client()
    try:
        assistant = await find_assistant(client, server)
        nodes = await nodes_of(client, assistant)
        threads.server, threads.told_anew = server, await has_subgraphs(client, assistant)
        yield ServerApp(server, client, assistant, threads, _Any() if nodes is None else nodes)
    finally:
        await client.http.client.aclose()


class ServerApp:
    """An assistant of a server and the threads of a branch, called as a compiled graph is."""

    store = None
    """A server's store is one for all its threads, and no branch's own."""

    def __init__(
        self,
        server: Server,
        client: LangGraphClient,
        assistant: str,
        threads: ServerThreads,
        nodes: Container[str],
    ) -> None:
        self.server = server
        self.client = client
        self.assistant = assistant
        self.threads = threads
        self.nodes = nodes

    def copy(self, update: Mapping[str, Any]) -> ServerApp:
        """The same graph on other threads."""
        threads: ServerThreads = update.get("checkpointer", self.threads)
        threads.server = self.server
        return ServerApp(self.server, self.client, self.assistant, threads, self.nodes)

    async def astream(
        self, sent: Any, config: RunnableConfig, *, stream_mode: list[str], **keywords: Any
    ) -> AsyncIterator[Part]:
        """Run the graph. Raises ServerRaised and ServerFault."""
        del keywords["subgraphs"]
        thread = str(config["configurable"]["thread_id"])
        head = self.threads.stood(thread)
        there = head.config["configurable"].get("checkpoint_id") if head is not None else None
        at = config["configurable"].get("checkpoint_id", there)
        reading = Reading(threads=self.threads, thread=thread, at={"": at or ""})
        known, raised = await self._thread(thread), None
        stream = self._stream(known, reading, sent, config, stream_mode, keywords)
        try:
            async with aclosing(stream):
                async for part in stream:
                    yield part
        except ServerRaised as error:
            raised = error
        after = await self._ended(thread, known, reading)
        if isinstance(sent, Command) and head is not None and at == there:
            reading.hear(sent.resume, head, after)
        reading.ask(after)
        if raised is not None:
            raise self._copy_fault(raised) or raised

    async def _stream(
        self,
        known: str,
        reading: Reading,
        sent: Any,
        config: RunnableConfig,
        modes: list[str],
        keywords: dict[str, Any],
    ) -> AsyncGenerator[Part]:
        with self.server.asked("it ran the graph"):
            runs: Any = self.client.runs  # its overloads want each argument spelt out
            stream = runs.stream(
                known,
                self.assistant,
                stream_mode=[*(_MODES.get(mode, mode) for mode in modes), "events"],
                stream_subgraphs=True,
                on_disconnect="cancel",
                checkpoint=_place(config),
                config=_configuration(config),
                **_input(sent),
                **keywords,
            )
            async with aclosing(stream):
                async for event in stream:
                    for part in reading.parts(event.event, event.data):
                        yield part

    async def _ended(self, thread: str, known: str, reading: Reading) -> StateSnapshot:
        """The state that a run has left. A stream closes alike where the run has ended and where
        something has cut it. Raises ServerFault."""
        for _ in range(_SETTLING if reading.run is not None else 0):
            with self.server.asked("it ran the graph"):
                run = await self.client.runs.get(known, reading.run or "")
            if run["status"] not in {"pending", "running"}:
                return await self._state(thread, known)
            await asyncio.sleep(_PAUSE)
        raise ServerFault(
            "the server stopped telling of the run before it had ended",
            "see whether it was stopped, or something between here and there cuts long answers",
        )

    def _copy_fault(self, error: ServerRaised) -> ServerFault | None:
        """What the graph has not raised itself: no subgraph can begin in a copied thread."""
        raised = error.raised
        if not self.threads.copied or raised.type != "KeyError":
            return None
        if _NAMESPACE.search(raised.message) is None:
            return None
        message = f"the server cannot begin a subgraph in a copied thread: {raised.message}"
        return ServerFault(message, "tell this conversation without branches or at")

    async def _thread(self, thread: str) -> str:
        """The server's id of a thread, which is made when it is first needed."""
        if self.threads.past:
            raise RuntimeError("a moment that is past can only be looked at")
        if thread not in self.threads.ids:
            with self.server.asked("a thread was made"):
                made = await self.client.threads.create(
                    metadata={**CREATED_BY, "assistant_id": self.assistant},
                    graph_id=await self._graph(),
                )
            self.threads.ids[thread] = str(made["thread_id"])
        return self.threads.ids[thread]

    async def _graph(self) -> str:
        return str((await self.client.assistants.get(self.assistant))["graph_id"])

    async def aupdate_state(
        self, config: RunnableConfig, values: Any, as_node: str | None = None
    ) -> None:
        """Update the state of a thread. Raises ServerFault."""
        thread = str(config["configurable"]["thread_id"])
        known = await self._thread(thread)
        with self.server.asked("it updated the state"):
            await self.client.threads.update_state(
                known, values, as_node=as_node, checkpoint=_place(config)
            )
        put_on(self.threads, thread, await self._state(thread, known))

    async def aget_state(self, config: RunnableConfig, *, subgraphs: bool = False) -> StateSnapshot:
        """The state of a thread at its head. Raises ServerFault."""
        del subgraphs  # always with them
        thread = str(config["configurable"]["thread_id"])
        if self.threads.past:
            stood = self.threads.stood(thread)
            return stood if stood is not None else snapshot_of({}, thread)
        if thread not in self.threads.ids:
            return snapshot_of({}, thread)
        snapshot = await self._state(thread, self.threads.ids[thread])
        self.threads.see(thread, snapshot)
        return snapshot

    async def _state(self, thread: str, known: str) -> StateSnapshot:
        with self.server.asked("the state of a thread was read"):
            state: Any = await self.client.threads.get_state(known, subgraphs=True)
            return snapshot_of(state, thread)

    async def aget_state_history(self, config: RunnableConfig) -> AsyncIterator[StateSnapshot]:
        """The states of a thread, newest first. Raises ServerFault."""
        thread = str(config["configurable"]["thread_id"])
        for state in self.threads.history(thread):
            yield snapshot_of(state, thread)


def _place(config: RunnableConfig) -> Any:
    """The checkpoint that is named, as a server wants it; None: the head."""
    found = config["configurable"].get("checkpoint_id")
    return None if found is None else {"checkpoint_id": found}


def _configuration(config: RunnableConfig) -> Any:
    told: dict[str, Any] = {}
    own = {key: part for key, part in config["configurable"].items() if key not in _OURS}
    if own:
        told["configurable"] = own
    if "recursion_limit" in config:
        told["recursion_limit"] = config["recursion_limit"]
    return told or None


def _input(sent: Any) -> dict[str, Any]:
    """What is sent. Raises ServerFault for what would not arrive: a client leaves out null."""
    if not isinstance(sent, Command):
        return {"input": sent}
    told = {"resume": sent.resume, "update": sent.update, "goto": sent.goto or None}
    command = {key: part for key, part in told.items() if part is not None}
    if not command:
        message = "a server takes no command that answers null, and would go on without an answer"
        raise ServerFault(message, "answer with resume, which goes by id")
    return {"command": command}
