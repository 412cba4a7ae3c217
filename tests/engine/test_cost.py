"""A tree costs its distinct steps, and a step costs the same wherever in its thread it stands."""

import json
import os
import sys

import pytest
from playing import play

from scenario_runner import Options, run
from scenario_runner.engine import storage
from scenario_runner.suite import play_steps as playing_suite

NOTING = """
from pathlib import Path
from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class State(TypedDict, total=False):
    n: int


def work(state):
    with Path(__file__).with_name("ran.txt").open("a") as file:
        file.write("x")
    return {"n": state["n"] + 1}


builder = StateGraph(State)
builder.add_node("work", work)
builder.add_edge(START, "work")
builder.add_edge("work", END)
"""


def test_a_prefix_of_thirty_steps_with_twenty_branches_runs_fifty(tmp_path):
    """As the graph itself counts; each branch has the whole prefix behind it."""
    steps = [{"id": f"s{number}", "invoke": {}} for number in range(30)]
    steps[0]["invoke"] = {"n": 0}
    step = {"invoke": {}, "expect": {"values": {"n": 31}}}
    branches = {f"b{number}": {"from": "s29", "steps": [step]} for number in range(20)}
    for one in steps[1:]:
        one["invoke"] = {"n": None}
    case = _counting(tmp_path, steps, branches)
    assert case.outcome == "passed"
    assert len(tmp_path.joinpath("ran.txt").read_text()) == 50


def test_only_what_leads_to_a_wanted_branch_runs(tmp_path):
    """Three steps of the way and one of its own."""
    steps = [{"id": f"s{number}", "invoke": {"n": number}} for number in range(6)]
    branches = {name: {"from": "s2", "steps": [{"invoke": {"n": 0}}]} for name in ("one", "two")}
    told = {"scenario": "S", "graph": "noting.py:builder", "steps": steps, "branches": branches}
    tmp_path.joinpath("noting.py").write_text(NOTING)
    tmp_path.joinpath("s.scenario.yaml").write_text(json.dumps(told))
    (case,) = run([f"{tmp_path}/s.scenario.yaml::S::two"], Options(in_process=True)).cases
    assert [(b.name, b.on_the_way, len(b.steps)) for b in case.branches] == [
        ("main", True, 3),
        ("two", False, 1),
    ]
    assert len(tmp_path.joinpath("ran.txt").read_text()) == 4


def _counting(folder, steps, branches):
    noting = NOTING.replace('state["n"] + 1', '(state.get("n") or 0) + 1')
    noting = noting.replace("class State(TypedDict, total=False):\n    n: int\n", COUNTED)
    return play(folder, "noting.py:builder", steps, branches, files={"noting.py": noting})


COUNTED = """
from typing import Annotated


class State(TypedDict, total=False):
    n: Annotated[int, lambda old, new: old if new is None else max(old or 0, new)]
"""


class Meter:
    """Counts what the database and the interpreter do."""

    def __init__(self):
        self.instructions = self.calls = 0

    def instruction(self):
        self.instructions += 1

    def profile(self, frame, event, argument):
        self.calls += event == "call"


@pytest.fixture
def meter(monkeypatch):
    """A meter on every database that storage opens."""
    meter, connect = Meter(), storage._connect

    def metered():
        connection = connect()
        connection.set_progress_handler(meter.instruction, 1)
        return connection

    monkeypatch.setattr(storage, "_connect", metered)
    return meter


ASK = {
    "state": {"n": {"type": "integer", "default": 0}},
    "nodes": {"ask": {"interrupt": "?", "returns": {"n": "{{ answer }}"}}},
    "edges": ["START -> ask -> END"],
}
STEPS = {6: 10, 66: 100, 666: 1000}
"""Steps that are measured, with the checkpoints that there are by then: three in two steps."""


@pytest.mark.skipif(
    os.environ.get("SCENARIO_RUNNER_STORAGE", "sqlite") != "sqlite",
    reason="it counts SQLite's own instructions",
)
def test_no_step_costs_more_for_the_history_before_it(tmp_path, meter, monkeypatch):
    """SQLite's own instructions and Python's calls in a turn at checkpoint 10, 100 and 1,000."""
    costs, play_step = [], playing_suite.play_step

    async def measured(*arguments, **options):
        before = (meter.instructions, meter.calls)
        if len(costs) in STEPS:
            sys.setprofile(meter.profile)
        try:
            return await play_step(*arguments, **options)
        finally:
            sys.setprofile(None)
            costs.append((meter.instructions - before[0], meter.calls - before[1]))

    monkeypatch.setattr(playing_suite, "play_step", measured)
    case = play(tmp_path, ASK, [{"invoke": {"n": 0}}, {"resume": 1}] * 334)
    assert case.outcome == "passed"
    made = [len(step.observation.checkpoints) for step in case.branches[0].steps]
    assert [sum(made[: step + 1]) // 10 * 10 for step in STEPS] == list(STEPS.values())
    first, *later = (costs[step] for step in STEPS)
    assert min(first) > 100
    for instructions, calls in later:
        assert instructions <= first[0] * 1.1
        assert calls <= first[1] * 1.1
