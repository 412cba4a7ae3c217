"""What the HTML report shows, ready to be placed: everything is text, counted and in order.

Templates only place these. They hold no raw observation, so that whatever the page says can
be tested here. Text is as the graph gave it; making acting characters visible and escaping
HTML happen at the one point where text enters the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenario_runner.judge.verdict import FindingOutcome, Outcome
from scenario_runner.report.lanes import Lanes
from scenario_runner.report.lines import Line

Piece = tuple[bool, str]
"""A part of a text, and whether it is marked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text; of a long one its beginning, and the rest to unfold."""

    head: str
    rest: str | None = None
    told: str = ""
    """How much the rest is: `12,345 more characters`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCall:
    """A tool call of an assistant message, shown as a card."""

    name: str
    arguments: Text
    id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bubble:
    """A message of the conversation."""

    role: Literal["user", "assistant", "system", "tool", "other"]
    who: str
    """The role or the speaker's name, as people read it."""
    text: Text | None
    tool_calls: tuple[ToolCall, ...] = ()
    failed: bool = False
    """A tool message that reports an error."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Banner:
    """Something that happened between the messages."""

    kind: Literal["input", "answer", "stale", "edit", "ask", "pause", "end", "raised", "refused"]
    title: str
    detail: str = ""
    body: Text | None = None
    trace: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeRun:
    """Nodes that ran together, and how often."""

    names: tuple[str, ...]
    times: int
    """Of a single node, 1 where unknown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeRow:
    """One change of the state."""

    kind: Literal["added", "removed", "changed"]
    path: str
    before: Text | None
    after: Text | None


@dataclass(frozen=True, kw_only=True, slots=True)
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
    absent: bool
    where: str | None
    """`file:line:column` of the expected value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceLine:
    """A line of the scenario's file."""

    number: int
    pieces: tuple[Piece, ...]
    """Marked where a failed expectation stands."""
    bad: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A way to another place of the page."""

    anchor: str
    text: str
    detail: str = ""
    outcome: Outcome = "passed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorBox:
    """An error of a case: what happened, and what to do."""

    title: str
    message: Text
    hint: str | None
    trace: Text | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemBox:
    """A problem of the file, with the lines it stands on."""

    where: str
    message: str
    hint: str | None
    severity: str
    lines: tuple[SourceLine, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SubgraphRow:
    """What a step did inside a subgraph."""

    path: str
    ran: tuple[NodeRun, ...]
    next: tuple[str, ...]
    state: Text | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StepBox:
    """One step."""

    anchor: str
    name: str
    act: str
    """`invoke`, ..., chooses the shape."""
    title: str
    """The act in words."""
    description: str | None
    outcome: Outcome
    duration: str
    ran: tuple[NodeRun, ...]
    before: tuple[Banner, ...]
    """What was sent."""
    bubbles: tuple[Bubble, ...]
    after: tuple[Banner, ...]
    """What came of it: errors, questions, the end."""
    bad: tuple[FindingRow, ...]
    met: tuple[FindingRow, ...]
    subgraphs: tuple[SubgraphRow, ...]
    changes: tuple[ChangeRow, ...]
    source: tuple[SourceLine, ...]
    lines_told: str
    """`line 12` or `lines 12 to 15`."""
    calls: tuple[str, ...]
    leaving: tuple[Link, ...]
    """Branches that start here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BranchBox:
    """One branch."""

    anchor: str
    name: str
    description: str | None
    outcome: Outcome
    reason: str | None
    start: Link | None
    prefix: tuple[Link, ...]
    """The steps before this branch, oldest first."""
    steps: tuple[StepBox, ...]
    told: str
    note: str | None
    """Why it was played, where it was not selected."""
    rerun: str
    open: bool
    bad: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseBox:
    """One case."""

    anchor: str
    title: str
    short: str
    """The file without what all files have in common."""
    where: str
    description: str | None
    tags: tuple[str, ...]
    outcome: Outcome
    reason: str | None
    duration: str
    error: ErrorBox | None
    problems: tuple[ProblemBox, ...]
    wrong: tuple[Link, ...]
    """Each thing that went wrong, with the way to its step."""
    lanes: Lanes | None
    branches: tuple[BranchBox, ...]
    told: str
    printed: Text | None
    database: str | None
    source: tuple[SourceLine, ...]
    rerun: str
    search: str
    """What the search looks in: lower case."""
    open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many cases ended so, and their part of the bar."""

    outcome: Outcome
    word: str
    number: int
    offset: str
    share: str
    """Both in per cent, as SVG takes them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The whole report."""

    outcome: Outcome
    statement: str
    told: str
    counts: tuple[Count, ...]
    facts: tuple[tuple[str, str], ...]
    started: str
    """ISO 8601."""
    started_told: str
    cases: tuple[CaseBox, ...]
    """Failures first, otherwise in the order of the run."""
