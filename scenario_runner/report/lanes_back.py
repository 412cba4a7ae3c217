"""Ways back in the same thread, drawn as arcs over the lane: they are no branches.

A branch is a line of its own that leaves below; a way back stays in its lane and lands on
the step whose moment it goes back to.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenario_runner.report.anchors import step_name
from scenario_runner.report.visible import one_line
from scenario_runner.results.model import StepResult

_HEIGHTS = (15, 20, 25)
"""Of arcs one after another, so that those to the same step stay apart."""
_LONGEST = 14


def targets(steps: Sequence[StepResult]) -> dict[int, int]:
    """By the number of each step that goes back: the number of the step it goes back to.

    Numbers count from 0 within the branch. Ways back to steps before the branch have no arc.
    """
    found: dict[int, int] = {}
    for number, step in enumerate(steps):
        target = _target(step, steps[:number])
        if target is not None:
            found[number] = target
    return found


def second_label(step: StepResult) -> str:
    """What stands below a step's name: where it went back to, which other thread it is on."""
    told = []
    if step.thread != "main":
        told.append(f"on {step.thread}")
    if step.observation is not None and (travel := step.observation.travel) is not None:
        told.append("back" if " " in travel.at else f"to {step_name(travel.at)}")
    return one_line(", ".join(told), _LONGEST)


def arc(x: int, y: int, left: int, number: int) -> str:
    """SVG path data from a step at `x` up and back to the one at `left`."""
    top = y - 13 - _HEIGHTS[number % len(_HEIGHTS)]
    return f"M{x - 3} {y - 12}C{x - 6} {top} {left - 6} {top} {left - 5} {y - 11}"


def _target(step: StepResult, before: Sequence[StepResult]) -> int | None:
    """The step after which the moment stands: the one so named, else the maker of it."""
    travel = step.observation.travel if step.observation is not None else None
    if travel is None:
        return None
    for number, one in reversed(list(enumerate(before))):
        seen = one.observation
        if one.id == travel.at:
            return number
        if seen is not None and any(made.id == travel.checkpoint for made in seen.checkpoints):
            return number
    return None
