"""What the runner costs, against scripts written by hand that make the same LangGraph calls.

Whole processes are timed, several times in turn; the table gives medians and their ratio.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

GRAPH = """
import operator
from typing import Annotated, TypedDict
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

class State(TypedDict):
    log: Annotated[list, operator.add]

def agent(state):
    return {"log": ["agent"]}

def human(state):
    return {"log": [interrupt("next?")]}

graph = (
    StateGraph(State).add_node("agent", agent).add_node("human", human)
    .add_edge(START, "agent").add_edge("agent", "human").add_edge("human", "agent").compile()
)
"""

LINEAR = """
scenario: linear {number}
graph: chat.py:graph
checks: {{left_open: ignore}}
steps:
  - {{invoke: {{log: [hello]}}, expect: {{next: [human]}}}}
  - {{resume: one, expect: {{values: {{log: {{$contains: one}}}}}}}}
  - {{resume: two}}
  - {{resume: three, expect: {{interrupts: [{{node: human}}]}}}}
"""

SCRIPT = """
import asyncio, sys
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.types import Command
from chat import graph

CALLS = ({"log": ["hello"]}, Command(resume="one"), Command(resume="two"), Command(resume="three"))

async def case(saver):
    app, config = graph.copy(update={"checkpointer": saver}), {"configurable": {"thread_id": "t"}}
    for call in CALLS:
        await app.ainvoke(call, config)
        state = await app.aget_state(config)
    assert state.next == ("human",) and "one" in state.values["log"]

async def main(cases, memory):
    for _ in range(cases):
        if memory:
            await case(InMemorySaver())
        else:
            async with AsyncSqliteSaver.from_conn_string(":memory:") as saver:
                await case(saver)

asyncio.run(main(int(sys.argv[1]), sys.argv[2] == "memory"))
"""

PYTEST_LINEAR = """
import sqlite3
import pytest
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command
from chat import graph

@pytest.mark.parametrize("number", range({cases}))
def test_linear(number):
    saver = SqliteSaver(sqlite3.connect(":memory:", check_same_thread=False))
    app = graph.copy(update={{"checkpointer": saver}})
    config = {{"configurable": {{"thread_id": "t"}}}}
    for call in ({{"log": ["hello"]}}, *(Command(resume=word) for word in ("one", "two", "three"))):
        app.invoke(call, config)
        state = app.get_state(config)
    assert state.next == ("human",) and "one" in state.values["log"]
"""

PYTEST_TREE = """
import sqlite3
import pytest
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command
from chat import graph

@pytest.mark.parametrize("number", range(20))
def test_branch(number):
    saver = SqliteSaver(sqlite3.connect(":memory:", check_same_thread=False))
    app, config = graph.copy(update={"checkpointer": saver}), {"configurable": {"thread_id": "t"}}
    app.invoke({"log": ["hello"]}, config)
    for word in range(29):
        app.invoke(Command(resume=str(word)), config)
        app.get_state(config)
    app.invoke(Command(resume=f"branch {number}"), config)
    assert f"branch {number}" in app.get_state(config).values["log"]
"""

START = """
scenario: start
graph: chat.py:graph
checks: {left_open: ignore}
steps:
  - {invoke: {log: [hello]}}
"""

PYTEST_START = """
import sqlite3
from langgraph.checkpoint.sqlite import SqliteSaver
from chat import graph

def test_start():
    saver = SqliteSaver(sqlite3.connect(":memory:", check_same_thread=False))
    app, config = graph.copy(update={"checkpointer": saver}), {"configurable": {"thread_id": "t"}}
    app.invoke({"log": ["hello"]}, config)
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each (3)")
    parser.add_argument("--cases", type=int, default=200, help="linear cases (200)")
    options = parser.parse_args()
    print(f"{'figure':76} {'ours':>8} {'theirs':>8} {'ratio':>6}  at most")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.cases)
        for figure, ours, theirs, most in figures(folder, options.cases):
            mine, other = in_turn(ours, theirs, options.runs)
            show(figure, mine, other, most)
            if figure == TREE:  # what starting, which both do once, leaves to be compared
                starts = in_turn(runner(folder, "start"), pytest(folder, "start"), options.runs)
                show(f"{TREE}, beyond the start", mine - starts[0], other - starts[1], most)


TREE = "20 branches after a prefix of 30 steps, against 20 tests"


def show(figure: str, mine: float, other: float, most: float) -> None:
    """Print one line of the table."""
    print(f"{figure:76} {mine:7.2f}s {other:7.2f}s {mine / other:6.2f}  {most}")


def figures(
    folder: Path, cases: int
) -> list[tuple[str, Callable[[], None], Callable[[], None], float]]:
    """Each figure: what it is, ours, theirs, and the ratio aimed at."""
    linear, auto = runner(folder, "linear"), runner(folder, "linear", "-j", "auto")
    return [
        (
            f"{cases} linear cases, against asyncio with AsyncSqliteSaver",
            linear, script(folder, cases, "sqlite"), 0.8,
        ),
        (
            f"{cases} linear cases with -j auto, against asyncio with AsyncSqliteSaver",
            auto, script(folder, cases, "sqlite"), 0.8,
        ),
        (
            f"{cases} linear cases, against asyncio with InMemorySaver",
            linear, script(folder, cases, "memory"), 1.6,
        ),
        (
            f"{cases} linear cases with -j auto, against asyncio with InMemorySaver",
            auto, script(folder, cases, "memory"), 1.6,
        ),
        (
            f"{cases} linear cases, against pytest with SqliteSaver",
            linear, pytest(folder, "linear"), 0.8,
        ),
        (
            f"{cases} linear cases with -j auto, against pytest with SqliteSaver",
            auto, pytest(folder, "linear"), 0.8,
        ),
        (
            TREE,
            runner(folder, "tree"), pytest(folder, "tree"), 0.12,
        ),
        (
            f"-j 2 against -j 1, {2 * cases} cases",
            runner(folder, "twice", "-j", "2"), runner(folder, "twice"), 0.6,
        ),
        (
            f"two of the scripts at once, {cases} cases each, against one with {2 * cases}",
            both(folder, cases), script(folder, 2 * cases, "memory"), 0.6,
        ),
    ]  # fmt: skip


def prepare(folder: Path, cases: int) -> None:
    """Write graphs, scenarios, scripts and tests."""
    for name, count in (("linear", cases), ("twice", 2 * cases)):
        place = folder / name
        place.mkdir()
        (place / "chat.py").write_text(GRAPH)
        for number in range(count):
            (place / f"{number}.scenario.yaml").write_text(LINEAR.format(number=number))
    tree = folder / "tree"
    tree.mkdir()
    (tree / "chat.py").write_text(GRAPH)
    (tree / "tree.scenario.yaml").write_text(tree_text())
    start = folder / "start"
    start.mkdir()
    (start / "chat.py").write_text(GRAPH)
    (start / "start.scenario.yaml").write_text(START)
    (folder / "test_start.py").write_text(PYTEST_START)
    (folder / "chat.py").write_text(GRAPH)
    (folder / "by_hand.py").write_text(SCRIPT)
    (folder / "test_linear.py").write_text(PYTEST_LINEAR.format(cases=cases))
    (folder / "test_tree.py").write_text(PYTEST_TREE)


def tree_text() -> str:
    """A prefix of 30 steps and 20 branches of one step."""
    steps = "\n".join(f"  - {{id: s{n}, resume: '{n}'}}" for n in range(29))
    branches = "\n".join(
        f"  b{n}: {{from: s28, steps: [{{resume: branch {n}, "
        f"expect: {{values: {{log: {{$contains: branch {n}}}}}}}}}]}}"
        for n in range(20)
    )
    head = "scenario: tree\ngraph: chat.py:graph\nchecks: {left_open: ignore}\nsteps:\n"
    return f"{head}  - {{invoke: {{log: [hello]}}}}\n{steps}\nbranches:\n{branches}\n"


def runner(folder: Path, name: str, *more: str) -> Callable[[], None]:
    """Our command line on one of the folders."""
    return process(folder, "-m", "scenario_runner", "run", str(folder / name), *more)


def script(folder: Path, cases: int, saver: str) -> Callable[[], None]:
    """The script by hand."""
    return process(folder, "by_hand.py", str(cases), saver)


def both(folder: Path, cases: int) -> Callable[[], None]:
    """Two processes that share nothing: what a second processor of this machine is worth."""

    def run() -> None:
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda _: script(folder, cases, "memory")(), range(2)))

    return run


def pytest(folder: Path, name: str) -> Callable[[], None]:
    """The tests by hand."""
    return process(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"test_{name}.py")


def process(folder: Path, *arguments: str) -> Callable[[], None]:
    """A Python process that must end well."""

    def run() -> None:
        done = subprocess.run(  # noqa: PLW1510  # checked below, with what it printed
            [sys.executable, *arguments],
            cwd=folder,
            env=installed(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(textwrap.indent(done.stdout[-2000:] + done.stderr[-2000:], "  "))

    return run


def installed() -> dict[str, str]:
    """The environment, in which Python keeps what it compiles: installed packages are compiled,
    while each process would compile all of a checkout anew."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def in_turn(ours: Callable[[], None], theirs: Callable[[], None], runs: int) -> tuple[float, float]:
    """Median seconds of both, run in turn after one warm-up each."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(runs + 1):
        for times, run in zip(taken, (ours, theirs), strict=True):
            began = time.perf_counter()
            run()
            if number:
                times.append(time.perf_counter() - began)
    return statistics.median(taken[0]), statistics.median(taken[1])


if __name__ == "__main__":
    main()
