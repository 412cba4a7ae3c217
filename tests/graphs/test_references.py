"""Every form of reference is found, made and bound."""

from __future__ import annotations

import asyncio
import textwrap

import pytest
from conftest import GRAPH, Project
from langgraph.checkpoint.memory import InMemorySaver

CONFIG = {"configurable": {"thread_id": "1"}}

FACTORIES = """
    import contextlib
    from langchain_core.runnables import RunnableConfig

    closed = []

    def plain(): return compiled
    def uncompiled(): return builder
    async def coroutine(): return compiled

    def generator():
        yield compiled
        closed.append("generator")

    async def async_generator():
        yield builder
        closed.append("async_generator")

    @contextlib.contextmanager
    def manager():
        yield compiled
        closed.append("manager")

    @contextlib.asynccontextmanager
    async def async_manager():
        yield compiled
        closed.append("async_manager")

    async def coroutine_of_manager(): return async_manager()

    class Maker:
        def __call__(self): return compiled
    instance = Maker()
"""


async def ran(project: Project, source: str, **more):
    async with project.open(source, **more) as opened:
        graph = opened.bind(InMemorySaver())
        await graph.ainvoke({}, CONFIG)
        return (await graph.aget_state(CONFIG)).values


@pytest.mark.parametrize("name", ["builder", "compiled", "plain", "uncompiled", "coroutine",
    "generator", "async_generator", "manager", "async_manager", "coroutine_of_manager", "instance"])  # fmt: skip
def test_everything_that_makes_a_graph(project, name):
    """Graphs, builders and all kinds of factories give a graph that remembers in our saver."""
    project.write("agents/say.py", textwrap.dedent(GRAPH) + textwrap.dedent(FACTORIES))

    assert asyncio.run(ran(project, f"agents/say.py:{name}")) == {"said": ["hello"]}


def test_entrypoint(project):
    """An @entrypoint is bound like a graph."""
    project.write("work.py", """
        from langgraph.func import entrypoint

        @entrypoint()
        def work(given): return {"got": given}
    """)  # fmt: skip

    async def go():
        async with project.open("work.py:work") as opened:
            return await opened.bind(InMemorySaver()).ainvoke({"a": 1}, CONFIG)

    assert asyncio.run(go()) == {"got": {"a": 1}}
