"""A graph about to be opened: its surroundings, its stand-ins, its scripted models, in the order
in which an application that is imported meets them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

from scenario_runner.graphs import surroundings
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.factory import AnyGraph, closing_told, realise
from scenario_runner.graphs.models import Models
from scenario_runner.graphs.patches import Patches


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """What a graph is opened with, whatever it is named by."""

    leaving: ExitStack
    """Undoes it all."""
    args: Mapping[str, object]
    """Keyword arguments of a factory."""
    config: Mapping[str, object]
    """What LangGraph calls `configurable`, for factories that want it."""
    environment: Mapping[str, str] = field(repr=False)
    patches: Patches | None
    models: Models | None

    async def begin(
        self, folders: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        """Before anything of the application is imported: its environment, over which the
        scenario's is laid, its folders, and the functions that are patched. Raises GraphLoadError.
        """
        whole = {**(environment or {}), **self.environment, **surroundings.tracing()}
        self.leaving.enter_context(surroundings.environment(whole))
        self.leaving.enter_context(surroundings.importable(folders))
        if self.patches is not None:
            await self.patches.functions(self.leaving, folders)

    def replace_objects(self) -> bool:
        """Once all is imported: whether objects may have been replaced. Raises GraphLoadError."""
        if self.patches is not None:
            self.patches.objects(self.leaving)
        return self.patches is not None

    @asynccontextmanager
    async def made(self, found: object, where: str) -> AsyncIterator[AnyGraph]:
        """The graph that is found, or that what is found makes, open. Raises GraphLoadError."""
        if self.models is not None:
            await self.models.install(last=False)
        async with self._realised(found, where) as graph:
            await self.end()
            yield graph

    async def end(self) -> None:
        """The graph is made: what it holds by now plays its scripts, and calls are counted."""
        if self.models is not None:
            await self.models.install(last=True)
        if self.patches is not None:
            self.patches.opened()

    @asynccontextmanager
    async def _realised(self, found: object, where: str) -> AsyncIterator[AnyGraph]:
        opened = AsyncExitStack()
        args, config = self.args, self.config
        try:
            yield await realise(found, where=where, args=args, config=config, closing=opened)
        except BaseException:
            with suppress(GraphLoadError):  # what went wrong first is what is told
                await _close(opened, where)
            raise
        await _close(opened, where)


async def _close(opened: AsyncExitStack, where: str) -> None:
    with closing_told(where):
        await opened.aclose()
