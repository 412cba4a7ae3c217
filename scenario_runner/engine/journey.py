"""A way back in a thread: what it needs to know, and where it led."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.call_options import at_checkpoint
from scenario_runner.engine.memory import Heard, Memory
from scenario_runner.engine.moments import Target
from scenario_runner.engine.outgoing import Outgoing
from scenario_runner.engine.state import State
from scenario_runner.engine.world import World
from scenario_runner.frozen import frozen
from scenario_runner.language.model import Via


class Compose(Protocol):
    """What would be sent at a state, by what is remembered. Raises RefusedError."""

    def __call__(self, state: State, memory: Memory | None = None) -> Outgoing:
        """`memory` is the world's own unless another one is given."""


@dataclass(kw_only=True, slots=True)
class Arrived:
    """Where a way led: what is pending there, and how to send the answer."""

    via: Via
    state: State
    config: RunnableConfig
    reran: Counter[str] = field(default_factory=Counter)
    tried: tuple[str, ...] = ()


@frozen
class Journey:
    """What a way needs to know."""

    world: World
    config: RunnableConfig
    keywords: dict[str, Any]
    target: Target
    exact: State
    """The state as it stood at the moment."""
    name: str
    """`BRANCH/STEP` of the step that travels."""
    compose: Compose
    """What would be sent where a way led. Raises RefusedError."""
    past: Memory
    """What was known at the moment."""
    now: int
    """How many answers had been heard when it began."""
    bare: bool
    """Whether the answer is sent bare, so that LangGraph need not list its question."""

    @property
    def thread(self) -> str:
        """The thread travelled in."""
        return self.target.thread

    def there(self) -> RunnableConfig:
        """The config of the checkpoint to go back to."""
        return at_checkpoint(self.config, self.target.checkpoint or "")

    def again(self) -> list[Heard]:
        """The answers that had been given at the checkpoint before the moment."""
        checkpoint = self.target.checkpoint or ""
        return self.world.memory.answered(self.thread, checkpoint, self.target.order)


def answered_since(memory: Memory, target: Target, now: int) -> bool:
    """Whether an answer was given on the thread between the moment and `now`, the number of
    answers heard by then."""
    heard = (h for many in memory.heard.values() for h in many if h.thread == target.thread)
    if any(target.order <= h.order < now for h in heard):
        return True
    _, bare = memory.bare.get(target.thread, (None, -1))
    return target.order <= bare < now
