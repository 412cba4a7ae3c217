"""The small parts of the page: texts, messages, banners, findings, lines of a file."""

from __future__ import annotations

from typing import Literal

from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import FindingOutcome, Outcome
from scenario_runner.report.lines import Line

Piece = tuple[bool, str]
"""A part of a text, and whether it is marked."""


@frozen
class Text:
    """A text; of a long one its beginning, and the rest to unfold."""

    head: str
    rest: str | None = None
    told: str = ""
    """How much the rest is: `12,345 more characters`."""


@frozen
class ToolCall:
    """A tool call of an assistant message, shown as a card."""

    name: str
    arguments: Text
    id: str


@frozen
class Bubble:
    """A message of the conversation."""

    role: Literal["user", "assistant", "system", "tool", "other"]
    who: str
    """The role or the speaker's name, as people read it."""
    text: Text | None
    tool_calls: tuple[ToolCall, ...] = ()
    failed: bool = False
    """A tool message that reports an error."""


@frozen
class Banner:
    """Something that happened between the messages."""

    kind: Literal[
        "travel", "input", "answer", "stale", "edit", "ask", "pause", "end", "raised", "refused"
    ]
    title: str
    detail: str = ""
    body: Text | None = None
    trace: Text | None = None


@frozen
class NodeRun:
    """Nodes that ran together, and how often."""

    names: tuple[str, ...]
    times: int
    """Of a single node, 1 where unknown."""


@frozen
class StandInCall:
    """A call that a stand-in answered."""

    target: str
    arguments: Text


@frozen
class ChangeRow:
    """One change of the state."""

    kind: Literal["added", "removed", "changed"]
    path: str
    before: Text | None
    after: Text | None


@frozen
class ObservedRow:
    """An event of the stream, or an item of the store."""

    where: str
    """The address of the node, or the place in the store."""
    kind: str
    """The mode of the stream; empty for an item of the store."""
    shown: Text


@frozen
class FindingRow:
    """An expectation or a built-in check with its answer."""

    outcome: FindingOutcome
    expectation: str
    path: str
    message: str
    expected: tuple[Piece, ...]
    actual: tuple[Piece, ...]
    comparison: tuple[Line, ...]
    """Line by line, instead of expected and actual, where both are long texts."""
    unexpected: bool
    """Nothing was expected there."""
    absent: bool
    """Nothing was there."""
    bare: bool
    """There are no values: the message says it all."""
    trace: Text | None
    where: str | None
    """`file:line:column` of the expected value."""


@frozen
class SourceLine:
    """A line of the scenario's file."""

    number: int
    pieces: tuple[Piece, ...]
    """Marked where a failed expectation stands."""
    bad: bool


@frozen
class Link:
    """A way to another place of the page."""

    anchor: str
    text: str
    detail: str = ""
    outcome: Outcome = "passed"


@frozen
class ErrorBox:
    """An error of a case: what happened, and what to do."""

    title: str
    message: Text
    hint: str | None
    trace: Text | None


@frozen
class ProblemBox:
    """A problem of the file, with the lines it stands on."""

    where: str
    message: str
    hint: str | None
    severity: str
    lines: tuple[SourceLine, ...]
    related: tuple[str, ...]


@frozen
class SubgraphRow:
    """What a step did inside a subgraph."""

    path: str
    ran: tuple[NodeRun, ...]
    next: tuple[str, ...]
    state: Text | None
