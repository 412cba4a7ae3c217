"""A graph on a server, in the place of one in this process: the calls that the engine makes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Container, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot
from langgraph_sdk.client import LangGraphClient

from scenario_runner.engine.server import Server, ServerFault
from scenario_runner.engine.server_assistant import find_assistant, has_subgraphs, nodes_of
from scenario_runner.engine.server_client import asked, client_of
from scenario_runner.engine.server_raised import ServerRaised, copy_fault
from scenario_runner.engine.server_sending import configuration_for, input_for, place_in
from scenario_runner.engine.server_stream import Part, Reading
from scenario_runner.engine.server_threads import CREATED_BY, ServerThreads, put_on
from scenario_runner.engine.server_values import snapshot_of

_MODES: Final = {"messages": "messages-tuple"}
_SETTLING = 100
"""Times a run that has told all is looked at, for the server to note that it has ended."""
_PAUSE = 0.02


@asynccontextmanager
async def open_server(server: Server, threads: ServerThreads) -> AsyncIterator[ServerApp]:
    """The graph that a server has under the name of an assistant. Raises ServerFault."""
    client = client_of(server)
    try:
        assistant = await find_assistant(client, server)
        nodes = await nodes_of(client, assistant)
        threads.server, threads.told_anew = server, await has_subgraphs(client, assistant)
        yield ServerApp(server, client, assistant, threads, nodes)
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
            raise copy_fault(self.threads, raised) or raised

    async def _stream(
        self,
        known: str,
        reading: Reading,
        sent: Any,
        config: RunnableConfig,
        modes: list[str],
        keywords: dict[str, Any],
    ) -> AsyncGenerator[Part]:
        with asked(self.server, "it ran the graph"):
            runs: Any = self.client.runs  # its overloads want each argument spelt out
            stream = runs.stream(
                known,
                self.assistant,
                stream_mode=[*(_MODES.get(mode, mode) for mode in modes), "events"],
                stream_subgraphs=True,
                on_disconnect="cancel",
                checkpoint=place_in(config),
                config=configuration_for(config),
                **input_for(sent),
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
            with asked(self.server, "it ran the graph"):
                run = await self.client.runs.get(known, reading.run or "")
            if run["status"] not in {"pending", "running"}:
                return await self._state(thread, known)
            await asyncio.sleep(_PAUSE)
        raise ServerFault(
            "the server stopped telling of the run before it had ended",
            "see whether it was stopped, or something between here and there cuts long answers",
        )

    async def _thread(self, thread: str) -> str:
        """The server's id of a thread, which is made when it is first needed."""
        if self.threads.past:
            raise RuntimeError("a moment that is past can only be looked at")
        if thread not in self.threads.ids:
            with asked(self.server, "a thread was made"):
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
        with asked(self.server, "it updated the state"):
            await self.client.threads.update_state(
                known, values, as_node=as_node, checkpoint=place_in(config)
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
        with asked(self.server, "the state of a thread was read"):
            state: Any = await self.client.threads.get_state(known, subgraphs=True)
            return snapshot_of(state, thread)

    async def aget_state_history(self, config: RunnableConfig) -> AsyncIterator[StateSnapshot]:
        """The states of a thread, newest first. Raises ServerFault."""
        thread = str(config["configurable"]["thread_id"])
        for state in self.threads.history(thread):
            yield snapshot_of(state, thread)
