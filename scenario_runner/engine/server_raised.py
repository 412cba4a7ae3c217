"""What a graph raised on a server, and what the server raised in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from scenario_runner.engine.observation import Raised
from scenario_runner.engine.server import ServerFault
from scenario_runner.engine.server_threads import ServerThreads

_NAMESPACE: Final = re.compile(r":[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class ServerRaised(Exception):
    """What the graph raised on the server."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(raised.message)
        self.raised = raised


def copy_fault(threads: ServerThreads, error: ServerRaised) -> ServerFault | None:
    """What the graph has not raised itself: no subgraph can begin in a copied thread."""
    raised = error.raised
    if not threads.copied or raised.type != "KeyError":
        return None
    if _NAMESPACE.search(raised.message) is None:
        return None
    message = f"the server cannot begin a subgraph in a copied thread: {raised.message}"
    return ServerFault(message, "tell this conversation without branches or at")


def raised_of(data: Mapping[str, Any]) -> Raised:
    """The exception that a stream tells of: the name of its class, and its message."""
    kind = str(data.get("error") or "Exception")
    return Raised(type=kind, qualified=kind, message=str(data.get("message") or ""), traceback="")
