"""Stand-ins inside graphs that hold what they patch: nodes, tasks, chains, subgraphs."""

import pytest
from playing import play, seen

APP = """
import functools
import operator
from typing import Annotated, TypedDict

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt


class State(TypedDict, total=False):
    log: Annotated[list, operator.add]


def plain(state):
    return {"log": ["real"]}


async def waits(state):
    return {"log": ["real"]}


def with_runtime(state, runtime: Runtime):
    return {"log": ["real"]}


def parted(word, state):
    return {"log": [word]}


class Service:
    def run(self, state):
        return {"log": ["real"]}

    def __call__(self, state):
        return {"log": ["real"]}


service, called = Service(), Service()
chain = RunnableLambda(lambda state: {"log": ["real"]}) | RunnableLambda(lambda update: update)
inner = StateGraph(State).add_node(plain).add_edge(START, "plain").compile()


def choose(state):
    return "plain"


def one(name, node):
    return StateGraph(State).add_node(name, node).add_edge(START, name).compile()


of_plain, of_waits = one("n", plain), one("n", waits)
of_runtime = one("n", with_runtime)
of_partial = one("n", functools.partial(parted, "real"))
of_method, of_object = one("n", service.run), one("n", called)
of_lambda = one("n", RunnableLambda(plain))
of_chain = one("n", lambda state: chain.invoke(state))
of_subgraph = one("n", inner)
of_condition = (
    StateGraph(State).add_node(plain).add_node(waits)
    .add_conditional_edges(START, choose, ["plain", "waits"]).compile()
)


class Shelf(BaseRetriever):
    def _get_relevant_documents(self, query, *, run_manager):
        raise RuntimeError("network")


retriever = Shelf()


def search(state):
    return {"log": [found.page_content for found in retriever.invoke("tea")]}


async def search_later(state):
    found = await retriever.ainvoke("tea")
    streamed = [each async for chunk in retriever.astream("tea") for each in chunk]
    return {"log": [each.page_content for each in [*found, *streamed]]}


of_retriever, of_async_retriever = one("n", search), one("n", search_later)


@task
def price(order):
    raise RuntimeError("network")


@task
async def ship(order):
    raise RuntimeError("network")


@entrypoint()
async def workflow(given):
    cost = await price(given["order"])
    answer = interrupt(cost)
    return [cost, answer, await ship(given["order"])]


def build():
    return StateGraph(State).add_node(plain).add_edge(START, "plain")


def build_with_runtime():
    return StateGraph(State).add_node(with_runtime).add_edge(START, "with_runtime").compile()
"""
FAKES = """
def with_runtime(state, runtime):
    return {"log": [type(runtime).__name__]}
"""
FILES = {"app.py": APP, "fakes.py": FAKES, "pyproject.toml": ""}
FAKE = {"returns": {"log": ["fake"]}}
STATE = {"state": {"log": []}}


def run(folder, graph, patches, given=None, **more):
    steps = [{"invoke": {"log": []} if given is None else given}]
    return seen(play(folder, f"app:{graph}", steps, files=FILES, patches=patches, **more))[0]


@pytest.mark.parametrize(
    ("graph", "target", "arguments"),
    [
        ("of_plain", "plain", STATE),
        ("of_waits", "waits", STATE),
        ("of_runtime", "with_runtime", STATE),
        ("of_partial", "parted", {"word": "real", **STATE}),
        ("of_method", "service.run", STATE),
        ("of_method", "Service.run", STATE),
        ("of_object", "called", STATE),
        ("of_lambda", "plain", STATE),
        ("of_chain", "chain", {"input": {"log": []}}),
        ("of_subgraph", "plain", STATE),
        ("of_condition", "plain", STATE),
        ("build", "plain", STATE),
        ("build_with_runtime", "with_runtime", STATE),
    ],
)
def test_a_node_of_a_graph_compiled_at_import_is_reached(tmp_path, graph, target, arguments):
    """Whatever kind of node it is; what LangGraph hands in is told nowhere."""
    found = run(tmp_path, graph, {f"app:{target}": FAKE})
    assert (found.values, found.raises) == ({"log": ["fake"]}, None)
    assert found.calls == {f"app:{target}": (arguments,)}


def test_a_whole_subgraph_may_have_a_stand_in(tmp_path):
    """Its nodes do not run."""
    found = run(tmp_path, "of_subgraph", {"app:inner": FAKE})
    assert (found.values, found.executions) == ({"log": ["fake"]}, {"n": 1})


def test_a_condition_may_have_a_stand_in(tmp_path):
    """It decides where the graph goes."""
    found = run(tmp_path, "of_condition", {"app:choose": {"returns": "waits"}})
    assert (found.visited, len(found.calls["app:choose"])) == (("waits",), 1)


def test_what_langgraph_injects_arrives(tmp_path):
    """It was looked up in the signature when the graph was compiled, or is now."""
    for graph in ("of_runtime", "build_with_runtime"):
        found = run(tmp_path, graph, {"app:with_runtime": {"call": "fakes:with_runtime"}})
        assert found.values == {"log": ["Runtime"]}


def test_a_retriever_finds_what_is_written(tmp_path):
    """Sync, async and streamed alike: one value."""
    docs = "from langchain_core.documents import Document\nFOUND = [Document('green tea')]\n"
    patches = {"app:retriever": {"returns": {"$python": "docs:FOUND"}}}
    for graph, times in (("of_retriever", 1), ("of_async_retriever", 2)):
        steps = [{"invoke": {"log": []}}]
        files = {**FILES, "docs.py": docs}
        (found,) = seen(play(tmp_path, f"app:{graph}", steps, files=files, patches=patches))
        assert found.values == {"log": ["green tea"] * times}
        assert found.calls == {"app:retriever": ({"input": "tea"},) * times}


def test_tasks_of_a_workflow_stay_tasks(tmp_path):
    """What a task gave is stored: it does not run again after the answer."""
    patches = {"app:price": [{"returns": 7}], "app:ship": {"returns": "sent"}}
    steps = [{"id": "asked", "invoke": {"order": 5}}, {"resume": True}]
    asked, done = seen(play(tmp_path, "app:workflow", steps, files=FILES, patches=patches))
    assert (asked.interrupts[0].value, asked.calls) == (7, {"app:price": ({"order": 5},)})
    assert (done.output, done.calls) == ([7, True, "sent"], {"app:ship": ({"order": 5},)})
