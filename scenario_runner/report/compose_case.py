"""A case of the page: its branches, what stood before each, and where they left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.value import Data
from scenario_runner.problem import Problem
from scenario_runner.report.anchors import branch_anchor, step_anchor, step_name
from scenario_runner.report.compose_happening import ERROR_TITLES
from scenario_runner.report.compose_step import TITLES, step_box
from scenario_runner.report.lanes import lay_out
from scenario_runner.report.page import BranchBox, CaseBox, ErrorBox, Link, ProblemBox
from scenario_runner.report.show import plural, seconds
from scenario_runner.report.texts import brief, source_lines, text
from scenario_runner.results.model import BranchResult, CaseResult, ErrorTold, StepResult

_ON_THE_WAY = "Not selected; played as far as the selected branches needed it."

BAD: frozenset[Outcome] = frozenset(("error", "failed", "xpassed"))


def case_box(case: CaseResult, anchor: str) -> CaseBox:
    """Everything the page shows of a case."""
    title = case.scenario if case.row is None else f"{case.scenario} [{case.row}]"
    names = {branch.name: branch for branch in case.branches}
    shown = _shown_open(case, names)
    steps = sum(len(branch.steps) for branch in case.branches)
    told = f"{plural(len(case.branches), 'branch', 'branches')}, {plural(steps, 'step')}"
    return CaseBox(
        anchor=anchor,
        title=title,
        file=case.file,
        where=f"{case.file}:{case.line}",
        description=case.description,
        tags=case.tags,
        outcome=case.outcome,
        reason=case.reason,
        duration="" if case.outcome == "skipped" else seconds(case.duration),
        error=_error(case.error) if case.error is not None and not case.problems else None,
        problems=tuple(_problem(problem, case) for problem in case.problems),
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


def _shown_open(case: CaseResult, names: Mapping[str, BranchResult]) -> set[str]:
    """Branches that stand open: all where all is well, else the bad ones and their way there."""
    bad = [branch for branch in case.branches if branch.outcome in BAD]
    shown = {branch.name for branch in bad or case.branches}
    for branch in bad:
        shown.update(one.name for one, _ in _prefix(branch, names))
    return shown


def _branch(
    case: CaseResult,
    branch: BranchResult,
    anchor: str,
    names: Mapping[str, BranchResult],
    is_open: bool,
) -> BranchBox:
    prefix = list(_prefix(branch, names))
    before = prefix[-1][1].observation if prefix else None
    boxes = []
    for step in branch.steps:
        leaving = tuple(_leaving(case, branch, step, anchor))
        boxes.append(step_box(case, branch, step, anchor=anchor, before=before, leaving=leaving))
        before = step.observation or before
    return BranchBox(
        anchor=branch_anchor(anchor, branch.name),
        name=branch.name,
        description=branch.description,
        outcome=branch.outcome,
        reason=branch.reason,
        start=_start(branch, names, anchor),
        prefix=tuple(_step_link(one, step, anchor) for one, step in prefix),
        steps=tuple(boxes),
        told=plural(len(branch.steps), "step"),
        note=_ON_THE_WAY if branch.on_the_way else None,
        rerun=branch.rerun,
        open=is_open,
    )


def _prefix(
    branch: BranchResult, names: Mapping[str, BranchResult]
) -> Iterator[tuple[BranchResult, StepResult]]:
    """The steps before a branch, oldest first; empty where it starts in an empty storage."""
    way: list[tuple[BranchResult, StepResult]] = []
    seen = {branch.name}
    while branch.start is not None:
        name, _, step = branch.start.partition("/")
        if name not in names or name in seen:
            break
        seen.add(name)
        branch = names[name]
        ids = [one.id for one in branch.steps]
        count = ids.index(step) + 1 if step in ids else 0
        way = [(branch, one) for one in branch.steps[:count]] + way
    yield from way


def _leaving(
    case: CaseResult, branch: BranchResult, step: StepResult, anchor: str
) -> Iterator[Link]:
    moment = f"{branch.name}/{step.id}"
    for one in case.branches:
        if one.start == moment:
            yield Link(anchor=branch_anchor(anchor, one.name), text=one.name, outcome=one.outcome)


def _start(branch: BranchResult, names: Mapping[str, BranchResult], anchor: str) -> Link | None:
    if branch.start is None:
        return None
    name, _, step = branch.start.partition("/")
    known = name in names and any(one.id == step for one in names[name].steps)
    target = step_anchor(anchor, name, step) if known else anchor
    return Link(anchor=target, text=f"{name} after {step_name(step)}")


def _step_link(branch: BranchResult, step: StepResult, anchor: str) -> Link:
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


def _error(error: ErrorTold) -> ErrorBox:
    return ErrorBox(
        title=ERROR_TITLES.get(error.kind, "Error"),
        message=text(error.message),
        hint=error.hint,
        trace=text(error.traceback) if error.traceback else None,
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
