"""The branch tree of a case as lanes: time runs to the right, each branch has its row.

Rows are ordered so that no line crosses another: of the branches that leave the same row,
the one that leaves last lies nearest. Everything is laid out here, in pixels; the template
only places it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario_runner.judge.verdict import Outcome
from scenario_runner.report.anchors import branch_anchor, step_anchor, step_name
from scenario_runner.report.lanes_rows import Row, rows_of
from scenario_runner.report.visible import one_line
from scenario_runner.results.model import CaseResult, StepResult

_LEFT, _TOP, _ROW = 22, 28, 58
_LETTER = 6.4
"""Width of a letter of the labels, in pixels, rounded up."""
_LONGEST_STEP, _LONGEST_BRANCH = 14, 34


@dataclass(frozen=True, kw_only=True, slots=True)
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
    """It goes back in its thread first."""
    anchor: str
    label: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tip:
    """The end of a lane, with its branch's name."""

    x: int
    y: int
    outcome: Outcome
    anchor: str
    label: str
    finished: bool
    """The graph came to its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lanes:
    """The drawing. Lines are SVG path data."""

    width: int
    height: int
    lines: tuple[tuple[str, Outcome], ...]
    marks: tuple[Mark, ...]
    tips: tuple[Tip, ...]
    starts: tuple[tuple[int, int], ...]
    acts: tuple[str, ...]
    """The acts that occur, for the legend, as `outcomes` and `asked` are."""
    outcomes: tuple[Outcome, ...]
    asked: bool


def lay_out(case: CaseResult, anchor: str) -> Lanes | None:
    """The drawing of a case's branches; None where there is nothing to draw."""
    rows = tuple(rows_of(case))
    if not any(row.branch.steps for row in rows):
        return None
    pitch = _pitch(case)
    marks = tuple(mark for row in rows for mark in _marks(row, anchor, pitch))
    tips = tuple(_tip(row, anchor, pitch) for row in rows)
    return Lanes(
        width=max(int(tip.x + 34 + _LETTER * 1.1 * len(tip.label)) for tip in tips),
        height=_TOP + _ROW * (len(rows) - 1) + 36,
        lines=tuple((_line(row, pitch), row.branch.outcome) for row in rows),
        marks=marks,
        tips=tips,
        starts=((_LEFT, _TOP),),
        acts=tuple(dict.fromkeys(mark.act for mark in marks)),
        outcomes=tuple(dict.fromkeys(mark.outcome for mark in marks)),
        asked=any(mark.asks for mark in marks),
    )


def _marks(row: Row, anchor: str, pitch: int) -> Iterator[Mark]:
    for number, step in enumerate(row.branch.steps, start=1):
        seen = step.observation
        yield Mark(
            x=_LEFT + pitch * (row.column + number),
            y=_TOP + _ROW * row.row,
            act=step.act,
            outcome=step.outcome,
            warned=any(finding.outcome == "warned" for finding in step.findings),
            asks=seen is not None and bool(seen.interrupts),
            travels=seen is not None and seen.travel is not None,
            anchor=step_anchor(anchor, row.branch.name, step.id),
            label=_label(step),
            title=f"{row.branch.name}, {step_name(step.id)}: {step.act}, {step.outcome}",
        )


def _tip(row: Row, anchor: str, pitch: int) -> Tip:
    steps = row.branch.steps
    seen = steps[-1].observation if steps else None
    return Tip(
        x=_LEFT + pitch * (row.column + len(steps)) + 24,
        y=_TOP + _ROW * row.row,
        outcome=row.branch.outcome,
        anchor=branch_anchor(anchor, row.branch.name),
        label=one_line(row.branch.name, _LONGEST_BRANCH),
        finished=seen is not None and not seen.next and seen.raises is None,
    )


def _line(row: Row, pitch: int) -> str:
    """From the moment the branch left to its end: down beside it, a corner, then straight."""
    x, y = _LEFT + pitch * row.column, _TOP + _ROW * row.row
    end = _LEFT + pitch * (row.column + len(row.branch.steps)) + 18
    if row.row == row.parent or not row.row:
        return f"M{x} {y}H{end}"
    top = _TOP + _ROW * row.parent
    turn = x + min(24, pitch // 2)
    return f"M{x} {top}C{x + 14} {top} {turn} {top + 4} {turn} {top + 18}V{y - 12}q0 12 12 12H{end}"


def _pitch(case: CaseResult) -> int:
    longest = max(len(_label(step)) for branch in case.branches for step in branch.steps)
    return max(48, round(_LETTER * longest) + 14)


def _label(step: StepResult) -> str:
    return one_line(step.id.removeprefix("#"), _LONGEST_STEP)
