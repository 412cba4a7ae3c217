"""The replies of a patch, ready to be given, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import InlineFault
from scenario_runner.graphs.patch_ledger import Ledger, running_node
from scenario_runner.language.patch import Patch


@frozen
class Give:
    """`returns`, ready: makes the value anew for each call."""

    make: Callable[[], object]


@frozen
class Throw:
    """`raises`, ready: makes the exception."""

    make: Callable[[], Exception]


@frozen
class CallOn:
    """`call`, ready: the function."""

    function: Callable[..., Any]


Ready = Give | Throw | CallOn


class TakesTurns(Protocol):
    """Tells calls apart by their number."""

    def take(self, key: str) -> int:
        """The number of this call, from 0; the next one gets the next number."""


@frozen
class Script:
    """What a patch says, ready to be given: shared by all places it is reached at."""

    patch: Patch
    replies: tuple[Ready, ...]
    in_turn: bool
    turns: TakesTurns
    ledger: Ledger

    def take(self, arguments: dict[str, object]) -> Ready:
        """Tell of a call, and take the reply whose turn it is. Raises InlineFault."""
        self.ledger.write(self.patch.target.written, arguments)
        turn = self.turns.take(self.patch.key)
        if not self.in_turn:
            return self.replies[0]
        if turn < len(self.replies):
            return self.replies[turn]
        node = running_node()
        where = f"in node {node}" if node is not None else "outside of any node"
        count = len(self.replies)
        raise self.fault(
            f"{self.patch.target.written} is called for the {_nth(turn + 1)} time, {where}, "
            f"but its patch has {count} {'reply' if count == 1 else 'replies'}",
            "give it another one, or a mapping instead of a list, which answers every call",
        )

    def fault(self, message: str, hint: str | None) -> InlineFault:
        """A fault of the patch; kept, as a graph may swallow what its nodes raise."""
        fault = InlineFault(message, hint, self.patch.place)
        self.ledger.fault = self.ledger.fault or fault
        return fault


def _nth(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}th" if 10 <= number % 100 <= 20 else f"{number}{ending}"
