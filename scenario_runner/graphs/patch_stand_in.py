"""What a stand-in does when it is called: the call is told, and its turn's reply is given."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, assert_never

from scenario_runner.graphs.errors import InlineFault
from scenario_runner.graphs.patch_arguments import Naming
from scenario_runner.graphs.patch_code import calling
from scenario_runner.graphs.patch_ledger import Ledger, running_node
from scenario_runner.language.patch import Patch

_END = object()


@dataclass(frozen=True, kw_only=True, slots=True)
class Give:
    """`returns`, ready: makes the value anew for each call."""

    make: Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Throw:
    """`raises`, ready: makes the exception."""

    make: Callable[[], Exception]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOn:
    """`call`, ready: the function."""

    function: Callable[..., Any]


Ready = Give | Throw | CallOn


class TakesTurns(Protocol):
    """Tells calls apart by their number."""

    def take(self, key: str) -> int:
        """The number of this call, from 0; the next one gets the next number."""


@dataclass(frozen=True, kw_only=True, slots=True)
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


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class StandIn:
    """A script at one place where it is reached. An Answerer of `patch_code`."""

    script: Script
    naming: Naming
    finish: Callable[[Any], Any] = lambda given: given
    """What is made of a value that `returns` gives: a pair for some tools, for example."""
    unpacked: bool = True
    """Whether a generator yields the items of the list that `returns` gives, or the value."""
    later: bool = False
    """Whether a plain function gives what is to be awaited: it wraps an async one."""
    dropped: int = 0
    """Leading arguments that the function of `call` does not get."""

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The answer to a call of a plain function."""
        ready = self._take(args, kwargs)
        if isinstance(ready, CallOn):
            with calling(self.script):
                return ready.function(*args[self.dropped :], **kwargs)
        return self._awaited(ready) if self.later else self._given(ready)

    async def acall(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The answer to a call of an async function."""
        ready = self._take(args, kwargs)
        if not isinstance(ready, CallOn):
            return self._given(ready)
        with calling(self.script):
            given = ready.function(*args[self.dropped :], **kwargs)
            return await given if inspect.isawaitable(given) else given

    def items(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[Any]:
        """What a generator yields."""
        ready = self._take(args, kwargs)
        if not isinstance(ready, CallOn):
            yield from self._listed(ready)
            return
        with calling(self.script):
            source = iter(ready.function(*args[self.dropped :], **kwargs))
        while True:
            with calling(self.script):  # never around a yield: whoever iterates would be in it too
                item = next(source, _END)
            if item is _END:
                return
            yield item

    async def aitems(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> AsyncIterator[Any]:
        """What an async generator yields."""
        ready = self._take(args, kwargs)
        if isinstance(ready, CallOn):
            with calling(self.script):
                given = ready.function(*args[self.dropped :], **kwargs)
            if hasattr(given, "__aiter__"):
                source = aiter(given)
                while True:
                    with calling(self.script):
                        item = await anext(source, _END)
                    if item is _END:
                        return
                    yield item
        else:
            given = self._listed(ready)
        for item in given:
            yield item

    def _take(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Ready:
        return self.script.take(self.naming.named(args, kwargs))

    async def _awaited(self, ready: Give | Throw) -> Any:
        return self._given(ready)

    def _given(self, ready: Give | Throw) -> Any:
        match ready:
            case Give(make=make):
                return self.finish(make())
            case Throw(make=trouble):
                raise trouble()
            case _:
                assert_never(ready)

    def _listed(self, ready: Give | Throw) -> list[Any]:
        given = self._given(ready)
        if not self.unpacked:
            return [given]
        if isinstance(given, list | tuple):
            return list(given)
        raise self.script.fault(
            f"{self.script.patch.target.written} is a generator: what it returns must be a list",
            "write the items that it yields as a list, [] for none",
        )


def _nth(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}th" if 10 <= number % 100 <= 20 else f"{number}{ending}"
