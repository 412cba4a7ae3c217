"""What a scenario file says, as values: the result of reading, the input of planning.

Everything here is frozen and closed. Whatever a template may change stays a `Value`
(data as written, with places); what the language fixes at reading time has its own type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from scenario_runner.language.patch import Patch
from scenario_runner.language.scripts import Scripts
from scenario_runner.language.value import Data, Value
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
class FixtureGraph:
    """`{fixture: app}`: what a fixture of pytest gives, which is there under pytest alone."""

    name: str
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerGraph:
    """`{url: http://127.0.0.1:2024, assistant: agent}`: a graph that a LangGraph server runs."""

    url: Value
    assistant: Value
    headers: Value | None = None
    """A mapping of names to texts."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Cassette:
    """`cassette`: recorded HTTP, a tape for each branch."""

    path: str
    """Absolute; the tape of `main`, beside which those of other branches lie."""
    shown: str
    """As written."""
    place: Place
    strip: tuple[str, ...] = ()
    """Headers, parameters and fields of bodies that are never written."""
    ignore: tuple[str, ...] = ()
    """Parameters and fields of bodies that may differ from the recording."""


Network = Literal["none", "open"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """What the surroundings of a graph are held to while it runs."""

    network: Network = "open"
    """`none`: only this machine itself can be reached."""
    frozen_at: datetime | None = None
    """The point in time (UTC) at which the clock stands still."""
    frozen_place: Place | None = None
    seed: int | None = None
    """Of `random` and of `uuid.uuid4`."""
    cassette: Cassette | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """The graph of a scenario, and how it is called."""

    source: GraphReference | InlineGraph | FixtureGraph | ServerGraph
    place: Place
    root: str
    """The project root (absolute), importable while the scenario runs."""
    folder: str
    """The scenario's folder (absolute); what relative files are relative to."""
    args: Value | None = None
    options: CallOptions = CallOptions()
    messages: str = "messages"
    """The channel that holds the conversation."""
    store: Literal["memory"] | None = None
    """An empty store in memory; None: the application's own, if it has one."""
    environment: Value | None = None
    """Environment variables while it is open: a mapping of names to text."""
    circumstances: Circumstances = Circumstances()


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


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSelector:
    """`M`: which message of the conversation; all that is given must fit exactly one."""

    place: Place
    role: str | None = None
    """`user assistant system tool`."""
    id: Value | None = None
    content: Value | None = None
    """A matcher or text."""
    nth: int | None = None
    """Among those that fit, as Python counts: 0 the first, -1 the last; None: just one fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BeforeNode:
    """`{before: NODE}`: the newest checkpoint with NODE in `next`, as it was just written."""

    node: str
    """`node`, or `sub/node`."""
    branch: str | None
    """None: the branch itself, or `main` in `from`."""
    thread: str | None
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class AtMessage:
    """`{message: M}`: the anchor checkpoint of a message."""

    message: MessageSelector
    branch: str | None
    thread: str | None
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class InStep:
    """`{in: STEP, next, source, nth}`: a checkpoint made during a step, as just written."""

    step: str
    branch: str | None
    next: tuple[str, ...] | None
    source: str | None
    nth: int | None
    thread: str | None
    place: Place


Moment: TypeAlias = AfterStep | Start | BeforeNode | AtMessage | InStep


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
class ListedInterrupt:
    """`{interrupt: {path, node, nth, value}}`: an address where names hold `/ # [`."""

    path: tuple[str, ...] | None
    """The nodes around the one that asks, from the outermost; None where not written."""
    node: str | None
    nth: int | None
    """In task order, from 1 as `#1`."""
    value: Value | None
    """A matcher on the question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One entry of `resume_map`: the address as written, and the answer."""

    address: str | ListedInterrupt
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


Anchor = Literal["first_seen_parent", "message_prefix", "original_parent"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """The user rewrites a message and sends again."""

    message: MessageSelector
    content: Value
    anchor: Anchor


@dataclass(frozen=True, kw_only=True, slots=True)
class Regenerate:
    """Runs again from the anchor of an assistant message, with no new input."""

    message: MessageSelector
    anchor: Anchor


@dataclass(frozen=True, kw_only=True, slots=True)
class Retry:
    """Sends the human message before M (or M itself, if it is one) again, from its anchor."""

    message: MessageSelector
    anchor: Anchor


@dataclass(frozen=True, kw_only=True, slots=True)
class Reload:
    """Throws away graph and checkpointer objects and opens the storage again."""


Act: TypeAlias = (
    Look
    | Invoke
    | Resume
    | ResumeMap
    | SendCommand
    | UpdateState
    | Edit
    | Regenerate
    | Retry
    | Reload
)

Via = Literal["auto", "direct", "replay", "copy"]

StreamMode = Literal["custom", "messages", "updates", "values"]
"""What of LangGraph's stream an expectation may look at."""

ExpectKey = Literal[
    "values", "output", "messages", "last_message", "next", "interrupts", "visited", "executions",
    "raises", "refused", "checkpoints", "subgraphs", "store", "events", "calls", "paths", "check",
    "snapshot", "duration", "ui", "stale_resume",
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
    at: Moment | None = None
    """Time travel in the same thread; None: at the head."""
    via: Via = "auto"
    thread: str = "main"
    save: tuple[Save, ...] = ()
    expect: tuple[Expectation, ...] = ()


# --- branches and scenarios ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """`langgraph<1.1`: a condition on the version of an installed package, or of `python`."""

    package: str
    specifier: str
    """As in PEP 440: `<1.1`, `>=1.1.7,<2`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Skip:
    """Why not to run; None in `when`: always."""

    reason: str
    when: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpectFailure:
    """Why it is expected to fail; None in `when`: always. Passing then is a failure if strict."""

    reason: str
    when: When | None = None
    strict: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """A line of steps. `main` starts at `Start`."""

    name: str
    start: Moment
    steps: tuple[Step, ...]
    place: Place
    description: str | None = None
    skip: Skip | None = None
    expect_failure: ExpectFailure | None = None
    tags: tuple[str, ...] = ()
    """Its own, beside the scenario's."""
    variables: Value | None = None
    """Its own: they hold in the branches that leave it too."""
    models: Scripts = ()
    """Scripted models that are other ones from here on."""
    row: Value | None = None
    """The row of `for_each` this branch was made for: a mapping of names to values."""
    patches: tuple[Patch, ...] = ()
    """Its own: they hold in the branches that leave it too. The scenario's are `main`'s."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compare:
    """One entry of `compare`: what is equal or differs between the ends of branches."""

    branches: tuple[str, ...]
    equal: tuple[str, ...]
    """JSONPaths."""
    differ: tuple[str, ...]
    place: Place
    places: tuple[tuple[str, Place], ...]
    """Each path as written, with its place."""


CheckName = Literal["stale_resume", "head", "reload", "untouched", "left_open", "script_left"]
Loudness = Literal["fail", "warn", "ignore"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """One entry of `secrets`: an environment variable whose value is shown nowhere."""

    name: str
    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshots:
    """What is stored beside a scenario for one of its cases."""

    file: str
    """`NAME.snapshots.yaml`, as messages show it; it need not be there."""
    path: str
    """The same, absolute."""
    stored: Mapping[str, Mapping[str, Data]]
    """By branch and step; a step without an id is `#N`, from 1."""
    cases: tuple[str, ...]
    """All cases of the file, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredThread:
    """A thread in a database of LangGraph's SQLite saver."""

    path: str
    """Of the database, absolute."""
    shown: str
    """As written."""
    thread: str
    """Its id there; in the scenario it is the thread `main`."""
    at: BeforeNode | InStep | None
    """The checkpoint to begin at, as it stood when it was written; None for the thread's end, with
    the answers given there."""
    dropped: tuple[str, ...]
    """Channels whose values may be lost: the graph does not have them any more."""
    place: Place

    def __str__(self) -> str:
        where = "" if self.at is None else ", at an earlier checkpoint"
        return f"thread {self.thread} of {self.shown}{where}"


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
    row: Value | None = None
    """The row of `parameters` this case was made for: a mapping of names to values."""
    row_id: str | None = None
    skip: Skip | None = None
    expect_failure: ExpectFailure | None = None
    compare: tuple[Compare, ...] = ()
    checks: tuple[tuple[CheckName, Loudness], ...] = ()
    """What differs from the defaults."""
    models: Scripts = ()
    ignore: tuple[str, ...] = ()
    """JSONPaths on observations; what they hit is left out where two are compared."""
    timeout: float = 60.0
    """Seconds for one case."""
    secrets: tuple[Secret, ...] = ()
    thread_from: StoredThread | None = None
    """Where the conversation begins; None for an empty storage."""
    snapshots: Snapshots | None = field(default=None, compare=False, repr=False)
    """None where no step of the file expects one."""

    @property
    def case_name(self) -> str:
        """What its case is selected by: its name, `NAME[row]` where it has parameters."""
        return self.name if self.row_id is None else f"{self.name}[{self.row_id}]"
