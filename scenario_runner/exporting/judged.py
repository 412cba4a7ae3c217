"""A step of a script that was played, and one check of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scenario_runner.exporting.needs import Conversation
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, lines, text


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A step that was played, and what its checks are made of."""

    talk: Conversation
    scope: Scope
    config: str
    """The expression of the thread's config."""
    answers: tuple[Source, ...]
    """What the step answered."""
    is_refused: bool = False
    own: Mapping[str, Source] = field(default_factory=dict)
    """By reference: the functions of the user's own."""
    streams: bool = False
    """What the step streamed is known, as `events`."""
    stores: bool = False
    """The graph has a store."""

    @property
    def channel(self) -> dict[str, Source]:
        """What a helper has to be told of the channel that holds the conversation."""
        channel = self.scope.script.messages
        return {} if channel == "messages" else {"channel": text(channel)}

    @property
    def where(self) -> str:
        """The step's name as a literal."""
        return text(self.talk.now.key)

    def check(self, what: str, actual: Source, wanted: Source) -> Iterator[str]:
        """One check, as lines of a function."""
        use = self.scope.script.use("check")
        yield from lines("", call(use, self.where, text(what), actual, wanted), indent=4)
