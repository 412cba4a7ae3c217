"""A graph that is told in the file itself."""

from __future__ import annotations

from dataclasses import dataclass

from scenario_runner.language.value import Value
from scenario_runner.problem import Place


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineChannel:
    """One entry of `state`."""

    name: str
    place: Place
    reducer: str
    """`replace`, `add`, `append`, `merge`, `max`, `messages`, or `module:function`."""
    type: str | None = None
    """`string integer number boolean list mapping any`; None where unsaid."""
    default: Value | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineRaise:
    """`raises: {type, message, times}`: raise on the first `times` runs (None: always)."""

    type: str
    message: Value
    times: int | None
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineSend:
    """`send: {to, each, as}`: one run of a node for each item, all in one superstep."""

    to: Value
    each: Value
    """A list, or a template that gives one."""
    name: str | None
    """`as`: the state of each run is `{name: item}`; None: it is the item."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineRetry:
    """`retry`: LangGraph's RetryPolicy. Its waits are short and the same in every run, and it
    retries whatever is raised, unless the file says otherwise."""

    place: Place
    max_attempts: int
    retry_on: tuple[str, ...] = ()
    """Exceptions as `raises` names them; empty: all."""
    initial_interval: float = 0.001
    """Seconds, as `max_interval`."""
    backoff_factor: float = 2.0
    max_interval: float = 0.1
    jitter: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineNode:
    """One entry of `nodes`: what it asks, raises, calls and returns, in this order, and where
    it goes; or a subgraph, which has none of these."""

    name: str
    place: Place
    interrupts: tuple[Value, ...] = ()
    """What it asks, one after another; templates see `state` and the `answers` so far."""
    raises: InlineRaise | None = None
    call: Value | None = None
    """`module:function`, called with the state; its result is the node's update."""
    returns: Value | None = None
    """The update; templates see `state`, `answer` (the last) and `answers`."""
    update: Value | None = None
    """What `returns` is, under the name it has in a Command; never both."""
    goto: Value | None = None
    """A node or nodes to go to besides the edges; a text, a list, or templates of them."""
    send: InlineSend | None = None
    graph: InlineGraph | None = None
    """The node is this subgraph."""
    checkpointer: bool | None = None
    """Of the subgraph, as LangGraph's `compile` takes it."""
    retry: InlineRetry | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineEdge:
    """`source -> targets`; conditional where it has a `when`."""

    sources: tuple[str, ...]
    target: str
    place: Place
    when: Value | None = None
    otherwise: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InlineGraph:
    """A graph told in YAML."""

    channels: tuple[InlineChannel, ...]
    nodes: tuple[InlineNode, ...]
    edges: tuple[InlineEdge, ...]
    place: Place
