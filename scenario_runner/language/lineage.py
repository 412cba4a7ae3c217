"""What has been played before a step, as far as a file tells."""

from __future__ import annotations

from scenario_runner.language.aims import Aim
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.value import Value

Seen = tuple[Line, int]
"""A line, and how many of its steps may have been played."""


def seen_by(line: Line, index: int, outline: Outline) -> tuple[list[Seen], bool]:
    """What may have been played before a step: its own line, and those it comes from. False
    where the way back is not known."""
    way, whole = outline.way_to(line)
    seen, child = [(line, index)], line
    for before, count in way:
        # A branch from inside a step may go back to what the step had made by then.
        inside = child.origin is not None and child.origin.kind == "in"
        seen.append((before, count + inside))
        child = before
    return seen, whole


def found_in(target: Aim, seen: list[Seen]) -> tuple[Line, Value] | tuple[Line, None] | None:
    """The line, and the step, that a moment means."""
    for line, count in seen:
        if target.branch not in {None, line.name}:
            continue
        if target.step is None:
            return line, None
        at = line.index_of(target.step)
        if at is not None and at < count:
            return line, line.steps[at]
    return None
