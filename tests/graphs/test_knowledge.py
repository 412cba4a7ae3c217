"""What is known of real graphs, and what of them is left open."""

import asyncio

import pytest
from langgraph.pregel import Pregel

from scenario_runner.graphs.knowledge import describe
from scenario_runner.language.knowledge import Knowledge, KnownChannel, Lost, follow

GRAPHS = '''
    import functools, operator
    from dataclasses import dataclass
    from typing import Annotated, Any, NotRequired, TypedDict
    from langchain_core.language_models import FakeListChatModel
    from langchain_core.runnables import RunnableLambda
    from langchain_core.tools import tool
    from langgraph.func import entrypoint, task
    from langgraph.graph import END, START, MessagesState, StateGraph
    from langgraph.managed import RemainingSteps
    from langgraph.prebuilt import ToolNode
    from langgraph.types import Command, interrupt

    class State(MessagesState):
        topic: str
        tags: Annotated[list[str], operator.add]
        left: RemainingSteps
        anything: NotRequired[Any]

    class Given(TypedDict):
        topic: str

    class Private(TypedDict):
        secret: int

    @dataclass
    class Context:
        user: str

    model = FakeListChatModel(responses=["hello"])

    def plain(state):
        """Does nothing.

        Truly."""
        return {"topic": interrupt("what?")}

    def asks_model(state):
        return {"messages": [model.invoke(state["messages"])]}

    def one(name, node, **more):
        return StateGraph(State).add_node(name, node, **more).add_edge(START, name)

    inner = one("ask", plain).compile()
    outer = StateGraph(State).add_node("team", inner).add_node("end", plain)
    outer = outer.add_edge(START, "team").add_edge("team", "end").compile(interrupt_before=["end"])

    class Deeper:
        def __init__(self):
            self.held = {"graph": inner}
        def run(self, state):
            return self.held["graph"].invoke(state)
        def __call__(self, state):
            return self.held["graph"].invoke(state)

    class Office:
        def __init__(self, team):
            self.team = team
        def node(self, state):
            return self.first(state)
        def first(self, state):
            return self.second(state)
        def second(self, state):
            return run_it(self.team, state)

    class Quiet(Office):
        def second(self, state):
            return {"topic": str(self.team)} if state else self.first(state)

    def run_it(team, state):
        return getattr(team, "in" + "voke")(state)

    class Hostile:
        def __call__(self, state):
            return state
        def __getattr__(self, name):
            raise RuntimeError("do not touch")

    deeper = Deeper()
    def calls(state):
        return inner.invoke(state)
    def calls_something(state):
        return helper(state)
    def helper(state):
        return deeper.run(state)
    @tool
    def ask_team(question: str) -> str:
        "Ask."
        return str(deeper.run({"topic": question}))
    @tool
    def add(a: int) -> int:
        "Add."
        return a
    @task
    def step(x):
        return interrupt(x)
    def runs_task(state):
        return {"topic": step(1).result()}

    hidden = {
        "helper": calls_something, "method": deeper.run, "callable": Deeper(), "task": runs_task,
        "tool": ToolNode([ask_team]), "partial": functools.partial(helper),
        "self": Office(inner).node, "of another": lambda state: office.node(state),
        "local": lambda state: state["anything"].invoke(1),
        "lambda": RunnableLambda(helper) | helper,
    }
    seen = {
        "plain": plain, "model": asks_model, "tool": ToolNode([add]), "bound": model,
        "self": Quiet("team").node, "partial": functools.partial(plain),
        "nested": lambda state: [plain(x) for x in state],
    }
    hidden = {name: one("node", node).compile() for name, node in hidden.items()}
    seen = {name: one("node", node).compile() for name, node in seen.items()}
    hostile = Hostile()
    touchy = one("node", lambda state: hostile(state)).compile()
    office = Office(inner)
    calling = one("node", calls).compile()

    def again(state):
        return looped.invoke(state)
    looped = one("again", again).compile()

    narrow = StateGraph(State, input_schema=Given, output_schema=Given, context_schema=Context)
    narrow = narrow.add_node("a", plain, input_schema=Private, destinations=("b",))
    narrow = narrow.add_node("b", plain)
    narrow = narrow.add_edge(START, "a").add_conditional_edges("b", lambda s: END, {"no": END})
    narrow = narrow.compile(interrupt_after="*")

    nameless = StateGraph(list).add_node("a", lambda x: x).add_edge(START, "a").compile()

    @entrypoint()
    def functional(topic):
        return step(topic).result()
'''


@pytest.fixture
def opened(project):
    """The graphs of the module above, loaded as a scenario's are."""
    project.write("known.py", GRAPHS)

    def load():
        import importlib.util
        import sys

        spec = importlib.util.spec_from_file_location("known", project.root / "known.py")
        module = sys.modules["known"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    yield load()
    import sys

    sys.modules.pop("known", None)


def test_nodes_channels_and_stops(opened):
    """Those of the graph, and those of its subgraphs by their addresses."""
    known = describe(opened.outer)
    assert [path for path, _ in known.paths()] == ["team", "team/ask", "end"]
    assert known.channels == (
        KnownChannel(name="messages", type="list"),
        KnownChannel(name="topic", type="str"),
        KnownChannel(name="tags", type="list[str]"),
        KnownChannel(name="anything"),
    )
    assert known.inputs == known.outputs == ("messages", "topic", "tags", "anything")
    assert known.interrupt_before == ("end",)
    assert known.edges == (("__start__", "team"), ("team", "end"))
    assert known.is_closed
    assert dict(known.paths())["end"].description == "Does nothing."


def test_schemas_of_their_own(opened):
    """What goes in and comes out may be less than the state; a node's private channels are in
    it; a conditional edge tells where it leads."""
    known = describe(opened.narrow)
    assert (known.inputs, known.outputs) == (("topic",), ("topic",))
    assert "secret" in known.channel_names
    assert known.context == ("user",)
    assert known.interrupt_after == ("a", "b")
    assert ("b", "__end__") in known.edges


def test_what_cannot_be_known(opened):
    """An entrypoint has tasks that nobody lists; a state may have no names."""
    assert describe(opened.functional) == Knowledge()
    known = describe(opened.nameless)
    assert (known.node_names, known.channels, known.inputs, known.outputs) == (
        ("a",), None, None, None,
    )  # fmt: skip


def test_what_a_node_may_run_unseen(opened):
    """A graph called by a function, a method, a tool, an object, or a task."""
    assert {name for name, graph in opened.hidden.items() if describe(graph).is_closed} == set()
    assert {name for name, graph in opened.seen.items() if not describe(graph).is_closed} == set()


def test_a_graph_that_a_function_is_seen_to_call(opened):
    """Is known, but may not be the only one."""
    (node,) = describe(opened.calling).nodes
    assert (node.graph.node_names, node.closed) == (("ask",), False)


def test_objects_that_cannot_be_looked_at(opened):
    """Keep nothing else from being known."""
    assert describe(opened.touchy).node_names == ("node",)


def test_a_graph_that_calls_itself(opened):
    """Ends."""
    (node,) = describe(opened.looped).nodes
    assert (node.graph, node.closed) == (None, False)


def test_it_is_plain_data(opened):
    """Nothing of LangGraph or of the application travels with it."""
    import pickle

    known = pickle.dumps(describe(opened.outer))
    assert b"langgraph" not in known
    assert b"known." not in known.replace(b"scenario_runner.language.knowledge", b"")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("team", "team"), ("team/ask", "ask"), ("team#2/ask[1]", "ask"), ("end[3]", "end"),
        ("taem", Lost(name="taem", around="", known=("team", "end"))),
        ("team/aks", Lost(name="aks", around="team", known=("ask",))),
        ("end/x", Lost(name="x", around="end", known=())),
        ("team/ask/x", Lost(name="x", around="team/ask", known=())),
    ],
)  # fmt: skip
def test_addresses(opened, address, found):
    """Lead to a node, or say where they go wrong."""
    answer = follow(address, describe(opened.outer))
    assert (answer if isinstance(found, Lost) else answer.name) == found


def test_odd_names():
    """A name may hold the signs of addresses."""
    from scenario_runner.language.knowledge import KnownNode

    inside = Knowledge(nodes=(KnownNode(name="x"),))
    graph = Knowledge(nodes=(KnownNode(name="a/b#1[0]", graph=inside), KnownNode(name="a")))
    assert follow("a/b#1[0]/x", graph).name == "x"
    assert follow("a/b#1[0]#2", graph).name == "a/b#1[0]"
    assert follow("a/b", graph) == Lost(name="b", around="a", known=())
    assert follow("open/x", Knowledge(nodes=(KnownNode(name="open", closed=False),))) is None
    assert follow("x", Knowledge()) is None


def test_a_graph_from_a_factory(project):
    """Is described as it was made."""

    async def look():
        project.write("shop.py", GRAPH_FACTORY)
        async with project.open("shop.py:build", args={"name": "till"}) as made:
            app = made.graph if isinstance(made.graph, Pregel) else made.graph.compile()
            return describe(app).node_names

    assert asyncio.run(look()) == ("till",)


GRAPH_FACTORY = """
    from typing import TypedDict
    from langgraph.graph import START, StateGraph

    class State(TypedDict):
        n: int

    def build(name):
        return StateGraph(State).add_node(name, lambda s: s).add_edge(START, name)
"""
