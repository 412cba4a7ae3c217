"""What opening and telling graphs leans on in LangGraph: a release that changes it fails here."""

from __future__ import annotations

import operator
from typing import Annotated, Any, TypedDict

import pytest
from langgraph.channels import BinaryOperatorAggregate, LastValue
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.errors import InvalidUpdateError
from langgraph.func import entrypoint
from langgraph.graph import START, StateGraph
from langgraph.pregel import Pregel
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command

CONFIG = {"configurable": {"thread_id": "1"}}


class State(TypedDict, total=False):
    a: int


def graph_of(node, state=State, **more):
    return StateGraph(state).add_node("node", node).add_edge(START, "node").compile(**more)


def test_a_copy_binds_another_checkpointer_and_keeps_the_rest():
    """The original stays as it was; store and static interrupts are the same."""
    store, saver = InMemoryStore(), InMemorySaver()
    original = graph_of(lambda _: {"a": 1}, store=store, interrupt_before=["node"])
    copy = original.copy(update={"checkpointer": saver})
    copy.invoke({"a": 0}, CONFIG)
    assert copy.get_state(CONFIG).next == ("node",)
    assert (copy.checkpointer, copy.store, copy.name) == (saver, store, original.name)
    assert (original.checkpointer, original.store) == (None, store)
    assert type(copy) is type(original)


def test_an_entrypoint_is_a_pregel_that_can_be_copied():
    """It has the same copy, and remembers in the checkpointer given there."""

    @entrypoint()
    def work(given, *, previous=None):
        return [previous, given]

    copy = work.copy(update={"checkpointer": InMemorySaver()})
    assert isinstance(work, Pregel)
    assert [copy.invoke(n, CONFIG) for n in (1, 2)] == [[None, 1], [[None, 1], 2]]


def test_an_empty_interrupt_before_of_a_call_does_not_lift_the_graphs_own():
    """A call can only name other nodes; to lift them a copy of the graph is needed."""
    graph = graph_of(lambda _: {"a": 1}, checkpointer=InMemorySaver(), interrupt_before=["node"])
    graph.invoke({"a": 0}, CONFIG, interrupt_before=[])
    assert graph.get_state(CONFIG).next == ("node",)
    free = graph.copy(update={"interrupt_before_nodes": []})
    assert free.invoke(None, CONFIG) == {"a": 1}


@pytest.mark.parametrize("base", [LastValue, BinaryOperatorAggregate])
def test_channels_make_themselves_anew_from_their_class(base):
    """A subclass that begins with a value begins with it in every run, and until it is
    written nothing of it is stored."""

    class Starting(base):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.value = 5

    args = (int,) if base is LastValue else (int, operator.add)
    fields = {"a": int, "b": Annotated[int, Starting(*args)]}
    state = TypedDict("Fields", fields)
    saver = InMemorySaver()
    seen = []
    graph = graph_of(lambda given: seen.append(given["b"]), state=state, checkpointer=saver)
    graph.invoke({"a": 1}, CONFIG)
    graph.invoke({"a": 2}, CONFIG)
    graph.invoke({"b": 3}, CONFIG)
    assert seen == [5, 5, 3 if base is LastValue else 8]
    stored = [one.checkpoint["channel_values"].get("b") for one in saver.list(CONFIG)]
    assert set(stored[3:]) == {None}


def test_a_node_may_return_a_list_of_commands_but_not_of_updates():
    """Two updates of one node are two commands."""
    updates = [{"a": 1}, {"a": 2}]

    class Log(TypedDict):
        a: Annotated[list, lambda old, new: [*old, new]]

    commands = graph_of(lambda _: [Command(update=one) for one in updates], state=Log)
    assert commands.invoke({"a": 0}) == {"a": [0, 1, 2]}
    with pytest.raises(InvalidUpdateError):
        graph_of(lambda _: updates, state=Log).invoke({"a": 0})


def test_an_unknown_channel_in_an_update_is_dropped_without_a_word():
    """So inline graphs look for it themselves."""
    assert graph_of(lambda _: {"a": 1, "b": 2}).invoke({"a": 0}) == {"a": 1}


@pytest.mark.parametrize(("name", "is_allowed"), [
    ("a:b", False), ("a|b", False), ("__end__", False),
    ("a/b", True), ("a#1", True), ("a[0]", True), ("two words", True),
])  # fmt: skip
def test_names_that_nodes_may_have(name, is_allowed):
    """`:` and `|` are LangGraph's own."""
    builder = StateGraph(State)
    if is_allowed:
        builder.add_node(name, lambda _: None).add_edge(START, name).compile()
        return
    with pytest.raises(ValueError, match="reserved"):
        builder.add_node(name, lambda _: None).add_edge(START, name).compile()
