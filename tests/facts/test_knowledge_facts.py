"""What LangGraph does with names that a graph does not have, and where it keeps those it has."""

from typing import TypedDict

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.pregel import Pregel

THREAD = {"configurable": {"thread_id": "1"}}


class State(TypedDict, total=False):
    n: int
    more: int


class Given(TypedDict):
    n: int


@pytest.fixture
def graph():
    builder = StateGraph(State, input_schema=Given)
    builder.add_node("a", lambda state: {"n": state["n"] + 1}).add_edge(START, "a")
    return builder.compile(checkpointer=InMemorySaver())


def test_unknown_keys_of_an_input_are_dropped_without_a_word(graph):
    """Those of other channels too."""
    assert graph.invoke({"n": 1, "more": 5, "bogus": 7}, THREAD) == {"n": 2}


def test_unknown_keys_of_an_update_are_dropped_without_a_word(graph):
    """Whichever node it is made for."""
    graph.invoke({"n": 1}, THREAD)
    graph.update_state(THREAD, {"bogus": 1, "more": 3}, as_node="a")
    assert graph.get_state(THREAD).values == {"n": 2, "more": 3}


def test_unknown_nodes_to_stop_at_stop_nothing(graph):
    """Nor does anything say so."""
    assert graph.invoke({"n": 1}, THREAD, interrupt_before=["bogus"]) == {"n": 2}
    assert graph.get_state(THREAD).next == ()


def test_where_the_names_are(graph):
    """Nodes with what they run, channels, and the keys of the input."""
    assert list(graph.nodes) == ["__start__", "a"]
    assert list(graph.builder.schemas[graph.builder.input_schema]) == ["n"]
    assert list(graph.stream_channels_asis) == ["n", "more"]
    outer = StateGraph(State).add_node("sub", graph).add_edge(START, "sub").compile()
    assert isinstance(outer.nodes["sub"].bound, Pregel)
