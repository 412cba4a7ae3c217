"""What the page shows of another run, ready to be placed."""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.report.page_parts import Bubble


@frozen
class SinceCount:
    """How many cases changed so; `kind` is the word of the search."""

    kind: str
    word: str
    number: int


@frozen
class SincePage:
    """What changed in all."""

    started: str
    counts: tuple[SinceCount, ...]
    same: int
    facts: tuple[str, ...]
    gone: tuple[str, ...]
    """Cases that only the run before had."""


@frozen
class SinceRow:
    """A value before and now; None where there is nothing."""

    path: str
    left: str | None
    right: str | None


@frozen
class SinceTalk:
    """Two messages side by side, or how many are the same."""

    same: int
    left: Bubble | None
    right: Bubble | None


@frozen
class SinceBox:
    """A branch that changed."""

    anchor: str
    name: str
    word: str
    told: str
    follows: str | None
    """`BRANCH/STEP` before it that changed already."""
    first: str | None
    """The first difference."""
    parts: tuple[SinceRow, ...]
    talk: tuple[SinceTalk, ...]
    state: tuple[SinceRow, ...]


@frozen
class SinceCase:
    """A case that changed."""

    kind: str
    word: str
    told: str
    branches: tuple[SinceBox, ...]
