"""What a stand-in does when it is called: the call is told, and its turn's reply is given."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, assert_never

from scenario_runner.graphs.patch_arguments import Naming
from scenario_runner.graphs.patch_code import calling
from scenario_runner.graphs.patch_reply import CallOn, Give, Ready, Script, Throw

_END = object()


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
