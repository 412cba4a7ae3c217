"""Ways through a case: what stood before a branch, what leaves a step, where things went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.value import Data
from scenario_runner.report.anchors import branch_anchor, step_anchor, step_name
from scenario_runner.report.compose_step import TITLES
from scenario_runner.report.page import WholeBox
from scenario_runner.report.page_parts import Link
from scenario_runner.report.texts import brief
from scenario_runner.report.visible import cut
from scenario_runner.results.model import BranchResult, CaseResult, StepResult
from scenario_runner.results.starts import left_at, prefix_steps
from scenario_runner.results.wrong import passed_as_a_whole, passed_unexpectedly


def went_wrong(case: CaseResult, anchor: str) -> Iterator[Link]:
    """Each error and each expectation that was not met, with the way to its step."""
    if passed_as_a_whole(case):
        detail = _short(passed_unexpectedly(case.reason))
        yield Link(anchor=anchor, text="the case", detail=detail, outcome="xpassed")
    for branch in case.branches:
        if branch.error is not None and branch.outcome != "xfailed":
            yield Link(
                anchor=branch_anchor(anchor, branch.name),
                text=branch.name,
                detail=_short(branch.error.message),
                outcome="error",
            )
        for step in () if branch.outcome == "xfailed" else branch.steps:
            for outcome, message in _said_of(step):
                yield Link(
                    anchor=step_anchor(anchor, branch.name, step.id),
                    text=f"{branch.name} / {step_name(step.id)}",
                    detail=_short(message),
                    outcome=outcome,
                )
        if branch.outcome == "xpassed":
            yield Link(
                anchor=branch_anchor(anchor, branch.name),
                text=branch.name,
                detail=_short(passed_unexpectedly(branch.reason)),
                outcome="xpassed",
            )


def _short(message: str) -> str:
    return cut(" ".join(message[:1000].split()), 240)


def whole_wrong(boxes: tuple[WholeBox, ...]) -> Iterator[Link]:
    """What was not met between branches or in the case as a whole."""
    for box in boxes:
        for row in () if box.outcome == "xfailed" else box.bad:
            if row.outcome != "warned":
                detail = cut(f"{row.path}: {row.message or 'not as expected'}", 240)
                yield Link(anchor=box.anchor, text=box.title, detail=detail, outcome="failed")


def _said_of(step: StepResult) -> Iterator[tuple[Outcome, str]]:
    if step.error is not None:
        yield "error", step.error.message
    for one in step.findings:
        if one.is_unmet:
            yield "failed", f"{one.path}: {one.message}"


def shown_open(case: CaseResult, names: Mapping[str, BranchResult]) -> set[str]:
    """Branches that stand open: all where all is well, else the bad ones and their way there."""
    bad = [branch for branch in case.branches if is_bad(branch.outcome)]
    shown = {branch.name for branch in bad or case.branches}
    for branch in bad:
        shown.update(one.name for one, _ in prefix_steps(branch, names))
    return shown


def leaving_links(
    case: CaseResult, branch: BranchResult, step: StepResult, anchor: str
) -> Iterator[Link]:
    """Branches that start right after a step."""
    moment = f"{branch.name}/{step.id}"
    for one in case.branches:
        if one.start == moment:
            yield Link(anchor=branch_anchor(anchor, one.name), text=one.name, outcome=one.outcome)


def start_link(branch: BranchResult, names: Mapping[str, BranchResult], anchor: str) -> Link | None:
    """Where a branch starts; to the case, where that step is not there."""
    if branch.start is None:
        return None
    left = left_at(branch, names)
    if left is None or branch.start != f"{left[0]}/{names[left[0]].steps[left[1] - 1].id}":
        return Link(anchor=anchor, text=branch.start)
    name, step = left[0], names[left[0]].steps[left[1] - 1].id
    return Link(anchor=step_anchor(anchor, name, step), text=f"{name} after {step_name(step)}")


def prefix_link(branch: BranchResult, step: StepResult, anchor: str) -> Link:
    """A step before a branch, with what it sent in a few words."""
    act = TITLES.get(step.act, step.act)
    return Link(
        anchor=step_anchor(anchor, branch.name, step.id),
        text=f"{branch.name} / {step_name(step.id)}",
        detail=act if step.given is None else f"{act}: {_said(step.given)}",
        outcome=step.outcome,
    )


def _said(given: Data) -> str:
    """What a step sent in a few words: the text of its only message, else the value."""
    match given:
        case {"messages": [{"content": str() as content}]} if len(given) == 1:
            return brief(content, 80)
        case _:
            return brief(given, 80)
