"""A step: its act, how it is done, and what must be true after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from scenario_runner.language.model.graph import CallOptions
from scenario_runner.language.model.moment import MessageSelector, Moment
from scenario_runner.language.value import Value
from scenario_runner.problem import Place


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
    options: CallOptions = field(default_factory=CallOptions)
    timeout: float | None = None
    """Seconds."""
    at: Moment | None = None
    """Time travel in the same thread; None: at the head."""
    via: Via = "auto"
    thread: str = "main"
    save: tuple[Save, ...] = ()
    expect: tuple[Expectation, ...] = ()
