"""A branch as a function of a script: its storage, its graph, its steps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.exporting.compare import end_lines
from scenario_runner.exporting.keep import kept_lines
from scenario_runner.exporting.models import branch_models
from scenario_runner.exporting.names import rows_of, saved_before
from scenario_runner.exporting.needs import Played, conversations, lineage, planned_as
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.step import step_lines
from scenario_runner.exporting.text import Source, call, docstring, lines, text
from scenario_runner.exporting.values import data
from scenario_runner.exporting.watch import store_lines
from scenario_runner.exporting.writing import Writing, config_name, config_of, counters, saver_kind
from scenario_runner.plan.operations import BranchPlan, Perform
from scenario_runner.plan.words import moment_text


def branch_lines(planned: BranchPlan, writing: Writing) -> Iterator[str]:
    """The function of a branch; nothing for one that is skipped."""
    branch, script = planned.branch, writing.script
    if branch.skip is not None and branch.skip.when is None:
        return
    names = {**writing.names.scenario, **writing.names.branches[branch.name], **writing.names.saves}
    scope = Scope(script=script, names=names)
    yield from ("", "", f"async def {writing.functions[branch.name]}(opened):")
    yield from _doc(planned, writing)
    played = list(_played(planned, writing, scope))
    body = [*_opening(planned, writing, scope), *played] if _does_something(played) else played
    if writing.linear is None:
        last = config_name(branch.steps[-1].thread if branch.steps else "main", writing)
        compares = writing.plan.scenario.compare
        end = list(end_lines(branch.name, last, compares, script))
        writing.globals |= {"ENDS"} if end else set()
        body += end
    yield from _rows(planned, writing, scope, "\n".join(body))
    yield from body


def _does_something(body: list[str]) -> bool:
    """Whether there is more than remarks in it: what only a chat shows cannot be told, and some
    ways back cannot be gone."""
    told = (row.strip() for row in body)
    return any(row and row != "return" and not row.startswith("#") for row in told)


def _played(planned: BranchPlan, writing: Writing, scope: Scope) -> Iterator[str]:
    """The steps; of one conversation also those that lead to the branch."""
    talks = {t.now.key: t for t in conversations(writing.plan)}
    if writing.linear is not None:
        at = "main"
        for played in lineage(writing.plan, planned.source):
            if played.branch != at:
                yield from _switched(played.branch, writing)
            at = played.branch
            yield from step_lines(talks[played.key], writing, scope)
        if at != planned.branch.name:
            yield from branch_models(planned, writing.plan)
    for operation in planned.operations:
        if isinstance(operation, Perform):
            played = Played(branch=planned.branch.name, perform=operation)
            yield from step_lines(talks[played.key], writing, scope)
        elif writing.linear is None:
            yield from kept_lines(operation, writing, scope)


def _switched(name: str, writing: Writing) -> Iterator[str]:
    """The models of another branch on the way."""
    yield from branch_models(planned_as(writing.plan, name), writing.plan)


def _rows(planned: BranchPlan, writing: Writing, scope: Scope, body: str) -> Iterator[str]:
    """What the branch's rows call by a name, as far as its body uses it."""
    for name, part in rows_of(writing.plan, planned).items():
        told = scope.names[name].removesuffix("[]")
        if re.search(rf"\b{told}\b", body):
            yield from lines(f"{told} = ", data(part, scope), indent=4)


# --- the beginning ------------------------------------------------------------------------


def _doc(planned: BranchPlan, writing: Writing) -> Iterator[str]:
    branch = planned.branch
    start = "an empty storage"
    if planned.source is not None and writing.linear is None:
        start = f"the storage as of {moment_text(planned.source, writing.plan)}, copied"
    told = f"{branch.name}: from {start}."
    parts = [told, branch.description or ""]
    yield from docstring([" ".join(part for part in parts if part)], 4)


def _opening(planned: BranchPlan, writing: Writing, scope: Scope) -> Iterator[str]:
    """The storage, the graph on it, and the configs of the threads."""
    source = planned.source if writing.linear is None else None
    kept = None if source is None else text(moment_text(source, writing.plan))
    kind = saver_kind(writing)
    yield from _storage(kept, kind, writing)
    yield from _brought(kept, planned, writing, scope)
    if writing.linear is None:
        yield from branch_models(planned, writing.plan)
    if "Keeping" in (kind or ""):
        yield "    saver.opened = opened"
    yield from lines("graph = ", writing.bound("saver"), indent=4)
    if writing.stores:
        store = None if kept is None else f'SAVED[{kept}]["store"]'
        writing.globals |= set() if kept is None else {"SAVED"}
        yield from store_lines(writing.plan.scenario, writing.script, kept=store)
    for thread in _threads(planned, writing):
        config = config_of(thread, None, writing, scope)
        yield from lines(f"{config_name(thread, writing)} = ", config, indent=4)


def _storage(kept: str | None, kind: str | None, writing: Writing) -> Iterator[str]:
    """A copy of what was kept at a moment, or an empty storage."""
    script = writing.script
    named: dict[str, Source] = {} if kind is None else {"kind": script.use(kind)}
    if kept is None:
        opened = call(f"await {script.use('open_storage')}", "opened", **named)
    else:
        writing.globals.add("KEPT")
        opened = call(f"await {script.use('copy_of')}", f"KEPT[{kept}]", "opened", **named)
    yield from lines("saver = ", opened, indent=4)


def _brought(
    kept: str | None, planned: BranchPlan, writing: Writing, scope: Scope
) -> Iterator[str]:
    """What a branch goes on with besides the storage: what was saved, what is counted."""
    if kept is None:
        yield from (f"    {name}.clear()" for name in counters(writing))
        return
    for name in saved_before(writing.plan, planned):
        writing.globals.add("SAVED")
        told = scope.names[name].removesuffix("[]")
        yield f"    {told} = SAVED[{kept}][{text(name)}]"
    for name in counters(writing):
        writing.globals.add("SAVED")
        writing.script.take("collections", "Counter")
        yield f"    {name}.clear()"
        yield f'    {name}.update(SAVED[{kept}]["{name}"])'


def _threads(planned: BranchPlan, writing: Writing) -> list[str]:
    performed = [o.step for o in planned.operations if isinstance(o, Perform)]
    if writing.linear is not None:
        way = lineage(writing.plan, planned.source)
        performed = [*(played.perform.step for played in way), *performed]
    return list(dict.fromkeys(step.thread for step in performed))
