"""What the page shows of a graph, ready to be placed."""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.report.graph_drawing import Drawing


@frozen
class GapLine:
    """Something that a run does not cover."""

    what: str
    paste: str | None
    """A branch as YAML."""
    told: str
    """Where to paste it, and what else to do there; empty where there is nothing to paste."""


@frozen
class WayRow:
    """A node, or a way from one to another."""

    name: str
    how: str
    """How the way is chosen: `always`, `router: yes`; empty for a node."""
    told: str
    """`in 3 branches`, `never`."""
    covered: bool


@frozen
class QuestionRow:
    """A question, and how it was answered."""

    path: str
    asked: str
    gone_back: str
    covered: bool
    """It was gone back to."""
    kinds: tuple[tuple[str, str, bool], ...]
    """Of each kind of answer its name, how often it came, and whether it did."""


@frozen
class GraphBox:
    """A graph and what the run covers of it."""

    anchor: str
    name: str
    share: str
    """`97.6 %`."""
    whole: bool
    """All of it is covered."""
    counted: str
    told: str
    drawings: tuple[Drawing, ...]
    undrawn: str | None
    """Why there is no drawing."""
    gaps: tuple[GapLine, ...]
    nodes: tuple[WayRow, ...]
    ways: tuple[WayRow, ...]
    questions: tuple[QuestionRow, ...]
