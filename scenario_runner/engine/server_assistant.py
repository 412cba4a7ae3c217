"""The assistant of a server that a scenario names, and what is told of its graph."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, Final
from uuid import UUID

import httpx
from langgraph_sdk.client import LangGraphClient

from scenario_runner.engine.server import Server, ServerFault
from scenario_runner.engine.server_client import OPENING, asked
from scenario_runner.language.words import quoted, suggestion

_NOT_FOUND = 404
_MOST: Final = 100
"""Assistants asked for."""


async def find_assistant(client: LangGraphClient, server: Server) -> str:
    """The id of the assistant that is named. Raises ServerFault."""
    named, found = server.assistant, []
    with asked(server, OPENING):
        known: Any = await client.assistants.search(limit=_MOST)
        try:
            if _is_id(named):
                found = [await client.assistants.get(named)]
            else:
                found = await client.assistants.search(graph_id=named, limit=_MOST)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != _NOT_FOUND:
                raise
    if found:  # the one that the server made itself is the oldest
        return str(min(found, key=lambda one: str(one["created_at"]))["assistant_id"])
    hint = suggestion(named, sorted({str(one["graph_id"]) for one in known}), "it has")
    raise ServerFault(f"the server at {server.url} has no graph {quoted(named)}", hint)


class _Any:
    """Nodes that nobody tells: any name may be one."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())


async def nodes_of(client: LangGraphClient, assistant: str) -> Container[str]:
    """The names of its graph's nodes, as far as the server tells them."""
    try:
        drawn: Any = await client.assistants.get_graph(assistant)
    except Exception:  # noqa: BLE001  # it serves a hint alone
        return _Any()
    return {str(node["id"]): node for node in drawn.get("nodes", ())}


async def has_subgraphs(client: LangGraphClient, assistant: str) -> bool:
    """Whether its graph has any, as far as the server tells."""
    try:
        return bool(await client.assistants.get_subgraphs(assistant))
    except Exception:  # noqa: BLE001  # not every server knows how
        return False


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
