"""Where LangGraph keeps the ways of a graph, and what its own drawing leaves out."""

from typing import Literal, TypedDict

import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command


class State(TypedDict, total=False):
    n: int


def goes(state) -> Command[Literal["b", "c"]]:
    return Command(goto="b")


@pytest.fixture
def graph():
    builder = StateGraph(State)
    builder.add_node("a", goes)
    for name in ("b", "c", "d"):
        builder.add_node(name, lambda state: {})
    builder.add_edge(START, "a")
    builder.add_conditional_edges("b", lambda state: "yes", {"yes": "d", "no": END})
    builder.add_conditional_edges("c", lambda state: "d")
    builder.add_edge(["b", "c"], "d")
    return builder.compile()


def test_a_builder_keeps_its_ways_apart(graph):
    """Always, when all have run, as a router says with what it gives, as a node says."""
    builder = graph.builder
    assert builder.edges == {(START, "a")}
    assert builder.waiting_edges == {(("b", "c"), "d")}
    routers = builder.branches.items()
    ends = {name: [router.ends for router in several.values()] for name, several in routers}
    assert ends == {"b": [{"yes": "d", "no": END}], "c": [None]}
    assert {name: tuple(spec.ends) for name, spec in builder.nodes.items()} == {
        "a": ("b", "c"), "b": (), "c": (), "d": (),
    }  # fmt: skip


def test_its_own_drawing_leaves_out_what_an_open_router_may_reach(graph):
    """So a graph is not drawn from `get_graph`."""
    edges = [edge for edge in graph.get_graph(xray=True).edges if edge.conditional]
    drawn = {(edge.source, edge.target) for edge in edges}
    assert {("a", "b"), ("a", "c"), ("b", END)} <= drawn
    assert ("c", "d") not in drawn
