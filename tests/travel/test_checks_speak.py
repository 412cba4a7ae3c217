"""The built-in checks speak up on real graphs, and are silent where all is well."""

import pytest

from scenario_runner import Options, run

GRAPHS = """
import operator
from typing import Annotated, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt


class State(TypedDict):
    log: Annotated[list, operator.add]


def ask(question):
    return lambda state: {"log": [f"{question}={interrupt(question)}"]}


def team():
    inner = StateGraph(State).add_node("first", ask("q1")).add_node("second", ask("q2"))
    inner.add_edge(START, "first").add_edge("first", "second")
    return inner.compile(checkpointer=True)


remembers = StateGraph(State).add_node("team", team()).add_edge(START, "team").compile()

notes = StateGraph(State).add_node("note", lambda state: {"log": ["noted"]})
notes = notes.add_edge(START, "note").compile()


def meddle(state, config: RunnableConfig):
    if state["log"][-1] == "meddle":
        elsewhere = {**config["configurable"], "thread_id": "other"}
        notes.invoke({"log": ["elsewhere"]}, {**config, "configurable": elsewhere})
    return {"log": ["done"]}


meddles = StateGraph(State).add_node("meddle", meddle).add_edge(START, "meddle").compile()
"""

STALE_SUBGRAPH = """
scenario: A subgraph with a memory, gone back to as naive applications do
graph: graphs.py:remembers
checks: {left_open: ignore, stale_resume: ignore}
steps:
  - {id: begin, invoke: {log: []}}
  - {id: one, resume: one}
  - {id: two, resume: two}
  - {id: again, invoke: {log: [again]}}
  - {id: back, resume: new, at: one, via: direct}
"""

MEDDLING = """
scenario: A node that writes to another thread
graph: graphs.py:meddles
steps:
  - {id: other, thread: other, invoke: {log: [mine]}}
  - {id: quiet, invoke: {log: [mine]}}
  - {id: loud, invoke: {log: [meddle]}}
"""


@pytest.fixture
def played(tmp_path):
    """What each step's checks say, by the step's id."""
    tmp_path.joinpath("graphs.py").write_text(GRAPHS)

    def play(text):
        file = tmp_path / "one.scenario.yaml"
        file.write_text(text)
        (case,) = run([file], Options(in_process=True)).cases
        return {
            step.id: {finding.expectation for finding in step.findings}
            for step in case.branches[0].steps
        }

    return play


def test_head_and_reload(played):
    """The thread stands elsewhere than the step that went back, and holds other values."""
    assert played(STALE_SUBGRAPH) == {
        "begin": set(),
        "one": set(),
        "two": set(),
        "again": set(),
        "back": {"head", "reload"},
    }


def test_untouched(played):
    """A node writes to a thread that is not the step's."""
    assert played(MEDDLING) == {"other": set(), "quiet": set(), "loud": {"untouched"}}


def test_a_check_can_be_turned_down(played):
    """Then it says nothing."""
    quiet = MEDDLING.replace("steps:", "checks: {untouched: ignore}\nsteps:")
    assert played(quiet)["loud"] == set()
