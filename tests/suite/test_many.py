"""Several cases at a time, and a run that is killed."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import command, environment, run

from scenario_runner.results.store import read_json

WAITING = """
import time
from pathlib import Path
from typing import TypedDict

from langgraph.graph import END, START, StateGraph

HERE = Path(__file__).parent


class State(TypedDict, total=False):
    me: str
    wait_for: str
    saw: bool


def meet(state):
    (HERE / state["me"]).touch()
    deadline = time.monotonic() + 50
    while state.get("wait_for") and not (HERE / state["wait_for"]).exists():
        if time.monotonic() > deadline:
            return {"saw": False}
        time.sleep(0.01)
    return {"saw": True}


builder = StateGraph(State)
builder.add_node("meet", meet)
builder.add_edge(START, "meet")
builder.add_edge("meet", END)
"""


@pytest.fixture
def folder(tmp_path):
    """Cases that wait for each other."""
    tmp_path.joinpath("meeting.py").write_text(WAITING)

    def write(**waits):
        for me, other in waits.items():
            sent = {"me": me, **({"wait_for": other} if other else {})}
            step = {"invoke": sent, "expect": {"values": {"saw": True}}}
            told = {"scenario": me, "graph": "meeting.py:builder", "steps": [step]}
            tmp_path.joinpath(f"{me}.scenario.yaml").write_text(json.dumps(told))
        return tmp_path

    return write


def test_two_cases_are_played_at_a_time(folder):
    """Each waits for the other; results are in the order asked for, whoever ends first."""
    place = folder(a="b", b="a", c=None, d=None)
    done = run("-j", "2", ".", cwd=place)
    assert (done.code, done.err) == (0, "")
    assert [case.scenario for case in done.results.cases] == ["a", "b", "c", "d"]


def test_a_run_that_is_killed_loses_no_finished_case(folder):
    """What had ended is in the journal, which `report` reads."""
    place = folder(a=None, b=None, c="never")
    process = subprocess.Popen(
        [sys.executable, "-m", "scenario_runner", "run", "."],
        cwd=place, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while not place.joinpath("c").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
        place.joinpath("never").touch()
    done = command(
        "report", ".scenario-runner/last-run.jsonl", "--report", "json=r.json", cwd=place
    )
    assert done.code == 0
    assert [case.scenario for case in read_json(Path(place, "r.json")).cases] == ["a", "b"]
