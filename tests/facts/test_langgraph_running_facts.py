"""How running graphs can be watched, and with which saver they can run."""

import asyncio
import inspect
from collections import Counter

import pytest
from fact_graphs import THREAD, Log, ask, fan, line, say, sqlite_saver
from langchain_core.callbacks import BaseCallbackHandler
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import task
from langgraph.graph import START, StateGraph
from langgraph.types import Command, RetryPolicy


class Bodies(BaseCallbackHandler):
    """Counts node bodies that start: the chain that bears the node's own name."""

    def __init__(self):
        self.started = Counter()

    def on_chain_start(self, serialized, inputs, *, metadata=None, **kwargs):
        name = kwargs.get("name")
        if metadata and name == metadata.get("langgraph_node"):
            self.started[name] += 1


def counted(graph, given):
    bodies = Bodies()
    graph.invoke(given, {**THREAD, "callbacks": [bodies]})
    return dict(bodies.started)


def test_chain_starts_count_bodies():
    """A body that starts is told once, an asking one each time it starts again."""
    graph = line(("a", say("a")), ("b", ask("1?", "2?")), checkpointer=InMemorySaver())
    assert counted(graph, {"log": []}) == {"a": 1, "b": 1}
    assert counted(graph, Command(resume=1)) == {"b": 1}
    assert counted(graph, Command(resume=2)) == {"b": 1}


def test_chain_starts_count_each_retry():
    """Two attempts are two bodies, where the `tasks` stream tells one task."""
    attempts = []

    def flaky(state):
        attempts.append(1)
        if len(attempts) == 1:
            raise TimeoutError
        return {"log": ["done"]}

    policy = RetryPolicy(max_attempts=2, initial_interval=0.0, jitter=False, retry_on=TimeoutError)
    builder = StateGraph(Log)
    builder.add_node("a", flaky, retry_policy=policy)
    builder.add_edge(START, "a")
    assert counted(builder.compile(checkpointer=InMemorySaver()), {"log": []}) == {"a": 2}


def test_chain_starts_do_not_count_finished_siblings_though_the_stream_tells_them():
    """The `tasks` stream announces a finished sibling again; its body does not start."""
    graph = fan(("a", ask("A?")), ("c", say("c")), checkpointer=InMemorySaver())
    graph.invoke({"log": []}, THREAD)
    bodies = Bodies()
    config = {**THREAD, "callbacks": [bodies]}
    events = list(graph.stream(Command(resume="yes"), config, stream_mode="tasks"))
    announced = [event["name"] for event in events if "input" in event]
    assert "c" in announced
    assert dict(bodies.started) == {"a": 1, "join": 1}


def test_the_path_of_a_task_tells_calls_from_nodes():
    """That of a `@task` holds its caller's, that of a node no other, however deep it lies."""
    paths = {}

    class Paths(BaseCallbackHandler):
        def on_chain_start(self, serialized, inputs, *, metadata=None, **kwargs):
            if (name := kwargs.get("name")) == metadata["langgraph_node"]:
                paths[name] = metadata["langgraph_path"]

    @task
    def called():
        return {"log": ["called"]}

    inner = line(("inner", lambda state: called().result()))
    graph = line(("top", line(("low", line(("mid", inner))))), checkpointer=InMemorySaver())
    graph.invoke({"log": []}, {**THREAD, "callbacks": [Paths()]})
    calls = {name: isinstance(path[1], tuple) for name, path in paths.items()}
    nodes = dict.fromkeys(("top", "low", "mid", "inner"), False)
    assert calls == {**nodes, "called": True}


def test_sync_calls_cannot_run_async_nodes():
    """`invoke` raises TypeError on a node that has only an async body."""

    async def node(state):
        return {"log": ["a"]}

    graph = line(("a", node), checkpointer=InMemorySaver())
    with pytest.raises(TypeError, match="No synchronous function"):
        graph.invoke({"log": []}, THREAD)


def test_async_calls_refuse_the_sync_sqlite_saver():
    """`SqliteSaver` has no async methods; whoever wants both must add them."""
    saver = sqlite_saver()
    graph = line(("a", say("a")), checkpointer=saver)
    with pytest.raises(NotImplementedError, match="does not support async"):
        asyncio.run(graph.ainvoke({"log": []}, THREAD))
    saver.conn.close()


def test_a_compiled_graph_can_be_bound_to_another_saver():
    """`copy(update=...)` gives a twin with its own saver and leaves the original alone."""
    first, second = InMemorySaver(), InMemorySaver()
    graph = line(("a", say("a")), checkpointer=first)
    twin = graph.copy(update={"checkpointer": second})
    twin.invoke({"log": []}, THREAD)
    assert graph.checkpointer is first
    assert (list(first.list(THREAD)), len(list(second.list(THREAD)))) == ([], 3)


def test_a_finished_thread_has_nothing_to_continue():
    """`invoke(None)` on it runs no node and raises nothing."""
    graph = line(("a", say("a")), checkpointer=InMemorySaver())
    graph.invoke({"log": []}, THREAD)
    assert counted(graph, None) == {}


@pytest.mark.skipif(
    "error_handler" not in inspect.signature(StateGraph.add_node).parameters,
    reason="this LangGraph has no handlers of failed nodes",
)
def test_what_a_handler_of_a_failed_node_asks_is_listed_nowhere():
    """The node is still to run, and its error is stored with the node's name."""

    def fail(state):
        raise ValueError

    builder = StateGraph(Log)
    builder.add_node("fail", fail, error_handler=ask("how?"))
    builder.add_edge(START, "fail")
    graph = builder.compile(checkpointer=InMemorySaver())
    (asked,) = graph.invoke({"log": []}, THREAD)["__interrupt__"]
    state = graph.get_state(THREAD, subgraphs=True)
    assert (asked.value, state.next, state.interrupts) == ("how?", ("fail",), ())
    stored = graph.checkpointer.get_tuple(THREAD).pending_writes
    assert [channel for _, channel, _ in stored] == [
        "__error__", "__error_source_node__", "__interrupt__",
    ]  # fmt: skip
    assert graph.invoke(Command(resume="so"), THREAD)["log"] == [{"how?": "so"}]
