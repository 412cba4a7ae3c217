"""A case of the page: its branches, what stood before each, and where they left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.comparing.model import CaseChange
from scenario_runner.engine.observation import Observation
from scenario_runner.judge.outcome import is_bad
from scenario_runner.report.anchors import branch_anchor, graph_anchor
from scenario_runner.report.attempts import attempt_lines
from scenario_runner.report.compose_error import error_box, problem_box
from scenario_runner.report.compose_links import (
    leaving_links,
    prefix_link,
    shown_open,
    start_link,
    went_wrong,
    whole_wrong,
)
from scenario_runner.report.compose_since import since_case
from scenario_runner.report.compose_state import state_pairs
from scenario_runner.report.compose_step import step_box
from scenario_runner.report.compose_whole import whole_boxes
from scenario_runner.report.lanes import lay_out
from scenario_runner.report.markdown_case import bug_report
from scenario_runner.report.page import BranchBox, CaseBox, CaseHead
from scenario_runner.report.page_parts import Link
from scenario_runner.report.show import plural, seconds
from scenario_runner.report.texts import source_lines, text
from scenario_runner.results.model import BranchResult, CaseResult, Environment, StepResult
from scenario_runner.results.starts import prefix_steps

_ON_THE_WAY = "Not selected; played as far as the selected branches needed it."


def case_head(
    case: CaseResult,
    anchor: str,
    *,
    short: str,
    folder: str = "",
    change: CaseChange | None = None,
) -> CaseHead:
    """A case in few words."""
    return CaseHead(
        anchor=anchor,
        title=case.scenario if case.row is None else f"{case.scenario} [{case.row}]",
        short=short,
        folder=folder,
        where=f"{case.file}:{case.line}",
        tags=case.tags,
        outcome=case.outcome,
        duration="" if case.outcome == "skipped" or case.problems else seconds(case.duration),
        branches=tuple(branch.name for branch in case.branches),
        nodes=tuple(dict.fromkeys(_nodes(case))),
        since="" if change is None else change.kind.replace("_", "-"),
        open=is_bad(case.outcome) or (change is not None and change.kind == "changed"),
    )


def _nodes(case: CaseResult) -> Iterator[str]:
    for branch in case.branches:
        for step in branch.steps:
            if step.observation is not None:
                for one in step.observation.visited:
                    yield from (one,) if isinstance(one, str) else one
                yield from step.observation.executions


def case_box(
    case: CaseResult, anchor: str, environment: Environment, change: CaseChange | None = None
) -> CaseBox:
    """Everything the page shows of a case that is open."""
    names = {branch.name: branch for branch in case.branches}
    shown = shown_open(case, names)
    whole = tuple(whole_boxes(case, anchor))
    return CaseBox(
        description=case.description,
        outcome=case.outcome,
        reason=case.reason,
        error=error_box(case.error) if case.error is not None and not case.problems else None,
        problems=tuple(problem_box(problem, case) for problem in case.problems),
        attempts=tuple(attempt_lines(case)),
        since=since_case(change, anchor),
        wrong=(*went_wrong(case, anchor), *whole_wrong(whole)),
        begins_in=case.begins_in,
        lanes=lay_out(case, anchor),
        branches=tuple(
            _branch(case, branch, anchor, names, branch.name in shown) for branch in case.branches
        ),
        whole=whole,
        told=_counted(case),
        printed=text(case.printed.rstrip()) if case.printed.strip() else None,
        database=case.database,
        source=source_lines(case.source, 1, 5_000),
        rerun=case.rerun,
        graph=_graph(case),
        bug=bug_report(case, environment) if is_bad(case.outcome) else None,
    )


def _counted(case: CaseResult) -> str:
    """How many branches and steps there are; nothing for a case without any."""
    steps = sum(len(branch.steps) for branch in case.branches)
    branches = plural(len(case.branches), "branch", "branches")
    return f"{branches}, {plural(steps, 'step')}" if case.branches else ""


def _graph(case: CaseResult) -> Link | None:
    """The way to the drawing of its graph."""
    if case.graph is None:
        return None
    return Link(anchor=graph_anchor(case.graph.name), text=case.graph.name)


def _branch(
    case: CaseResult,
    branch: BranchResult,
    anchor: str,
    names: Mapping[str, BranchResult],
    is_open: bool,
) -> BranchBox:
    prefix = list(prefix_steps(branch, names))
    heads = {step.thread: step.observation for _, step in prefix if step.observation}
    boxes = []
    for step in branch.steps:
        leaving = tuple(leaving_links(case, branch, step, anchor))
        before = heads.get(step.thread)
        boxes.append(step_box(case, branch, step, anchor=anchor, before=before, leaving=leaving))
        if step.observation:
            heads[step.thread] = step.observation
    return BranchBox(
        anchor=branch_anchor(anchor, branch.name),
        name=branch.name,
        description=branch.description,
        outcome=branch.outcome,
        reason=branch.reason,
        error=error_box(branch.error) if branch.error is not None else None,
        start=start_link(branch, names, anchor),
        prefix=tuple(prefix_link(one, step, anchor) for one, step in prefix),
        steps=tuple(boxes),
        told=plural(len(branch.steps), "step"),
        note=_note(branch),
        rerun=branch.rerun,
        go_on=branch.go_on,
        state=state_pairs(_end([*(step for _, step in prefix), *branch.steps]))
        if len(names) > 1
        else None,
        open=is_open,
        bad=is_bad(branch.outcome),
    )


def _note(branch: BranchResult) -> str | None:
    if branch.begun_at is not None:
        return f"Went on at step {branch.begun_at}, from a moment that an earlier run had kept."
    return _ON_THE_WAY if branch.on_the_way else None


def _end(steps: list[StepResult]) -> Observation | None:
    """The last thing that was seen, which `compare` compares too."""
    seen = (step.observation for step in reversed(steps))
    return next((one for one in seen if one is not None), None)
