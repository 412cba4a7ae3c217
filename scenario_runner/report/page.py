"""What the HTML report shows, ready to be placed: everything is text, counted and in order.

Templates only place these. They hold no raw observation, so that whatever the page says can
be tested here. Text is as the graph gave it; making acting characters visible and escaping
HTML happen at the one point where text enters the page.
"""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import Outcome
from scenario_runner.report.attempts import AttemptLine
from scenario_runner.report.lanes_parts import Lanes
from scenario_runner.report.page_parts import (
    Banner,
    Bubble,
    ChangeRow,
    ErrorBox,
    FindingRow,
    Link,
    NodeRun,
    ObservedRow,
    ProblemBox,
    SourceLine,
    StandInCall,
    SubgraphRow,
    Text,
)
from scenario_runner.report.page_since import SinceCase, SincePage


@frozen
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
    streamed: tuple[ObservedRow, ...]
    stored: tuple[ObservedRow, ...]
    answered: tuple[StandInCall, ...]
    """Calls that stand-ins answered."""
    changes: tuple[ChangeRow, ...]
    source: tuple[SourceLine, ...]
    lines_told: str
    """`line 12` or `lines 12 to 15`."""
    calls: tuple[str, ...]
    leaving: tuple[Link, ...]
    """Branches that start here."""


@frozen
class BranchBox:
    """One branch."""

    anchor: str
    name: str
    description: str | None
    outcome: Outcome
    reason: str | None
    error: ErrorBox | None
    """Why it could not begin."""
    start: Link | None
    prefix: tuple[Link, ...]
    """The steps before this branch, oldest first."""
    steps: tuple[StepBox, ...]
    told: str
    note: str | None
    """Why it was played, where it was not selected."""
    rerun: str
    go_on: str | None
    """The command that goes on from its last good moment, where that was kept."""
    state: str | None
    """What the state at its end holds, as JSON of pairs of path and value, to compare by."""
    open: bool
    bad: bool


@frozen
class WholeBox:
    """Findings that belong to no step: a comparison of branches, or the case as a whole."""

    anchor: str
    title: str
    outcome: Outcome
    reason: str | None
    bad: tuple[FindingRow, ...]
    met: tuple[FindingRow, ...]


@frozen
class CaseHead:
    """One case in the list and at the top of its section, with what the search looks in."""

    anchor: str
    title: str
    short: str
    """The file without what all files have in common."""
    folder: str
    """Whose cases begin with this one in the list; empty where none begins."""
    where: str
    tags: tuple[str, ...]
    outcome: Outcome
    duration: str
    branches: tuple[str, ...]
    nodes: tuple[str, ...]
    """Those that ran in any step, by address too: `sub/node`."""
    since: str
    """How it changed since another run, as the search says it: `newly-failing`; else empty."""
    open: bool


@frozen
class CaseBox:
    """What a case holds when it is open."""

    description: str | None
    outcome: Outcome
    reason: str | None
    error: ErrorBox | None
    problems: tuple[ProblemBox, ...]
    attempts: tuple[AttemptLine, ...]
    """Each time it was played, where it was more than once."""
    since: SinceCase | None
    """What changed since another run."""
    wrong: tuple[Link, ...]
    """Each thing that went wrong, with the way to its step."""
    begins_in: str | None
    """The stored thread it began in."""
    lanes: Lanes | None
    branches: tuple[BranchBox, ...]
    whole: tuple[WholeBox, ...]
    told: str
    printed: Text | None
    database: str | None
    source: tuple[SourceLine, ...]
    rerun: str
    graph: Link | None
    """What it was played on."""
    bug: str | None
    """A bug report in Markdown, where something went wrong."""


@frozen
class Count:
    """How many cases ended so, and their part of the bar."""

    outcome: Outcome
    word: str
    number: int
    offset: str
    share: str
    """Both in per cent, as SVG takes them."""


@frozen
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
    covered: str
    """Of all graphs: `97.6 %`."""
    since: SincePage | None
    """What changed since another run."""
    slowest: tuple[Link, ...]
    """Those worth a look, slowest first; none of a short run."""
