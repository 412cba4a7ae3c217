"""Where things stand in a scenario's text."""

from __future__ import annotations

import re

from scenario_runner.problem import BREAK, Place
from scenario_runner.results.model import CaseResult, ErrorTold, StepResult

_IN_BLOCK = r"^[ -]*(?P<act>{act})[ \t]*:"
_IN_BRACES = r"[{{,]\s*(?P<act>{act})[ \t]*:"


def lines_of(source: str) -> list[str]:
    """The lines of a file, counted as places count them."""
    return BREAK.split(source.removeprefix("\ufeff"))


def step_place(case: CaseResult, step: StepResult) -> Place:
    """The act of a step where it is found in the text, else the beginning of its first line."""
    if step.file is not None:
        return Place(file=step.file, line=step.line, column=1)
    lines = lines_of(case.source)[: step.last_line]
    first = max(step.line, 1)
    for layout in (_IN_BLOCK, _IN_BRACES):
        act = re.compile(layout.format(act=re.escape(step.act)))
        for number, line in enumerate(lines[first - 1 :], first):
            found = list(act.finditer(line))
            like = _on_its_line(case, step)
            if len(found) == len(like):  # in braces several steps may stand on one line
                column = found[like.index(step)].start("act") + 1
                return Place(file=case.file, line=number, column=column, length=len(step.act))
    return Place(file=case.file, line=step.line, column=1)


def _on_its_line(case: CaseResult, step: StepResult) -> list[StepResult]:
    """The steps of its branch that begin on the same line and do the same, in order."""
    steps = next((one.steps for one in case.branches if step in one.steps), (step,))
    return [one for one in steps if (one.line, one.act) == (step.line, step.act)]


def error_place(case: CaseResult, step: StepResult, error: ErrorTold) -> Place:
    """Where a step's error is told: its own place, else the step's first line."""
    return error.place if error.place is not None else step_place(case, step)
