"""A case of the page: its branches, what stood before each, and where they left."""

from __future__ import annotations

from collections.abc import Mapping

from scenario_runner.problem import Problem
from scenario_runner.report.anchors import branch_anchor
from scenario_runner.report.compose_happening import ERROR_TITLES
from scenario_runner.report.compose_links import (
    BAD,
    leaving_links,
    prefix_link,
    prefix_steps,
    shown_open,
    start_link,
    went_wrong,
)
from scenario_runner.report.compose_step import step_box
from scenario_runner.report.lanes import lay_out
from scenario_runner.report.page import BranchBox, CaseBox, ErrorBox, ProblemBox
from scenario_runner.report.show import plural, seconds
from scenario_runner.report.texts import source_lines, text, trace
from scenario_runner.results.model import BranchResult, CaseResult, ErrorTold

_ON_THE_WAY = "Not selected; played as far as the selected branches needed it."


def case_box(case: CaseResult, anchor: str, *, short: str) -> CaseBox:
    """Everything the page shows of a case."""
    title = case.scenario if case.row is None else f"{case.scenario} [{case.row}]"
    names = {branch.name: branch for branch in case.branches}
    shown = shown_open(case, names)
    steps = sum(len(branch.steps) for branch in case.branches)
    told = f"{plural(len(case.branches), 'branch', 'branches')}, {plural(steps, 'step')}"
    return CaseBox(
        anchor=anchor,
        title=title,
        short=short,
        where=f"{case.file}:{case.line}",
        description=case.description,
        tags=case.tags,
        outcome=case.outcome,
        reason=case.reason,
        duration="" if case.outcome == "skipped" else seconds(case.duration),
        error=_error(case.error) if case.error is not None and not case.problems else None,
        problems=tuple(_problem(problem, case) for problem in case.problems),
        wrong=tuple(went_wrong(case, anchor)),
        lanes=lay_out(case, anchor),
        branches=tuple(
            _branch(case, branch, anchor, names, branch.name in shown) for branch in case.branches
        ),
        told=told if case.branches else "",
        printed=text(case.printed.rstrip()) if case.printed.strip() else None,
        database=case.database,
        source=source_lines(case.source, 1, 5_000),
        rerun=case.rerun,
        search=" ".join((title, case.file, *case.tags, *names)).lower(),
        open=case.outcome in BAD,
    )


def _branch(
    case: CaseResult,
    branch: BranchResult,
    anchor: str,
    names: Mapping[str, BranchResult],
    is_open: bool,
) -> BranchBox:
    prefix = list(prefix_steps(branch, names))
    before = prefix[-1][1].observation if prefix else None
    boxes = []
    for step in branch.steps:
        leaving = tuple(leaving_links(case, branch, step, anchor))
        boxes.append(step_box(case, branch, step, anchor=anchor, before=before, leaving=leaving))
        before = step.observation or before
    return BranchBox(
        anchor=branch_anchor(anchor, branch.name),
        name=branch.name,
        description=branch.description,
        outcome=branch.outcome,
        reason=branch.reason,
        start=start_link(branch, names, anchor),
        prefix=tuple(prefix_link(one, step, anchor) for one, step in prefix),
        steps=tuple(boxes),
        told=plural(len(branch.steps), "step"),
        note=_ON_THE_WAY if branch.on_the_way else None,
        rerun=branch.rerun,
        open=is_open,
        bad=branch.outcome in BAD,
    )


def _error(error: ErrorTold) -> ErrorBox:
    return ErrorBox(
        title=ERROR_TITLES.get(error.kind, "Error"),
        message=text(error.message),
        hint=error.hint,
        trace=trace(error.traceback) if error.traceback else None,
    )


def _problem(problem: Problem, case: CaseResult) -> ProblemBox:
    place = problem.place
    here = place.file == case.file
    return ProblemBox(
        where=str(place),
        message=problem.message,
        hint=problem.hint,
        severity=problem.severity,
        lines=source_lines(case.source, place.line - 1, place.line + 1, [place]) if here else (),
        related=tuple(f"{where}: {what}" for where, what in problem.related),
    )
