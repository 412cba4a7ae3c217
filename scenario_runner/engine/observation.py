"""What one step did: facts only, in normal form, independent of LangGraph's classes.

Nothing here imports LangGraph, so that judging and reporting never do.
"""

from __future__ import annotations

from dataclasses import asdict, field, replace
from typing import Any, Final, Literal

from scenario_runner.frozen import frozen
from scenario_runner.language.model import StreamMode
from scenario_runner.language.value import Data

Heard = Literal["as_given", "otherwise", "never", "twice", "unknown"]
"""How an answer arrived: at an `interrupt()` call of this run as given; an older answer was
heard in its place; nobody heard it; more than once; or LangGraph does not show it."""


@frozen
class PendingInterrupt:
    """An interrupt that waits for an answer."""

    node: str
    """The innermost node that asks."""
    path: str
    """The address of that node without `#` and `[]`: `sub/node`."""
    address: str
    """The full address that answers just this one, `node#2`, `node[1]` where needed."""
    value: Data


@frozen
class AnswerTold:
    """An answer, where it was to go, and whether an `interrupt()` call got it."""

    path: str
    given: Data
    heard: Heard
    received: Data = None
    """What the `interrupt()` call returned instead, where `heard` is `otherwise`."""


@frozen
class Raised:
    """What the graph raised."""

    type: str
    """The bare class name."""
    qualified: str
    """Dotted, with its module."""
    message: str
    traceback: str
    """The graph's own frames; none of the runner's or LangGraph's where it can be told."""


@frozen
class Refused:
    """The runner's refusal of an act that would not have done what it says."""

    reason: str
    pending: tuple[str, ...] = ()
    """The addresses that were pending."""
    hint: str | None = None


@frozen
class CheckpointMade:
    """A checkpoint of the thread itself (not of its subgraphs) made in this step."""

    id: str
    parent: str | None
    source: str
    """`input`, `loop`, `update` or `fork`."""
    step: int
    next: tuple[str, ...]


@frozen
class SubgraphSeen:
    """A subgraph's state while it is paused; what ran in it otherwise."""

    values: Data
    next: tuple[str, ...]
    interrupts: tuple[PendingInterrupt, ...]
    visited: tuple[str | tuple[str, ...], ...]


@frozen
class Travel:
    """How a step with `at` went back in its thread."""

    via: str
    """The strategy that ran: `direct`, `replay` or `copy`; `plain` where LangGraph has just
    one way (`invoke`, `update_state`), `look` for a step that only looks."""
    at: str
    """The moment as people read it: as `explain` says it."""
    checkpoint: str | None = None
    """The checkpoint travelled to; None for an empty storage."""
    reran: dict[str, int] = field(default_factory=dict)
    """Bodies that ran again only because of the strategy, by address."""
    tried: tuple[str, ...] = ()
    """Under `auto`: why each strategy before this one was not exact, as sentences."""


@frozen
class HistoryState:
    """A state of a thread, as chat UIs load it."""

    checkpoint: str
    parent: str | None
    """The parent checkpoint, also where it is not among the states; None for the first."""
    messages: tuple[Data, ...]
    """The conversation in normal form."""
    order: int
    """When it was created among the states of its thread: 0 is the oldest."""


@frozen
class StoreItem:
    """An item of the graph's store."""

    namespace: tuple[str, ...]
    key: str
    value: Data


@frozen
class OwnCheck:
    """What a check of the user's own says of a step."""

    reference: str
    """As written: `module:function`."""
    complaints: tuple[str, ...] = ()
    """Empty when all is well."""
    fault: str | None = None
    """Why it could not be asked, or gave no answer: a sentence as in `touched`."""
    traceback: str | None = None
    """Of what it raised: the user's own frames."""


@frozen
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
    calls: dict[str, tuple[dict[str, Data], ...]] = field(default_factory=dict)
    """Calls that stand-ins answered, by target: the arguments of each by parameter, in the order
    in which they began. Only targets that were called."""
    raises: Raised | None = None
    refused: Refused | None = None
    checkpoints: tuple[CheckpointMade, ...] = ()
    """Oldest first."""
    subgraphs: dict[str, SubgraphSeen] = field(default_factory=dict)
    events: tuple[Data, ...] = ()
    """What the call streamed, in order, of the modes the step was watched for and `custom`:
    `{mode: custom or updates, node, path, data}`, `{mode: values, path, data}` or
    `{mode: messages, node, path, role, text, chunks, tool_calls}`."""
    store: tuple[StoreItem, ...] | None = None
    """The items of the graph's store after the step, by namespace and key; None where nothing
    asks for them, and where there are none to be had."""
    duration: float = 0.0
    """Seconds the calls took."""
    travel: Travel | None = None
    """None for a step without `at`."""
    head: str | None = None
    """The thread's newest checkpoint after the step: where a step without `at` goes on."""
    made: str | None = None
    """The checkpoint that should be the head: the last one this step made, or the one it
    acted on where it made none. None: not known, or the step moves no head (it only looked
    at an earlier moment, was refused)."""
    live: Data = None
    """What the call itself gave, in normal form: a mapping of the channels that it gave and
    storage keeps. None where that is not known, or is rightly not what is stored: nothing
    ran, the graph raised, or a superstep stands half done (the writes of finished siblings
    are in the state read back, never in the live one)."""
    touched: tuple[str, ...] = ()
    """What the step changed besides its own line of its own thread, each a sentence with
    neither capital nor full stop: `thread "b" has another head`."""
    answer_schemas: tuple[Data, ...] = ()
    """The JSON Schema of each pending interrupt's answer; None where its question says none."""
    history: tuple[HistoryState, ...] | None = None
    """Every state of the whole thread, newest first, as `get_state_history` gives them; None
    where no `ui` expectation asks for it (it grows with the thread)."""
    watched: tuple[StreamMode, ...] = ("custom",)
    """The modes of the stream that `events` tells of."""
    no_store: str | None = None
    """Why the store could not be read, where it was asked for: a sentence as in `touched`."""
    complaints: tuple[OwnCheck, ...] = ()
    """What the step's own checks say, in the order written."""

    def to_data(self) -> dict[str, Data]:
        """The observation as plain data, the root (`$`) of every JSONPath."""
        known = replace(self, live=None, history=None, complaints=())
        data: dict[str, Any] = _plain(asdict(known))
        return {name: part for name, part in data.items() if name not in JUDGED_ONLY}


JUDGED_ONLY: Final = frozenset(
    {
        "head", "made", "live", "touched", "history", "watched", "no_store", "complaints",
        "answer_schemas",
    }
)  # fmt: skip
"""Facts for the judge alone: no JSONPath sees them, results do not keep them."""


def _plain(data: Any) -> Data:
    if isinstance(data, dict):
        return {key: _plain(part) for key, part in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(part) for part in data]
    return data
