"""Stand-ins under `--verify`, in worker processes, and after a case that died."""

import json
from pathlib import Path

import pytest

from scenario_runner import Options, run

GRAPH = """
import operator
import os
import sys
from typing import Annotated, TypedDict
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from lib import LIMIT, end, quote


class State(TypedDict, total=False):
    log: Annotated[list, operator.add]


def draw(state):
    end()
    return {"log": [quote(LIMIT)]}


def ask(state):
    return {"log": [interrupt("Well?"), quote(0)]}


graph = StateGraph(State).add_node(draw).add_node(ask)
graph = graph.add_edge(START, "draw").add_edge("draw", "ask").compile()
"""
LIB = """
import os
import sys

LIMIT = 100


def quote(n):
    return ["real", n]


def end():
    pass


def leave():
    sys.exit(3)


def die():
    os._exit(9)
"""
TURNS = {"lib:quote": [{"returns": n} for n in range(1, 7)]}
ASKED = {"id": "asked", "invoke": {"log": []}}


def write(folder, name, patches, steps, branches=None):
    told = {"scenario": name, "graph": "app.py:graph", "steps": steps, "patches": patches}
    told |= {"branches": branches} if branches else {}
    told["checks"] = {"left_open": "ignore", "script_left": "ignore"}
    Path(folder, f"{name}.scenario.yaml").write_text(json.dumps(told))


@pytest.fixture
def project(tmp_path):
    for name, text in {"app.py": GRAPH, "lib.py": LIB, "pyproject.toml": ""}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def logs(case):
    return {b.name: [s.observation.values["log"] for s in b.steps] for b in case.branches}


def test_a_new_conversation_is_answered_alike(project):
    """Sequences begin anew and come as far, stand-ins of branches hold from their moments on."""
    branches = {
        "no": {"from": "asked", "steps": [{"resume": "n"}, {"invoke": {"log": []}}]},
        "own": {
            "from": "asked",
            "patches": {"lib:quote": {"returns": "own"}, "lib:LIMIT": {"value": 3}},
            "steps": [{"id": "here", "resume": "o"}],
        },
        "below": {"from": "own/here", "steps": [{"invoke": {"log": []}}]},
        "inside": {"from": {"before": "ask"}, "steps": [{"invoke": None}]},
    }
    write(project, "s", TURNS, [ASKED, {"resume": "y"}], branches)
    (case,) = run([project], Options(in_process=True, verify=True)).cases
    told = [(finding.outcome, finding.message) for finding in case.findings]
    assert [outcome for outcome, _ in told] == ["passed"] * 4 + ["warned"], told
    assert logs(case) == {
        "main": [[1], [1, "y", 2]],
        "no": [[1, "n", 2], [1, "n", 2, 3]],
        "own": [[1, "o", "own"]],
        "below": [[1, "o", "own", "own"]],
        "inside": [[1]],
    }


def test_going_back_with_a_sequence_cannot_be_told_again(project):
    """The calls that were undone have been counted."""
    write(project, "s", TURNS, [ASKED, {"resume": "y"}, {"resume": "z", "at": "asked"}])
    (case,) = run([project], Options(in_process=True, verify=True)).cases
    (finding,) = case.findings
    assert finding.message == (
        "branch main: cannot be told as a new conversation: "
        "stand-ins that answer in turn went on counting where it goes back"
    )
    write(project, "s", {"lib:quote": {"returns": 1}}, [ASKED, {"resume": "z", "at": "asked"}])
    (case,) = run([project], Options(in_process=True, verify=True)).cases
    assert [finding.outcome for finding in case.findings] == ["passed"]


@pytest.mark.parametrize("end", ["leave", "die", None])
def test_a_case_that_dies_leaves_nothing_behind(project, end):
    """The next one in the same worker, or in another, finds the application as it is."""
    fatal = (
        {"lib:end": {"call": f"lib:{end}"}} if end else {"lib:end": {"raises": {"type": "OSError"}}}
    )
    patches = {**fatal, "lib:quote": {"returns": "fake"}, "lib:LIMIT": {"value": 5}}
    write(project, "1", patches, [ASKED])
    write(project, "2", {"lib:end": {"returns": None}}, [ASKED])
    first, second = run([project], Options()).cases
    assert (first.outcome, second.outcome) == ("error", "passed")
    assert logs(second) == {"main": [[["real", 100]]]}
