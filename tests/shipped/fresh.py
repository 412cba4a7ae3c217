"""The oracle: a branch told as a new conversation, by plain LangGraph calls and nothing of ours
between them. What the runner finds at the end of a branch must be what this finds."""

import asyncio
from collections.abc import Mapping
from itertools import takewhile

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from scenario_runner.engine.normal import normal
from scenario_runner.graphs.load import open_graph
from scenario_runner.graphs.positions import Positions
from scenario_runner.graphs.values import build
from scenario_runner.language import model
from scenario_runner.language.template import render

THREAD = {"thread_id": "fresh"}


def endings(scenario):
    """By branch: the values, next nodes and open questions a fresh conversation ends with."""
    return {branch.name: asyncio.run(_tell(scenario, branch)) for branch in scenario.branches}


async def _tell(scenario, branch):
    scope = _variables(scenario)
    source = scenario.graph

    def made(value):
        data = None if value is None else render(value.data, scope)
        return build(data, folder=source.folder, root=source.root)

    async with open_graph(
        source,
        args=made(source.args) or {},
        config={},
        positions=Positions(),
        scope=scope,
    ) as opened:
        graph = opened.bind(InMemorySaver())
        for step in _acts(scenario, branch):
            if all(expectation.key != "refused" for expectation in step.expect):
                await _act(graph, step, source.options, made)
            if step.save:
                seen = await _ending(graph)
                scope = {**scope, **{each.name: _found(each.path, seen) for each in step.save}}
        seen = await _ending(graph)
    return {key: seen[key] for key in ("values", "next", "interrupts")}


async def _act(graph, step, options, made):
    config = {"configurable": {**THREAD, **_laid_over(made, options.config, step.options.config)}}
    if step.options.recursion_limit or options.recursion_limit:
        config["recursion_limit"] = step.options.recursion_limit or options.recursion_limit
    call = {
        "context": made(step.options.context or options.context),
        "interrupt_before": step.options.interrupt_before or options.interrupt_before,
        "interrupt_after": step.options.interrupt_after or options.interrupt_after,
    }
    call = {key: value for key, value in call.items() if value is not None}
    expected = any(expectation.key == "raises" for expectation in step.expect)
    try:
        match step.act:
            case model.Look():
                pass
            case model.UpdateState(values=values, as_node=node):
                await graph.aupdate_state(config, made(values), as_node=node)
            case model.Invoke(input=given):
                await graph.ainvoke(made(given), config, **call)
            case model.Resume(value=value):
                await graph.ainvoke(await _answer(graph, made(value)), config, **call)
            case model.ResumeMap(answers=answers):
                seen = await _ending(graph)
                ids = {each.address: seen["ids"][each.address] for each in answers}
                resume = {ids[each.address]: made(each.value) for each in answers}
                await graph.ainvoke(Command(resume=resume), config, **call)
            case model.SendCommand(resume=resume, update=update, goto=goto):
                parts = {"resume": resume, "update": update, "goto": goto}
                command = Command(**{k: made(v) for k, v in parts.items() if v is not None})
                await graph.ainvoke(command, config, **call)
    except Exception:
        if not expected:
            raise


async def _answer(graph, value):
    """By id, so that odd answers arrive as given; bare where LangGraph lists no question."""
    ids = list((await _ending(graph))["ids"].values())
    return Command(resume={ids[0]: value} if ids else value)


async def _ending(graph):
    state = await graph.aget_state({"configurable": THREAD}, subgraphs=True)
    questions = list(_questions(state.tasks, ()))
    return {
        "values": without_ids(normal(state.values)),
        "next": sorted(state.next),
        "interrupts": sorted(([path, normal(i.value)] for path, i in questions), key=str),
        "ids": {path: i.id for path, i in questions},
        "subgraphs": {
            task.name: {"values": normal(task.state.values)} for task in state.tasks if task.state
        },
    }


def _questions(tasks, way):
    for task in tasks:
        path = (*way, task.name)
        inner = list(_questions(task.state.tasks, path)) if task.state else []
        yield from inner or [("/".join(path), interrupt) for interrupt in task.interrupts]


def _acts(scenario, branch):
    """The steps of a fresh conversation: those of the branches before, then its own."""
    before = []
    if isinstance(branch.start, model.AfterStep):
        name = branch.start.branch or "main"
        (parent,) = (each for each in scenario.branches if each.name == name)
        path = list(_acts(scenario, parent))
        before = list(takewhile(lambda step: step.id != branch.start.step, path))
        before.append(path[len(before)])
    return [*before, *branch.steps]


def _variables(scenario):
    scope = {}
    for name, data in (scenario.variables.data if scenario.variables else {}).items():
        scope[name] = render(data, scope)
    return scope


def _laid_over(made, *configs):
    return {key: value for config in configs for key, value in (made(config) or {}).items()}


def _found(path, seen):
    """The few paths that shipped scenarios save, without a JSONPath engine."""
    if path.startswith("$.interrupts[0].value."):
        return seen["interrupts"][0][1][path.rpartition(".")[2]]
    _, _, rest = path.partition("$.")
    for key in rest.split("."):
        seen = seen[key]
    return seen


def without_ids(data):
    """Message ids are made up anew in every conversation."""
    if isinstance(data, Mapping):
        gone = ("id",) if "role" in data else ()
        return {key: without_ids(part) for key, part in data.items() if key not in gone}
    if isinstance(data, list):
        return [without_ids(part) for part in data]
    return data
