"""Clients of a LangGraph server, and what is said where it cannot be reached.

Imported where a server is asked for something: its libraries take a tenth of a worker's imports.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import Final

import httpx
from langgraph_sdk.client import LangGraphClient, SyncLangGraphClient

from scenario_runner.engine.server import Server, ServerFault
from scenario_runner.graphs.errors import in_one_line

PATIENCE: Final = httpx.Timeout(connect=5, read=60, write=60, pool=5)
"""Seconds for what a server answers at once; a run has the time of its step."""
OPENING: Final = "its assistants were listed"
_LONGEST = 500
"""Characters of a server's own words."""


async def _no_reconnection(response: httpx.Response) -> None:
    """Where a stream could be taken up again: what was streamed meanwhile would be missing."""
    response.headers.pop("location", None)


def client_of(server: Server) -> LangGraphClient:
    """A client for one event loop, which sends no key but what `headers` says."""
    timeout = httpx.Timeout(connect=5, read=None, write=60, pool=5)
    http = httpx.AsyncClient(
        base_url=server.url,
        headers=_headers(server),
        timeout=timeout,
        trust_env=False,
        event_hooks={"response": [_no_reconnection]},
    )
    return LangGraphClient(http)


def waiting_client(server: Server) -> SyncLangGraphClient:
    """A client whose calls are waited for."""
    http = httpx.Client(
        base_url=server.url, headers=_headers(server), timeout=PATIENCE, trust_env=False
    )
    return SyncLangGraphClient(http)


def _headers(server: Server) -> dict[str, str]:
    return {"User-Agent": "scenario-runner", **server.headers}


@contextmanager
def asked(server: Server, doing: str) -> Iterator[None]:
    """What goes wrong while the server is asked, told as a ServerFault."""
    try:
        yield
    except httpx.HTTPStatusError as error:
        raise _answered(server, error, doing) from error
    except httpx.TimeoutException as error:
        message = f"the server at {server.url} did not answer in time: {doing}"
        raise ServerFault(message, "see whether it still runs, and is not stuck") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        message = f"the server at {server.url} cannot be reached: {_why(error)}"
        hint = "start it (langgraph dev), or mend the url of the graph"
        if doing != OPENING:
            message = f"the server at {server.url} went away while {doing}: {_why(error)}"
            hint = "see whether it still runs, and run again"
        raise ServerFault(message, hint) from error
    except JSONDecodeError as error:
        message = f"the server at {server.url} answered with what is no JSON while {doing}"
        raise ServerFault(message, "see that the url is that of a LangGraph server") from error
    except (ValueError, TypeError) as error:
        message = f"what is sent to the server cannot be written as JSON: {_why(error)}"
        raise ServerFault(message, "send plain data and messages") from error


def _answered(server: Server, error: httpx.HTTPStatusError, doing: str) -> ServerFault:
    status = error.response.status_code
    said = _said(error)
    message = f"the server at {server.url} answered {status} while {doing}: {said}"
    return ServerFault(message, _HINTS.get(status, _HINTS[status // 100 * 100]))


_HINTS: Final = {
    401: "give the key that it asks for in headers: {x-api-key: '{{ env.KEY }}'}",
    403: "the key in headers is not allowed to do this",
    404: "the url may not be that of a LangGraph server, or it has restarted and lost its threads",
    300: "write the url that it sends to",
    400: "send what its graph and its version of LangGraph take",
    500: "look into the server's own log",
}


def _said(error: httpx.HTTPStatusError) -> str:
    try:
        data = error.response.json()
        text = str(data["detail"]) if isinstance(data, dict) and "detail" in data else str(error)
    except Exception:  # noqa: BLE001  # a body that was not read, or is no JSON
        text = str(error)
    return " ".join(text.split())[:_LONGEST]


def _why(error: Exception) -> str:
    return in_one_line(error)[:_LONGEST]
