"""Tracebacks show the user's own part and nothing that differs between runs."""

from __future__ import annotations

import asyncio
import textwrap

import pytest
from conftest import GRAPH

from scenario_runner.graphs.errors import InlineFault, user_traceback
from scenario_runner.problem import Place


def test_what_a_node_raises(project):
    """The node's own frames stay, with the cause; LangGraph's, Python's and random ids go."""
    file = project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        import json

        def fails(state):
            try:
                json.loads("{")
            except ValueError as error:
                raise RuntimeError("no prices") from error

        failing = StateGraph(State).add_node(fails).add_edge(START, "fails")
    """))  # fmt: skip

    async def go():
        async with project.open("say.py:failing") as opened:
            await opened.graph.compile().ainvoke({})

    with pytest.raises(RuntimeError) as caught:
        asyncio.run(go())
    lines = user_traceback(caught.value).splitlines()
    places = [line for line in lines if line.startswith("  File") and __file__ not in line]
    assert places == [f'  File "{file}", line 19, in fails', f'  File "{file}", line 21, in fails']
    assert [line for line in lines if "During task" in line] == []
    assert lines[-1] == "RuntimeError: no prices"


def test_an_error_without_frames_of_the_user():
    """Only what happened is left."""
    fault = InlineFault("no such name", "write another", Place(file="a.yaml", line=3, column=7))
    assert user_traceback(fault).endswith("InlineFault: a.yaml:3:7: no such name")


def test_an_error_that_is_its_own_context():
    """A chain that bites its tail ends."""
    first, second = ValueError("first"), ValueError("second")
    first.__context__, second.__context__ = second, first
    assert user_traceback(first).endswith("ValueError: first")


def test_groups_of_errors():
    """The errors of a group are kept, each with its own frames."""
    told = user_traceback(ExceptionGroup("both", [ValueError("one"), KeyError("two")]))
    assert "ValueError: one" in told
    assert "KeyError: 'two'" in told
