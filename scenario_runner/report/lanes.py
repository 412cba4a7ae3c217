"""The branch tree of a case as lanes: time runs to the right, each branch has its row.

Rows are ordered so that no line crosses another: of the branches that leave the same row,
the one that leaves last lies nearest. Everything is laid out here, in pixels; the template
only places it.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.frozen import frozen
from scenario_runner.report.anchors import branch_anchor, step_anchor, step_name
from scenario_runner.report.lanes_back import arc, second_label, targets
from scenario_runner.report.lanes_parts import Lanes, Mark, Tip
from scenario_runner.report.lanes_rows import Row, rows_of
from scenario_runner.report.visible import one_line
from scenario_runner.results.model import CaseResult, StepResult

_LEFT, _TOP, _ROW = 22, 28, 52
_ARCS, _SECOND = 16, 14
"""What a row needs above it for arcs, where its steps go back in their thread, and below it for
second labels."""
_LETTER, _BOLD = 6.4, 8.4
"""Width of a letter of the labels and of the names at the ends of lanes, in pixels, rounded up."""
_LONGEST_STEP, _LONGEST_BRANCH = 14, 34


@frozen
class _Grid:
    """Where rows and columns stand, in pixels."""

    rows: tuple[int, ...]
    pitch: int

    def x(self, column: int) -> int:
        return _LEFT + self.pitch * column

    def y(self, row: int) -> int:
        return self.rows[row]


def lay_out(case: CaseResult, anchor: str) -> Lanes | None:
    """The drawing of a case's branches; None where there is nothing to draw."""
    rows = tuple(rows_of(case))
    if not any(row.branch.steps for row in rows):
        return None
    grid = _grid(rows)
    marks = tuple(mark for row in rows for mark in _marks(row, anchor, grid))
    tips = tuple(_tip(row, anchor, grid) for row in rows)
    arcs = tuple(path for row in rows for path in _arcs(row, grid))
    return Lanes(
        width=max(int(tip.x + 12 + _BOLD * len(tip.label)) for tip in tips),
        height=grid.rows[-1] + 36 + _below(rows[-1]),
        lines=tuple((_line(row, grid), row.branch.outcome) for row in rows),
        marks=marks,
        tips=tips,
        arcs=arcs,
        starts=((grid.x(0), grid.y(0)),),
        acts=tuple(dict.fromkeys(mark.act for mark in marks)),
        outcomes=tuple(dict.fromkeys(mark.outcome for mark in marks)),
        asked=any(mark.asks for mark in marks),
        went_back=bool(arcs) or any(mark.travels for mark in marks),
    )


def _arcs(row: Row, grid: _Grid) -> Iterator[str]:
    for number, (step, target) in enumerate(targets(row.branch.steps).items()):
        x, left = (grid.x(row.column + one + 1) for one in (step, target))
        yield arc(x, grid.y(row.row), left, number)


def _marks(row: Row, anchor: str, grid: _Grid) -> Iterator[Mark]:
    drawn = targets(row.branch.steps)
    for number, step in enumerate(row.branch.steps, start=1):
        seen = step.observation
        yield Mark(
            x=grid.x(row.column + number),
            y=grid.y(row.row),
            act=step.act,
            outcome=step.outcome,
            warned=any(finding.outcome == "warned" for finding in step.findings),
            asks=seen is not None and bool(seen.interrupts),
            travels=_goes_back(step) and number - 1 not in drawn,
            anchor=step_anchor(anchor, row.branch.name, step.id),
            label=_label(step),
            under=second_label(step),
            title=f"{row.branch.name}, {step_name(step.id)}: {step.act}, {step.outcome}",
        )


def _tip(row: Row, anchor: str, grid: _Grid) -> Tip:
    steps = row.branch.steps
    seen = steps[-1].observation if steps else None
    return Tip(
        x=grid.x(row.column + len(steps)) + 24,
        y=grid.y(row.row),
        outcome=row.branch.outcome,
        anchor=branch_anchor(anchor, row.branch.name),
        label=one_line(row.branch.name, _LONGEST_BRANCH),
        finished=seen is not None and not seen.next and seen.raises is None,
    )


def _line(row: Row, grid: _Grid) -> str:
    """From the moment the branch left to its end: down beside it, a corner, then straight."""
    x, y = grid.x(row.column), grid.y(row.row)
    end = grid.x(row.column + len(row.branch.steps)) + 18
    if row.row == row.parent or not row.row:
        return f"M{x} {y}H{end}"
    top = grid.y(row.parent)
    turn = x + min(24, grid.pitch // 2)
    return f"M{x} {top}C{x + 14} {top} {turn} {top + 4} {turn} {top + 18}V{y - 12}q0 12 12 12H{end}"


def _grid(rows: tuple[Row, ...]) -> _Grid:
    steps = [step for row in rows for step in row.branch.steps]
    longest = max(max(len(_label(step)), len(second_label(step))) for step in steps)
    return _Grid(rows=tuple(_heights(rows)), pitch=max(48, round(_LETTER * longest) + 14))


def _heights(rows: tuple[Row, ...]) -> Iterator[int]:
    y = _TOP
    for row in rows:
        y += _ARCS if any(map(_goes_back, row.branch.steps)) else 0
        yield y
        y += _ROW + _below(row)


def _below(row: Row) -> int:
    return _SECOND if any(map(second_label, row.branch.steps)) else 0


def _goes_back(step: StepResult) -> bool:
    return step.observation is not None and step.observation.travel is not None


def _label(step: StepResult) -> str:
    return one_line(step.id.removeprefix("#"), _LONGEST_STEP)
