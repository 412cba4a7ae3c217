"""A LangGraph server, as a scenario names it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import field
from typing import TYPE_CHECKING

from scenario_runner.engine.prepare import Writing
from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.language.model import Graph, ServerGraph
from scenario_runner.language.server_url import wrong_url

if TYPE_CHECKING:
    from langgraph_sdk.client import SyncLangGraphClient


class ServerFault(GraphLoadError):
    """A server that cannot be reached, or does not do what it is asked."""


@frozen
class Server:
    """An assistant on a server."""

    url: str
    assistant: str
    """A graph's name or an assistant's id, as written."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def waiting_client(self) -> SyncLangGraphClient:
        """As `server_client.waiting_client`, which is imported with the first server."""
        from scenario_runner.engine import server_client  # noqa: PLC0415  # imports HTTP

        return server_client.waiting_client(self)

    def asked(self, doing: str) -> AbstractContextManager[None]:
        """As `server_client.asked`."""
        from scenario_runner.engine import server_client  # noqa: PLC0415  # as above

        return server_client.asked(self, doing)


def server_of(graph: Graph, writing: Writing) -> Server:
    """Where the graph is that a scenario names by url. Raises StepFault and ServerFault."""
    source = graph.source
    if not isinstance(source, ServerGraph):
        raise TypeError("a graph that is not on a server")
    url, assistant = writing.render(source.url), writing.render(source.assistant)
    headers = writing.render(source.headers).data if source.headers is not None else {}
    for value, name in ((url, "url"), (assistant, "assistant")):
        if not isinstance(value.data, str) or not value.data:
            raise ServerFault(f"the {name} of the graph is no text", place=value.place)
    if (fault := wrong_url(url.data, graph.circumstances.network)) is not None:
        raise ServerFault(*fault, place=source.url.place)
    told = {str(key): str(text) for key, text in headers.items()}
    return Server(url=url.data.rstrip("/"), assistant=assistant.data, headers=told)
