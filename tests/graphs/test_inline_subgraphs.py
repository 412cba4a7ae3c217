"""Graphs inside graphs told in YAML keep to LangGraph's rules of state, storage and questions."""

from __future__ import annotations

import asyncio
import operator
import textwrap
from typing import Annotated, Any, TypedDict

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt

from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.graphs.positions import Positions
from scenario_runner.language.inline import parse_inline
from scenario_runner.language.source import read

CONFIG = {"configurable": {"thread_id": "1"}}


def told(text):
    return parse_inline(read("a.scenario.yaml", textwrap.dedent(text).encode()).value)


def seen(graph, *given):
    """Values, next nodes and the subgraphs' own state after each of `given`."""

    async def go():
        after = []
        for one in given:
            await graph.ainvoke(one, CONFIG)
            state = await graph.aget_state(CONFIG, subgraphs=True)
            inner = [task.state.values for task in state.tasks if hasattr(task.state, "values")]
            asked = [one.value for one in state.interrupts]
            after.append((state.values, state.next, asked, inner))
        return after

    return asyncio.run(go())


def played(project, text, *given, **more):
    """As `seen`, of the graph that the text tells."""

    async def opened():
        async with project.open(told(text), **more) as graph:
            return graph.bind(InMemorySaver())

    return seen(asyncio.run(opened()), *given)


TEAM = """
    state: {{topic: string, log: {{type: list, reducer: add}}}}
    nodes:
      before: {{returns: {{log: [before]}}}}
      team:
        checkpointer: {kind}
        graph:
          state: {{topic: string, own: {{type: integer, reducer: add}}, log: {{type: list}}}}
          nodes:
            first: {{returns: {{own: 1}}}}
            ask:
              interrupts: ["{{{{ state.topic }}}}?", "{{{{ state.own }}}}?"]
              returns: {{log: ["{{{{ answers }}}}", "{{{{ state.own }}}}"]}}
          edges: [START -> first -> ask]
    edges: [START -> before -> team]
"""


def in_python(kind):
    """The same graph as a programmer would write it."""

    class Outer(TypedDict, total=False):
        topic: str
        log: Annotated[list, operator.add]

    class Inner(TypedDict, total=False):
        topic: str
        own: Annotated[int, operator.add]
        log: list

    def ask(state):
        answers = [interrupt(f"{state['topic']}?"), interrupt(state["own"])]
        return {"log": [answers, state["own"]]}

    inner = StateGraph(Inner).add_node("first", lambda _: {"own": 1}).add_node("ask", ask)
    inner.add_edge(START, "first").add_edge("first", "ask")
    outer = StateGraph(Outer).add_node("before", lambda _: {"log": ["before"]})
    outer.add_node("team", inner.compile(checkpointer=kind))
    return outer.add_edge(START, "before").add_edge("before", "team").compile(InMemorySaver())


@pytest.mark.parametrize("kind", [None, True])
def test_a_subgraph_asks_and_remembers_as_one_in_python(project, kind):
    """Shared channels go in and out; own ones are kept as the kind of checkpointer keeps them."""
    given: list[Any] = []
    for topic in ("tea", "rice"):
        given += [{"topic": topic}, Command(resume=1), Command(resume=2)]
    text = TEAM.format(kind={None: "null", True: "true"}[kind]).replace(
        '"{{ state.own }}?"', '"{{ state.own }}"'
    )
    found = played(project, text, *given)
    assert found == seen(in_python(kind), *given)
    assert found[-1][0]["log"][-1] == (2 if kind else 1)
    assert found[3][1:3] == (("team",), ["rice?"])
    assert found[3][3][0]["own"] == (2 if kind else 1)


def test_a_subgraph_without_a_checkpointer(project):
    """It begins again at every answer: nothing of it is stored."""
    text = """
        state: {log: {reducer: append}}
        nodes:
          team:
            checkpointer: false
            graph:
              state: {log: any, own: any}
              nodes:
                first: {returns: {own: kept}}
                ask: {interrupt: sure?, returns: {log: "{{ answer }} {{ state.own }}"}}
              edges: [START -> first -> ask]
        edges: [START -> team]
    """
    assert [part[0] for part in played(project, text, {}, Command(resume="yes"))] == [
        {"log": []}, {"log": ["yes kept"]},
    ]  # fmt: skip


DEEP = """
    state: {log: {reducer: append}}
    nodes:
      flaky: {raises: {type: KeyError, times: 1}, retry: {max_attempts: 2}}
      team:
        graph:
          state: {log: any}
          nodes:
            flaky: {raises: {type: KeyError, times: 1}, retry: {max_attempts: 2}}
            desk:
              retry: {max_attempts: 2}
              graph:
                state: {log: any}
                nodes:
                  flaky: {raises: {type: KeyError, times: 2}, goto: ask}
                  ask: {interrupt: deep?, returns: {log: "{{ answer }}"}}
                edges: [START -> flaky]
          edges: [START -> flaky -> desk]
    edges: [START -> flaky -> team]
"""


def test_graphs_in_graphs_in_graphs(project):
    """Each has nodes of its own, though they share a name, and is gone on from where it broke."""
    positions = Positions()
    with pytest.raises(KeyError):
        played(project, DEEP, {"log": "begun"}, positions=positions)
    assert positions.counts() == {
        "raises:flaky": 2, "raises:team/flaky": 2, "raises:team/desk/flaky": 2,
    }  # fmt: skip
    found = played(project, DEEP, {}, Command(resume="yes"), positions=positions)
    assert [part[:3] for part in found] == [
        ({"log": []}, ("team",), ["deep?"]),
        ({"log": ["yes"]}, (), []),
    ]


def test_items_are_sent_to_subgraphs(project):
    """Each worker is a graph of its own that may ask."""
    text = """
        state: {log: {type: list, reducer: add}}
        nodes:
          fan: {send: {to: worker, each: [tea, rice], as: topic}}
          worker:
            graph:
              state: {topic: string, log: list}
              nodes: {ask: {interrupt: "{{ state.topic }}?", returns: {log: ["{{ answer }}"]}}}
              edges: [START -> ask]
        edges: [START -> fan]
    """

    async def go():
        async with project.open(told(text)) as opened:
            graph = opened.bind(InMemorySaver())
            await graph.ainvoke({}, CONFIG)
            asked = (await graph.aget_state(CONFIG)).interrupts
            answers = {one.id: f"{one.value}!" for one in asked}
            return await graph.ainvoke(Command(resume=answers), CONFIG)

    assert asyncio.run(go()) == {"log": ["tea?!", "rice?!"]}


def test_what_is_wrong_inside_is_told_there(project):
    """Before it runs and while it runs, at its own place."""
    text = """
        state: {log: any}
        nodes:
          team:
            graph:
              state: {own: any}
              nodes: {a: {returns: {log: 1}}}
              edges: [START -> a]
        edges: [START -> team]
    """
    with pytest.raises(GraphLoadError, match='the state has no channel "log"') as caught:
        played(project, text, {})
    assert caught.value.place.line == 7
    with pytest.raises(InlineFault, match='there is no node "team"') as fault:
        played(project, text.replace("returns: {log: 1}", "goto: \"{{ 'team' }}\""), {})
    assert fault.value.place.line == 7
