"""Scenario -> Plan: the shared prefix once, a copy where something branches, nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import assert_never

from scenario_runner.language.model import (
    Act,
    AfterStep,
    AtMessage,
    BeforeNode,
    Branch,
    Edit,
    InStep,
    Invoke,
    Look,
    Moment,
    Regenerate,
    Reload,
    Resume,
    ResumeMap,
    Retry,
    Scenario,
    SendCommand,
    Start,
    UpdateState,
)
from scenario_runner.plan.operations import (
    After,
    AnswerOnly,
    AnswerSome,
    BranchPlan,
    Call,
    ChatCall,
    Inside,
    InvokeCall,
    Keep,
    LookCall,
    Operation,
    Perform,
    Plain,
    Plan,
    ReloadCall,
    Source,
    UpdateCall,
    Whole,
)
from scenario_runner.plan.watch import compared, watch_of


def compile_plan(scenario: Scenario, *, only: frozenset[str] | None = None) -> Plan:
    """The plan of a case.

    `only` names the branches wanted; those they come from are played as far as they need.
    The scenario has been checked: every moment exists and no branch starts from itself.
    """
    lengths = _lengths(scenario, only)
    branches = [branch for branch in _parents_first(scenario) if branch.name in lengths]
    sources = {branch.name: source_of(scenario, branch.start) for branch in branches}
    uses = Counter(source for source in sources.values() if source is not None)
    return Plan(
        scenario=scenario,
        branches=tuple(
            BranchPlan(
                branch=branch,
                source=sources[branch.name],
                operations=tuple(
                    _operations(branch, lengths[branch.name], uses, compared(scenario, branch.name))
                ),
                wanted=only is None or branch.name in only,
            )
            for branch in branches
        ),
    )


def _operations(
    branch: Branch, length: int, uses: Counter[Source], compares: Sequence[str]
) -> Iterator[Operation]:
    for index, step in enumerate(branch.steps[:length]):
        compared = compares if index == len(branch.steps) - 1 else ()
        watch = watch_of(step, compared)
        yield Perform(index=index, step=step, call=call_of(step.act), watch=watch)
        for moment, count in uses.items():
            if (moment.branch, moment.index) == (branch.name, index):
                yield Keep(moment=moment, uses=count)


def call_of(act: Act) -> Call:
    """The LangGraph call that an act becomes."""
    match act:
        case Look():
            return LookCall()
        case Invoke(input=value):
            return InvokeCall(payload=Plain(value=value))
        case Resume(value=value):
            return InvokeCall(payload=AnswerOnly(value=value))
        case ResumeMap(answers=answers):
            return InvokeCall(payload=AnswerSome(answers=answers))
        case SendCommand(resume=resume, update=update, goto=goto):
            return InvokeCall(payload=Whole(resume=resume, update=update, goto=goto))
        case UpdateState(values=values, as_node=as_node):
            return UpdateCall(values=values, as_node=as_node)
        case Edit(message=message, content=content, anchor=anchor):
            return ChatCall(kind="edit", message=message, anchor=anchor, content=content)
        case Regenerate(message=message, anchor=anchor):
            return ChatCall(kind="regenerate", message=message, anchor=anchor)
        case Retry(message=message, anchor=anchor):
            return ChatCall(kind="retry", message=message, anchor=anchor)
        case Reload():
            return ReloadCall()
        case _:
            assert_never(act)


def _lengths(scenario: Scenario, only: frozenset[str] | None) -> dict[str, int]:
    """How many steps of each branch are played; branches that are not played are left out."""
    by_name = {branch.name: branch for branch in scenario.branches}
    wanted = by_name.keys() if only is None else only
    lengths = {name: len(by_name[name].steps) for name in by_name if name in wanted}
    for name in list(lengths):
        source = source_of(scenario, by_name[name].start)
        while source is not None:
            lengths[source.branch] = max(lengths.get(source.branch, 0), source.index + 1)
            source = source_of(scenario, by_name[source.branch].start)
    return lengths


def source_of(scenario: Scenario, moment: Moment) -> Source | None:
    """What a branch that starts at a moment is copied from; None for an empty storage."""
    match moment:
        case Start():
            return None
        case AfterStep(step=step, branch=branch):
            name = branch or "main"
            return After(branch=name, index=_index(scenario, name, step))
        case InStep(step=step, branch=branch, place=place):
            name = branch or "main"
            index = _index(scenario, name, step)
            return Inside(branch=name, index=index, moment=moment, place=place)
        case BeforeNode(branch=branch, place=place) | AtMessage(branch=branch, place=place):
            name = branch or "main"
            index = len(_branch(scenario, name).steps) - 1
            return Inside(branch=name, index=index, moment=moment, place=place)
        case _:
            assert_never(moment)


def _branch(scenario: Scenario, name: str) -> Branch:
    return next(branch for branch in scenario.branches if branch.name == name)


def _index(scenario: Scenario, branch: str, step: str) -> int:
    steps = _branch(scenario, branch).steps
    return next(index for index, candidate in enumerate(steps) if candidate.id == step)


def _parents_first(scenario: Scenario) -> list[Branch]:
    """The branches in file order, but each after the branch it starts from."""
    by_name = {branch.name: branch for branch in scenario.branches}
    ordered: dict[str, Branch] = {}

    def visit(branch: Branch) -> None:
        source = source_of(scenario, branch.start)
        if source is not None and source.branch not in ordered:
            visit(by_name[source.branch])
        ordered.setdefault(branch.name, branch)

    for branch in scenario.branches:
        visit(branch)
    return list(ordered.values())
