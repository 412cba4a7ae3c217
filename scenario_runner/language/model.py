"""What a scenario file says, as values: the result of reading, the input of planning.

Everything here is frozen and closed. Whatever a template may change stays a `Value`
(data as written, with places); what the language fixes at reading time has its own type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from scenario_runner.language.value import Value
from scenario_runner.problem import Place

# --- graphs -------------------------------------------------------------------------------

Durability = Literal["sync", "async", "exit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOptions:
    """Options of a graph, or of one step where it says otherwise."""

    interrupt_before: tuple[str, ...] | Literal["*"] | None = None
    interrupt_after: tuple[str, ...] | Literal["*"] | None = None
    config: Value | None = None
    """What LangGraph calls `configurable`; a step's is laid over the graph's by key."""
    context: Value | None = None
    """The runtime context; a step's replaces the graph's whole."""
    recursion_limit: int | None = None
    durability: Durability | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ModuleGraph:
    """`shop.agents:refund`: an attribute (dotted ones too) of an importable module."""

    module: str
    attribute: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FileGraph:
    """`agents/refund.py:build`: an attribute of a Python file."""

    path: str
    """Absolute."""
    attribute: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ManifestGraph:
    """`langgraph.json#refund`: a graph named in a langgraph.json."""

    path: str
    """Absolute."""
    name: str


GraphReference: TypeAlias = ModuleGraph | FileGraph | ManifestGraph


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
class InlineNode:
    """One entry of `nodes`: what it asks, raises, calls and returns, in this order."""

    name: str
    place: Place
    interrupts: tuple[Value, ...] = ()
    """What it asks, one after another; templates see `state` and the `answers` so far."""
    raises: InlineRaise | None = None
    call: Value | None = None
    """`module:function`, called with the state; its result is the node's update."""
    returns: Value | None = None
    """The update; templates see `state`, `answer` (the last) and `answers`."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """The graph of a scenario, and how it is called."""

    source: GraphReference | InlineGraph
    place: Place
    root: str
    """The project root (absolute), importable while the scenario runs."""
    folder: str
    """The scenario's folder (absolute); what relative files are relative to."""
    args: Value | None = None
    options: CallOptions = CallOptions()
    messages: str = "messages"
    """The channel that holds the conversation."""


# --- moments ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class AfterStep:
    """`STEP` or `BRANCH/STEP`: right after that step."""

    step: str
    branch: str | None
    """None where only the step is named: looked up by the rules of `from` or `at`."""
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """`start`: an empty storage."""

    place: Place


Moment: TypeAlias = AfterStep | Start


# --- steps --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A step with `expect` alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invoke:
    """Run the graph on `input`; null goes on with a paused run."""

    input: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume:
    """Answer the one pending interrupt."""

    value: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One entry of `resume_map`: the address as written, and the answer."""

    address: str
    value: Value
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumeMap:
    """Answer several pending interrupts by address."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SendCommand:
    """`command: {resume, update, goto}`; None where the key is not written."""

    resume: Value | None
    update: Value | None
    goto: Value | None


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateState:
    """Update the state by hand, as a node where one is named."""

    values: Value
    as_node: str | None
    as_node_place: Place | None


Act: TypeAlias = Look | Invoke | Resume | ResumeMap | SendCommand | UpdateState

ExpectKey = Literal[
    "values", "output", "messages", "last_message", "next", "interrupts", "visited", "executions",
    "raises", "refused", "checkpoints", "subgraphs", "paths", "duration",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """One entry of `expect`."""

    key: ExpectKey
    value: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class Save:
    """One entry of `save`: a name for what a JSONPath finds in the observation."""

    name: str
    path: str
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One act, how it is done, and what must be true after it."""

    act: Act
    place: Place
    """Of the step as a whole: the line that errors of the act are told at."""
    last_line: int
    """The last line of the step, for reports that show its YAML."""
    id: str | None = None
    description: str | None = None
    options: CallOptions = CallOptions()
    timeout: float | None = None
    """Seconds."""
    save: tuple[Save, ...] = ()
    expect: tuple[Expectation, ...] = ()


# --- branches and scenarios ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """A line of steps. `main` starts at `Start`."""

    name: str
    start: Moment
    steps: tuple[Step, ...]
    place: Place
    description: str | None = None
    skip: str | None = None
    """A reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """One file."""

    file: str
    """As given on the command line; what places and messages show."""
    text: str
    """The file's own text, for pictures and reports."""
    name: str
    place: Place
    graph: Graph
    branches: tuple[Branch, ...]
    """`main` first, then as written."""
    description: str | None = None
    tags: tuple[str, ...] = ()
    variables: Value | None = None
    """A mapping of names to values; templates may use the variables above them."""
    skip: str | None = None
    timeout: float = 60.0
    """Seconds for one case."""
