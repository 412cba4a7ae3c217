"""A step about to be written: what its lines are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario_runner.exporting.needs import Conversation
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Acting:
    """A step about to be written."""

    talk: Conversation
    scope: Scope
    config: str
    """The expression of the thread's config."""
    is_plain: bool
    """The config names the thread and nothing else."""
    keywords: dict[str, Source]
    """What the call gets besides its config."""
    watched: bool
    """The bodies that run are looked at."""
    keep_output: bool
    listens: bool
    """What interrupt() gives is looked at."""
    keeps: bool
    """The saver keeps a copy for each checkpoint."""
    nests: bool
    """The scenario looks into subgraphs."""
    bound: Source
    """The expression that opens the graph."""
    storage: Source
    stores: bool
    """The graph has a store that its branch goes on with."""
    streamed: Source | None
    """The modes of the stream that are looked at; None for a step that looks at none."""

    def called(self, config: str) -> str:
        """The config of the call itself."""
        if not self.watched:
            return config
        return f'{{**{config}, "callbacks": [ran]}}'

    def moment(self, found: str) -> str:
        """The thread's config at a checkpoint, of which `found` is the config."""
        if self.is_plain:
            return found
        return f"{self.scope.script.use('at_checkpoint')}({self.config}, {found})"

    def invoke(self, sent: Source, config: str, indent: int = 4) -> Iterator[str]:
        """The call that the step is about."""
        output = "output = " if self.keep_output else ""
        if self.listens:
            yield f"{' ' * indent}saver.heard.clear()"
        told = call("await graph.ainvoke", sent, self.called(config), **self.keywords)
        if self.streamed is not None:
            use, config = self.scope.script.use("streamed"), self.called(config)
            given: list[Source] = ["graph", sent, config, self.streamed, "events"]
            told = call(f"await {use}", *given, **self.keywords)
        yield from lines(output, told, indent=indent)
