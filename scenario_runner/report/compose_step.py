"""A step as people read it: what was sent, what was said, what came of it, what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from scenario_runner.engine.observation import Observation
from scenario_runner.language.value import Data
from scenario_runner.problem import Place
from scenario_runner.report.anchors import step_anchor, step_name
from scenario_runner.report.compose_finding import finding_row
from scenario_runner.report.compose_happening import came_of, sent
from scenario_runner.report.compose_messages import bubble
from scenario_runner.report.compose_observed import stored_rows, streamed_rows
from scenario_runner.report.difference import Change, changes
from scenario_runner.report.page import StepBox
from scenario_runner.report.page_parts import ChangeRow, Link, NodeRun, SubgraphRow
from scenario_runner.report.places import error_place
from scenario_runner.report.show import path_text, seconds
from scenario_runner.report.texts import marked_places, source_lines, value_text
from scenario_runner.results.model import BranchResult, CaseResult, StepResult

TITLES: Mapping[str, str] = {
    "invoke": "Invoke",
    "resume": "Resume",
    "resume_map": "Resume several",
    "command": "Command",
    "update_state": "Edit the state",
    "look": "Look",
    "edit": "Edit a message",
    "regenerate": "Regenerate",
    "retry": "Send again",
    "reload": "Reload",
}
_MOST_CHANGES = 60

Visited: TypeAlias = tuple[str | tuple[str, ...], ...]
"""Nodes in order; those of one superstep together."""


def step_box(
    case: CaseResult,
    branch: BranchResult,
    step: StepResult,
    *,
    anchor: str,
    before: Observation | None,
    leaving: tuple[Link, ...],
) -> StepBox:
    """A step; `anchor` is the case's, `before` what the step before it left."""
    seen = step.observation
    findings = tuple(finding_row(finding) for finding in step.findings)
    told = f"lines {step.line} to {step.last_line}"
    told = told if step.last_line > step.line else f"line {step.line}"
    lines = source_lines(case.source, step.line, step.last_line, _marked(case, step))
    return StepBox(
        anchor=step_anchor(anchor, branch.name, step.id),
        name=step_name(step.id),
        act=step.act,
        title=TITLES.get(step.act, step.act),
        description=step.description,
        outcome=step.outcome,
        duration=seconds(step.duration) if seen else "",
        ran=tuple(_ran(seen.visited, seen.executions)) if seen else (),
        before=tuple(sent(step)),
        bubbles=tuple(bubble(message) for message in seen.messages) if seen else (),
        after=tuple(came_of(step)),
        bad=tuple(row for row in findings if row.outcome != "passed"),
        met=tuple(row for row in findings if row.outcome == "passed"),
        subgraphs=tuple(_subgraphs(seen)) if seen else (),
        streamed=streamed_rows(seen) if seen else (),
        stored=stored_rows(seen) if seen else (),
        changes=tuple(_changes(before, seen)) if seen else (),
        source=lines if step.file is None else (),
        lines_told=told if step.file is None else f"{step.file}, {told}",
        calls=step.calls,
        leaving=leaving,
    )


def _marked(case: CaseResult, step: StepResult) -> tuple[Place, ...]:
    """Where the file says what was not met, or what could not be done."""
    places = marked_places(step.findings, case.file)
    error = (error_place(case, step, step.error),) if step.error is not None else ()
    return (*places, *(place for place in error if place.file == case.file))


def _ran(visited: Visited, executions: Mapping[str, int], prefix: str = "") -> Iterator[NodeRun]:
    """Nodes in order; how often a node ran is told where it appears once."""
    groups = [(one,) if isinstance(one, str) else tuple(one) for one in visited]
    appears = Counter(name for group in groups for name in group)
    for group in filter(None, groups):
        alone = len(group) == 1 and appears[group[0]] == 1
        yield NodeRun(names=group, times=executions.get(prefix + group[0], 1) if alone else 1)


def _subgraphs(seen: Observation) -> Iterator[SubgraphRow]:
    for path, one in seen.subgraphs.items():
        yield SubgraphRow(
            path=path,
            ran=tuple(_ran(one.visited, seen.executions, f"{path}/")),
            next=one.next,
            state=None if one.values is None else value_text(one.values),
        )


def _changes(before: Observation | None, seen: Observation) -> Iterator[ChangeRow]:
    """What the step changed in the state; messages it added are above as bubbles."""
    if seen.values is None:
        return
    old = before.values if before is not None and before.values is not None else {}
    rows = (
        one
        for one in changes(old, seen.values)
        if not (one.kind == "added" and _is_shown(one.after, seen))
    )
    for number, one in enumerate(rows):
        if number == _MOST_CHANGES:
            yield ChangeRow(kind="changed", path="and more", before=None, after=None)
            return
        yield _change_row(one)


def _is_shown(value: Data, seen: Observation) -> bool:
    """Whether a new part of the state is the messages that the bubbles show."""
    return value in seen.messages or (
        isinstance(value, list) and value == list(seen.messages) != []
    )


def _change_row(one: Change) -> ChangeRow:
    return ChangeRow(
        kind=one.kind,
        path=path_text(one.path),
        before=None if one.kind == "added" else value_text(one.before),
        after=None if one.kind == "removed" else value_text(one.after),
    )
