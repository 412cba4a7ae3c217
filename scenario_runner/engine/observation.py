"""What one step did: facts only, in normal form, independent of LangGraph's classes.

Nothing here imports LangGraph, so that judging and reporting never do.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from scenario_runner.language.value import Data

Heard = Literal["as_given", "otherwise", "never", "twice", "unknown"]
"""How an answer arrived: at an `interrupt()` call of this run as given; an older answer was
heard in its place; nobody heard it; more than once; or LangGraph does not show it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingInterrupt:
    """An interrupt that waits for an answer."""

    node: str
    """The innermost node that asks."""
    path: str
    """The address of that node without `#` and `[]`: `sub/node`."""
    address: str
    """The full address that answers just this one, `node#2`, `node[1]` where needed."""
    value: Data


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerTold:
    """An answer, where it was to go, and whether an `interrupt()` call got it."""

    path: str
    given: Data
    heard: Heard
    received: Data = None
    """What the `interrupt()` call returned instead, where `heard` is `otherwise`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Raised:
    """What the graph raised."""

    type: str
    """The bare class name."""
    qualified: str
    """Dotted, with its module."""
    message: str
    traceback: str
    """The graph's own frames; none of the runner's or LangGraph's where it can be told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """The runner's refusal of an act that would not have done what it says."""

    reason: str
    pending: tuple[str, ...] = ()
    """The addresses that were pending."""
    hint: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckpointMade:
    """A checkpoint of the thread itself (not of its subgraphs) made in this step."""

    id: str
    parent: str | None
    source: str
    """`input`, `loop`, `update` or `fork`."""
    step: int
    next: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SubgraphSeen:
    """A subgraph's state while it is paused; what ran in it otherwise."""

    values: Data
    next: tuple[str, ...]
    interrupts: tuple[PendingInterrupt, ...]
    visited: tuple[str | tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """What one step did. `to_data` is what JSONPaths start at."""

    values: Data = None
    output: Data = None
    messages: tuple[Data, ...] = ()
    last_message: Data = None
    next: tuple[str, ...] = ()
    interrupts: tuple[PendingInterrupt, ...] = ()
    answers: tuple[AnswerTold, ...] = ()
    visited: tuple[str | tuple[str, ...], ...] = ()
    executions: dict[str, int] = field(default_factory=dict)
    """Bodies started, by address (`node`, `sub/node`)."""
    raises: Raised | None = None
    refused: Refused | None = None
    checkpoints: tuple[CheckpointMade, ...] = ()
    """Oldest first."""
    subgraphs: dict[str, SubgraphSeen] = field(default_factory=dict)
    duration: float = 0.0
    """Seconds the calls took."""

    def to_data(self) -> dict[str, Data]:
        """The observation as plain data, the root (`$`) of every JSONPath."""
        data: dict[str, Any] = _plain(asdict(self))
        return data


def _plain(data: Any) -> Data:
    if isinstance(data, dict):
        return {key: _plain(part) for key, part in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(part) for part in data]
    return data
