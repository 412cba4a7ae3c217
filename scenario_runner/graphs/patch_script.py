"""From what a patch says to what its stand-in is given: replies ready, and whose turn it is."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from scenario_runner.graphs.importing import callable_at
from scenario_runner.graphs.inline_exceptions import raised_type
from scenario_runner.graphs.patch_ledger import Ledger
from scenario_runner.graphs.patch_reply import CallOn, Give, Ready, Script, Throw
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.wording import Wording
from scenario_runner.language.patch import (
    Always,
    CallsInstead,
    InTurn,
    Patch,
    Raises,
    Reply,
    Returns,
)
from scenario_runner.language.value import Value

OPENING = "opening:"
"""Before the key of a patch: the calls made while the application is imported and made."""

_making = threading.Lock()
"""Values are made while nodes run, on several threads, and making one may import modules."""


class Turns:
    """Whose turn it is. While an application is imported and its graph made, calls are answered
    from the first reply on and do not count: both happen anew for each branch, or do not."""

    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self._opening: Positions | None = Positions()

    @property
    def taken(self) -> bool:
        """Whether something was called while the application is opened."""
        return self._opening is not None and bool(self._opening.counts())

    def take(self, key: str) -> int:
        """The number of this call, from 0."""
        return (self._opening or self._positions).take(key)

    def begin(self) -> None:
        """The application is open."""
        opening = self._opening.counts() if self._opening is not None else {}
        known = self._positions.counts()
        for key, count in opening.items():
            for _ in range(known.get(OPENING + key, 0), count):
                self._positions.take(OPENING + key)
        self._opening = None


class Scripting:
    """Makes the scripts of the patches of one world."""

    def __init__(self, wording: Wording, positions: Positions, ledger: Ledger) -> None:
        self.wording = wording
        self.turns = Turns(positions)
        self._ledger = ledger

    def script(self, patch: Patch, folders: Sequence[str]) -> Script:
        """What answers for a patch that is called. Raises GraphLoadError and InlineFault."""
        match patch.stand_in:
            case Always(reply=reply):
                replies, in_turn = (reply,), False
            case InTurn(replies=replies):
                in_turn = True
            case other:
                raise TypeError(f"{other} is not called")
        return Script(
            patch=patch,
            replies=tuple(self._ready(reply, folders) for reply in replies),
            in_turn=in_turn,
            turns=self.turns,
            ledger=self._ledger,
        )

    def _ready(self, reply: Reply, folders: Sequence[str]) -> Ready:
        match reply:
            case Returns(value=value):
                settled = self.wording.settled(value)
                self.wording.built(settled)  # what is wrong is told before anything runs
                return Give(make=lambda: self._made(settled))
            case Raises(type=name, message=message, place=place):
                kind = raised_type(name, place)
                said = "" if message is None else str(self.wording.rendered(message))
                return Throw(make=lambda: kind(said))
            case CallsInstead(function=function, place=place):
                return CallOn(function=callable_at(function, folders, place))

    def _made(self, settled: Value) -> object:
        with _making:
            return self.wording.built(settled)
