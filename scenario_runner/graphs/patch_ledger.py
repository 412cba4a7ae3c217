"""Which stand-ins were called, with what, since somebody began to listen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from langgraph.config import get_config

from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import InlineFault
from scenario_runner.language.value import Data


@frozen
class PatchCall:
    """A call that a stand-in answered."""

    target: str
    """As the file names it."""
    arguments: dict[str, Data]
    """By parameter, defaults included, as they were when it was called."""


class Ledger:
    """The calls of stand-ins in the order in which they began. Told from several threads."""

    def __init__(self, normalise: Callable[[object], Data]) -> None:
        self._normalise = normalise
        self._calls: list[PatchCall] = []
        self._lock = threading.Lock()
        self.fault: InlineFault | None = None
        """Why a stand-in could not answer; the graph may have swallowed it."""

    def begin(self) -> None:
        """Forget what was before: a step begins."""
        with self._lock:
            self._calls, self.fault = [], None

    def write(self, target: str, arguments: Mapping[str, object]) -> None:
        """A call begins."""
        seen = {name: self._normalise(value) for name, value in arguments.items()}
        with self._lock:
            self._calls.append(PatchCall(target=target, arguments=seen))

    def calls(self) -> dict[str, tuple[dict[str, Data], ...]]:
        """The arguments of the calls since it began, by target; only those that were called."""
        with self._lock:
            told: dict[str, tuple[dict[str, Data], ...]] = {}
            for call in self._calls:
                told[call.target] = (*told.get(call.target, ()), call.arguments)
            return told


def running_node() -> str | None:
    """The node that runs just now, as far as LangGraph tells."""
    try:
        node = get_config().get("metadata", {}).get("langgraph_node")
    except RuntimeError:  # outside of any run
        return None
    return str(node) if node is not None else None
