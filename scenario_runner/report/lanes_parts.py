"""What the drawing of a case's branches is made of, in pixels and SVG path data."""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import Outcome


@frozen
class Mark:
    """A step: its shape says the act, its filling the outcome."""

    x: int
    y: int
    act: str
    outcome: Outcome
    warned: bool
    asks: bool
    """A question waits after it."""
    travels: bool
    """It goes back in its thread first, to where no arc leads."""
    anchor: str
    label: str
    under: str
    """A second label: that it goes back, that it is on another thread."""
    title: str


@frozen
class Tip:
    """The end of a lane, with its branch's name."""

    x: int
    y: int
    outcome: Outcome
    anchor: str
    label: str
    finished: bool
    """The graph came to its end."""


@frozen
class Lanes:
    """The drawing. Lines are SVG path data."""

    width: int
    height: int
    lines: tuple[tuple[str, Outcome], ...]
    marks: tuple[Mark, ...]
    tips: tuple[Tip, ...]
    arcs: tuple[str, ...]
    """Ways back in the same thread."""
    starts: tuple[tuple[int, int], ...]
    acts: tuple[str, ...]
    """The acts that occur, for the legend, as `outcomes` and `asked` are."""
    outcomes: tuple[Outcome, ...]
    asked: bool
    went_back: bool
    """Some step goes back in its thread."""
