"""A step: its act, how it is done, and what must be true after it."""

from __future__ import annotations

from dataclasses import field
from typing import Literal, TypeAlias

from scenario_runner.frozen import frozen
from scenario_runner.language.model.graph import CallOptions
from scenario_runner.language.model.moment import MessageSelector, Moment
from scenario_runner.language.value import Value
from scenario_runner.problem import Place


@frozen
class Look:
    """A step with `expect` alone."""


@frozen
class Invoke:
    """Run the graph on `input`; null goes on with a paused run."""

    input: Value


@frozen
class Resume:
    """Answer the one pending interrupt."""

    value: Value


@frozen
class ListedInterrupt:
    """`{interrupt: {path, node, nth, value}}`: an address where names hold `/ # [`."""

    path: tuple[str, ...] | None
    """The nodes around the one that asks, from the outermost; None where not written."""
    node: str | None
    nth: int | None
    """In task order, from 1 as `#1`."""
    value: Value | None
    """A matcher on the question."""


@frozen
class Answer:
    """One entry of `resume_map`: the address as written, and the answer."""

    address: str | ListedInterrupt
    value: Value
    place: Place


@frozen
class ResumeMap:
    """Answer several pending interrupts by address."""

    answers: tuple[Answer, ...]


@frozen
class SendCommand:
    """`command: {resume, update, goto}`; None where the key is not written."""

    resume: Value | None
    update: Value | None
    goto: Value | None


@frozen
class UpdateState:
    """Update the state by hand, as a node where one is named."""

    values: Value
    as_node: str | None


Anchor = Literal["first_seen_parent", "message_prefix", "original_parent"]


@frozen
class Edit:
    """The user rewrites a message and sends again."""

    message: MessageSelector
    content: Value
    anchor: Anchor


@frozen
class Regenerate:
    """Runs again from the anchor of an assistant message, with no new input."""

    message: MessageSelector
    anchor: Anchor


@frozen
class Retry:
    """Sends the human message before M (or M itself, if it is one) again, from its anchor."""

    message: MessageSelector
    anchor: Anchor


@frozen
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


@frozen
class Expectation:
    """One entry of `expect`."""

    key: ExpectKey
    value: Value


@frozen
class Save:
    """One entry of `save`: a name for what a JSONPath finds in the observation."""

    name: str
    path: str
    place: Place


@frozen
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
