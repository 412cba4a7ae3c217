"""A plan told as the LangGraph calls it makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from scenario_runner.language.model import Branch, Graph, Step
from scenario_runner.language.patch import NotPatched
from scenario_runner.language.scripts import ModelScript
from scenario_runner.plan.calls import call_texts, entries, keywords, laid_over
from scenario_runner.plan.operations import BranchPlan, Inside, Keep, Perform, Plan, step_name
from scenario_runner.plan.words import data_text, graph_text, moment_text, moment_words

__all__ = ["explain", "moment_text", "moment_words"]


def explain(plan: Plan) -> str:
    """The whole plan, a line an operation."""
    scenario = plan.scenario
    lines = [f"{scenario.file}: {scenario.case_name}", f"  graph {_graph(scenario.graph)}"]
    if scenario.graph.environment is not None:
        lines.append(f"  environment {', '.join(scenario.graph.environment.data)}")
    lines += [f"  patches {told}" for told in _patches(scenario.branches[0])]
    lines += [f"  {_script(script)}" for script in scenario.models]
    if scenario.row is not None:
        lines.append(f"  row {data_text(scenario.row)}")
    for branch in plan.branches:
        lines += ["", *_branch(branch, plan)]
    return "\n".join(lines)


def _branch(planned: BranchPlan, plan: Plan) -> Iterator[str]:
    yield f"  branch {planned.branch.name}: {_beginning(planned, plan)}"
    if planned.branch.skip is not None:
        yield f"    skipped: {planned.branch.skip.reason}"
        return
    if planned.branch.name != "main":
        yield from (f"    patches {told}" for told in _patches(planned.branch))
    yield from (f"    {_script(script)} from here on" for script in planned.branch.models)
    width = max((len(step_name(s, i)) for i, s in enumerate(planned.branch.steps)), default=0)
    for operation in planned.operations:
        match operation:
            case Perform(index=index, step=step, call=call):
                name = step_name(step, index).ljust(width)
                first, *rest = call_texts(call, step)
                yield f"    {name}  {first}{'' if rest else _expects(step)}"
                for number, text in enumerate(rest, start=1):
                    last = _expects(step) if number == len(rest) else ""
                    yield f"    {' ' * width}  {text}{last}"
            case Keep(uses=uses):
                branches = "1 branch starts" if uses == 1 else f"{uses} branches start"
                yield f"    {' ' * width}  copy the storage: {branches} here"
            case _:
                assert_never(operation)


def _patches(branch: Branch) -> Iterator[str]:
    """What it patches, and what no longer."""
    named = [
        f"no longer {p.target.written}" if isinstance(p.stand_in, NotPatched) else p.target.written
        for p in branch.patches
    ]
    if named:
        yield ", ".join(named)


def _script(script: ModelScript) -> str:
    count = len(script.replies)
    return f"model {script.target} has {count} {'reply' if count == 1 else 'replies'}"


def _beginning(planned: BranchPlan, plan: Plan) -> str:
    if planned.source is None:
        stored = plan.scenario.thread_from
        return "on an empty storage" if stored is None else f"on a copy of the {stored}"
    where = moment_text(planned.source, plan)
    if isinstance(planned.source, Inside):
        return f"on a copy of the storage as of {where}"
    return f"on the copy made after {where}"


def _expects(step: Step) -> str:
    keys = [expectation.key for expectation in step.expect]
    return f"   expect {', '.join(keys)}" if keys else ""


def _graph(graph: Graph) -> str:
    """Where the graph comes from, and what each of its calls gets."""
    args = f", made with {entries(graph.args)}" if graph.args is not None else ""
    laid = laid_over(graph.options)
    config = f", config{laid}" if laid else ""
    store = ", with an empty store in memory" if graph.store is not None else ""
    return f"{graph_text(graph)}{args}{store}{config}{keywords(graph.options)}"
