"""What stand-ins lean on in Python, LangChain and LangGraph; a release that changes it fails."""

import asyncio
import contextlib
import functools
import gc
import inspect
from types import FunctionType
from typing import TypedDict

import pytest
from langchain_core.runnables import RunnableLambda
from langchain_core.tools import StructuredTool, tool
from langgraph.func import task
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime


class State(TypedDict, total=False):
    a: int


def graph_of(node):
    return StateGraph(State).add_node("n", node).add_edge(START, "n").compile()


def test_a_function_takes_other_code_and_stays_the_same_object():
    """Also with constants of any kind in it; closures want as many cells as the code has names."""
    kept = object()

    def real():
        return 1

    def closure():
        return kept

    code = (lambda: "here").__code__
    holder = functools.partial(real)
    swapped = code.replace(co_consts=tuple(kept if c == "here" else c for c in code.co_consts))
    real.__code__ = swapped
    assert (real(), holder()) == (kept, kept)
    with pytest.raises(ValueError, match="requires a code object with 1 free vars"):
        closure.__code__ = code
    closure.__code__ = code.replace(co_freevars=("kept",))
    assert closure() == "here"


def test_a_compiled_graph_calls_the_function_it_was_given():
    """And has looked at its signature by then: what it injects is given by name."""

    def node(state, runtime: Runtime):
        return {"a": 1}

    graph = graph_of(node)
    node.__code__ = (lambda state, runtime: {"a": len(type(runtime).__name__)}).__code__
    assert graph.invoke({}) == {"a": 7}


def test_a_tool_calls_the_function_that_it_holds():
    """In `func` and `coroutine`; a copy holds the same ones."""

    @tool
    def plain(order: int) -> str:
        """Plain."""
        return "real"

    async def later(order: int) -> str:
        """Later."""
        return "real"

    both = StructuredTool.from_function(coroutine=later)
    copied = plain.model_copy(update={"name": "copied"})
    assert isinstance(plain.func, FunctionType)
    plain.func.__code__ = (lambda order: f"fake {order}").__code__
    assert (plain.invoke({"order": 7}), copied.invoke({"order": 8})) == ("fake 7", "fake 8")
    assert (both.func, both.coroutine, asyncio.run(both.ainvoke({"order": 1}))) == (
        None, later, "real",
    )  # fmt: skip


def test_a_tool_with_an_artifact_must_give_a_tuple():
    """YAML has none, so that a list of two is made one."""

    @tool(response_format="content_and_artifact")
    def pair(order: int):
        """A pair."""
        return ["text", 3]

    with pytest.raises(ValueError, match="two-tuple"):
        pair.invoke({"order": 1})


def test_a_tools_arguments_leave_out_what_is_injected():
    """They are those that a model sees."""
    from langchain.tools import ToolRuntime

    @tool
    def look(order: int, runtime: ToolRuntime) -> str:
        """Looks."""
        return "x"

    assert list(look.args) == ["order"]
    assert set(look.get_input_schema().__annotations__) == {"order", "runtime"}


def test_a_task_holds_its_function():
    """In `func`, of a class of this name."""

    @task
    def price(order):
        return order

    assert type(price).__name__ == "_TaskFunction"
    assert isinstance(price.func, FunctionType)


def test_functions_that_a_context_manager_decorator_made_share_their_code():
    """So that they are known by it; their own function is what they wrap."""

    @contextlib.contextmanager
    def opened():
        yield 1

    @contextlib.contextmanager
    def other():
        yield 2

    assert opened.__code__ is other.__code__
    assert inspect.isgeneratorfunction(inspect.unwrap(opened))


def test_the_garbage_collector_knows_who_holds_an_object():
    """Attributes of instances that have no mapping yet, cells, tuples of defaults, partials."""

    class Held:
        pass

    class Holder:
        def __init__(self, held):
            self.own = held

    held = Held()
    holder, listed, partial = Holder(held), [held], functools.partial(print, held)

    def by_default(given=held):
        return given

    found = gc.get_referrers(held)
    assert any(one is listed for one in found)
    assert any(one is holder or one is vars(holder) for one in found)
    assert any(one is by_default.__defaults__ for one in found)
    assert any(one is partial.args for one in found)


def test_a_chain_that_is_a_node_is_taken_apart():
    """Its parts are called, and the chain itself is not."""
    chain = RunnableLambda(lambda state: {"a": 1}) | RunnableLambda(lambda update: update)
    called = []
    graph = graph_of(chain)
    real = type(chain).invoke
    try:
        type(chain).invoke = lambda self, *args, **more: called.append(self)
        assert graph.invoke({}) == {"a": 1}
    finally:
        type(chain).invoke = real
    assert called == []
