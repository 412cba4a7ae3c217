"""Whatever graph a checked file tells, LangGraph takes it, and it runs."""

import asyncio
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.errors import GraphRecursionError, InvalidUpdateError

from scenario_runner.graphs.errors import InlineFault
from scenario_runner.graphs.load import open_graph
from scenario_runner.graphs.positions import Positions
from scenario_runner.language.load import check
from scenario_runner.language.parse import parse
from scenario_runner.language.source import read

NODES = ("ask", "b/c", "third one", "do")
STATE = {
    "x": None, "n": {"type": "integer", "reducer": "add", "default": 1}, "log": "append",
    "m": {"reducer": "merge"}, "top": {"type": "number", "reducer": "max"}, "messages": "messages",
}  # fmt: skip

updates = st.fixed_dictionaries(
    {},
    optional={
        "x": st.sampled_from([1, "{{ state.n }}", "{{ state }}", None, {"$ai": "hi"}]),
        "n": st.just(1),
        "log": st.sampled_from([1, ["a"], "{{ answers }}", "{{ state.x }}"]),
        "m": st.just({"k": 1}),
        "top": st.floats(0, 9),
        "messages": st.sampled_from([[], ["hi"], [{"$ai": "hi"}], {"$human": "x"}]),
    },
)
ends = st.sampled_from([*NODES, "END"])
gotos = st.one_of(
    ends, st.lists(ends, min_size=1, max_size=2), st.just("{{ 'do' if state.n > 3 else 'END' }}")
)
sends = st.fixed_dictionaries(
    {
        "to": st.sampled_from(NODES),
        "each": st.sampled_from([[], [{"n": 1}, {"x": 2}], [1], "{{ [{'n': state.n}] }}"]),
    },
    optional={"as": st.sampled_from(["x", "item"])},
)
plain = st.fixed_dictionaries(
    {},
    optional={
        "interrupts": st.lists(st.sampled_from(["a?", "{{ answers }}"]), min_size=1, max_size=2),
        "raises": st.just({"type": "KeyError", "times": 1}),
        "retry": st.sampled_from([{"max_attempts": 2}, {"max_attempts": 1, "retry_on": "OSError"}]),
        "returns": updates,
        "goto": gotos,
        "send": sends,
    },
)


@st.composite
def graphs(draw, depth=2):
    """A graph of a few nodes, which may be graphs."""
    names = draw(st.lists(st.sampled_from(NODES), min_size=1, max_size=4, unique=True))
    inner = st.fixed_dictionaries(
        {"graph": graphs(depth=depth - 1) if depth else st.nothing()},
        optional={"checkpointer": st.sampled_from([None, True, False])},
    )
    node = st.one_of(plain, st.none(), inner) if depth else st.one_of(plain, st.none())
    here = st.sampled_from([*names, "END"])
    conditional = st.fixed_dictionaries(
        {"from": st.one_of(st.sampled_from(names), st.just(names)), "to": here},
        optional={"when": st.just("{{ state.n < 3 }}"), "otherwise": here},
    )
    edges: list[Any] = ["START -> " + " -> ".join(names)]
    edges += draw(st.lists(conditional, max_size=2))
    kept = draw(st.lists(st.sampled_from(list(STATE)), min_size=1, max_size=6, unique=True))
    return {
        "state": {name: STATE[name] for name in kept},
        "nodes": {name: draw(node) for name in names},
        "edges": edges,
    }


async def played(scenario):
    """Opens, compiles and runs it; a graph may go round for ever, and a template may fail."""
    how = {"configurable": {"thread_id": "1"}, "recursion_limit": 12}
    async with open_graph(scenario.graph, args={}, config={}, positions=Positions()) as opened:
        graph = opened.bind(InMemorySaver())
        try:
            await graph.ainvoke({}, how)
        except (GraphRecursionError, InvalidUpdateError, InlineFault, KeyError) as error:
            return type(error).__name__
        return "paused" if (await graph.aget_state(how)).next else "ended"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_a_checked_graph_is_built_and_runs(graph):
    """Building never raises; running ends, asks, or raises what the graph itself raises."""
    whole = {"scenario": "s", "graph": graph, "steps": [{"invoke": {}}]}
    source = read("a.scenario.yaml", json.dumps(whole).encode())
    problems = check(source, Path("/"))
    if problems:
        event("not a graph that can run")
        assert all(problem.hint for problem in problems)
    else:
        event(asyncio.run(played(parse(source, Path("/"))[0])))
