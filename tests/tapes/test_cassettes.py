"""Cassettes as scenarios use them: who is asked, what is kept, what is told."""

import re

import pytest
from tapes_seen import seen

APP = """
import os
import urllib.request
from operator import add
from typing import Annotated, TypedDict

import httpx
import requests
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt

SERVER = os.environ["SERVER"]

class State(TypedDict, total=False):
    ask: list
    got: Annotated[list, add]

def one(state):
    kind, path = state["ask"]
    url = SERVER + path
    if kind == "requests":
        return {"got": [requests.get(url, headers={"X-Api-Key": "never-to-be-seen"}).text]}
    if kind == "urllib":
        return {"got": [urllib.request.urlopen(url).read().decode()]}
    if kind == "careless":
        try:
            return {"got": [httpx.get(url).text]}
        except Exception:
            return {"got": ["made do without"]}
    return {"got": [httpx.post(url, json={"messages": [{"content": path}]}).text]}

async def later(state):
    answer = interrupt("what next?")
    async with httpx.AsyncClient() as client:
        return {"got": [(await client.get(SERVER + answer)).text]}

def each(state):
    return [Send("one", {"ask": ask}) for ask in state["ask"]]

builder = StateGraph(State)
builder.add_node(one)
builder.add_node(later)
builder.add_conditional_edges(START, each, ["one"])
builder.add_edge("one", "later")
graph = builder.compile()
"""
SCENARIO = """
scenario: Tapes
graph: app.py:graph
environment: {SERVER: "ADDRESS"}
cassette: tape.yaml
steps:
  - id: asked
    invoke: {ask: ASK}
  - resume: /main
branches:
  aside: {from: asked, steps: [{resume: /aside}]}
"""
MANY = "[" + ", ".join(f"[{k}, /{k}/{n}]" for n in range(6) for k in ("requests", "urllib")) + "]"


@pytest.fixture
def files(server):
    """The project, whose address does not change when the server is gone."""
    return {"app.py": APP, "t.scenario.yaml": SCENARIO.replace("ADDRESS", server[0])}


def with_ask(files, ask):
    return {**files, "t.scenario.yaml": files["t.scenario.yaml"].replace("ASK", ask)}


def errors(case):
    return {
        branch.name: [step.error.message for step in branch.steps if step.error is not None]
        for branch in case.branches
    }


def test_nodes_that_ask_at_the_same_time(play, files, server):
    """Twelve threads, two clients that are patched and reset by vcrpy: nothing gets past it."""
    recorded = play("missing", files=with_ask(files, MANY))
    assert (recorded.outcome, len(server[1])) == ("passed", 14)
    played = play(verify=True)
    assert (played.outcome, seen(played)) == ("passed", seen(recorded))
    assert len(server[1]) == 14
    assert {finding.outcome for finding in played.findings} == {"passed"}


def test_a_branch_has_a_tape_of_its_own(play, files, tmp_path):
    """With what it asked after it left."""
    play("missing", files=with_ask(files, "[[requests, /a]]"))
    asked = {
        path.name: re.findall(r"uri: http://[^/]*(\S+)", path.read_text())
        for path in tmp_path.glob("tape*")
    }
    assert asked == {"tape.yaml": ["/a", "/main"], "tape.aside.yaml": ["/aside"]}
    assert "never-to-be-seen" not in (tmp_path / "tape.yaml").read_text()


def test_a_row_has_a_tape_of_its_own(play, files, tmp_path, server):
    """Before that of its branch."""
    files = with_ask(files, "[[requests, '{{ path }}']]")
    files["t.scenario.yaml"] += "parameters: [{id: x, path: /x}, {id: y, path: /y}]\n"
    play("missing", files=files)
    names = {path.name for path in tmp_path.glob("tape*")}
    assert names == {"tape.x.yaml", "tape.x.aside.yaml", "tape.y.yaml", "tape.y.aside.yaml"}
    assert len(server[1]) == 6


def test_what_is_not_recorded_is_an_error_at_its_step(play, files, server):
    """Though nothing was ever asked of the network; it says how to record it."""
    case = play(files=with_ask(files, "[[requests, /a]]"))
    (message,) = errors(case)["main"]
    assert message == f"GET {server[0]}/a is not on the tape, which is empty"
    assert "--record missing" in case.branches[0].steps[0].error.hint
    assert (case.outcome, server[1]) == ("error", [])


def test_a_graph_that_makes_do_without_is_told_of_all_the_same(play, files, server):
    """It swallows the exception; the step does not pass."""
    case = play(files=with_ask(files, "[[careless, /a]]"))
    assert errors(case)["main"] == [f"GET {server[0]}/a is not on the tape, which is empty"]
    assert case.branches[0].steps[0].observation.values["got"] == ["made do without"]


def test_the_nearest_recording_is_named(play, files, server):
    """And in what it differs."""
    play("missing", files=with_ask(files, "[[httpx, /v1/chat/completions]]"))
    case = play(files=with_ask(files, "[[httpx, /v1/messages]]"))
    (message,) = errors(case)["main"]
    assert message.endswith(f"number 1, is for {server[0]}/v1/chat/completions")
    changed = files["app.py"].replace('"content": path', '"content": path + "!"')
    files = {**with_ask(files, "[[httpx, /v1/chat/completions]]"), "app.py": changed}
    (message,) = errors(play(files=files))["main"]
    assert message.endswith(
        "the nearest recording, number 1, differs at $.messages[0].content: "
        '"/v1/chat/completions" there, "/v1/chat/completions!" now'
    )


def test_what_is_asked_once_more_than_recorded_is_told(play, files):
    """Each recording answers once."""
    play("missing", files=with_ask(files, "[[requests, /a]]"))
    (message,) = errors(play(files=with_ask(files, "[[requests, /a], [requests, /a]]")))["main"]
    assert message.endswith("was asked for more often than on the tape, which has it once")


def test_missing_keeps_what_is_there_and_all_does_not(play, files, server, tmp_path):
    """Only what is new is asked for; or everything, and what is not asked any more goes."""
    play("missing", files=with_ask(files, "[[requests, /a]]"))
    play("missing", files=with_ask(files, "[[requests, /a], [urllib, /b]]"))
    assert server[1].count("/a") == 1
    play("all", files=with_ask(files, "[[urllib, /b]]"))
    assert server[1].count("/b") == 2
    tape = (tmp_path / "tape.yaml").read_text()
    assert re.findall(r"uri: http://[^/]*(\S+)", tape) == ["/b", "/main"]


@pytest.mark.parametrize(
    "tape",
    [
        "", "- 1\n", "a: [", "interactions: 5\n", "interactions: [{request: 1, response: 2}]\n",
        "interactions:\n- request: !!python/object/apply:os.system ['touch ran']\n",
        "x: !!python/name:os.system\n", "\0", "[" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_tape_is_told_and_runs_nothing(tape, play, files, tmp_path):
    """Tapes come from others."""
    case = play(files={**with_ask(files, "[[requests, /a]]"), "tape.yaml": tape})
    error = case.error
    assert error.message == "the tape tape.yaml is not one that was recorded"
    assert error.place.line == 5
    assert not (tmp_path / "ran").exists()


def test_other_machines_are_out_of_reach_while_playing(play, files):
    """A cassette closes the network: what does not speak HTTP is no way out."""
    way_out = "__import__('socket').create_connection(('192.0.2.1', 80))"
    app = files["app.py"].replace('interrupt("what next?")', way_out)
    app = app.replace("    kind, path", "    return {}\n    kind, path")
    case = play(files={**with_ask(files, "[[]]"), "app.py": app})
    (message,) = errors(case)["main"]
    assert "192.0.2.1:80 was not reached: the scenario has network: none" in message


def test_secrets_are_on_no_tape(play, files, server, tmp_path, monkeypatch):
    """Wherever they stood; with another value the recordings answer all the same."""
    monkeypatch.setenv("SHOP_KEY", "sk-live/4711+")
    asked = with_ask(
        files, "[[httpx, '/v1/{{ env.SHOP_KEY }}'], [requests, '/{{ env.SHOP_KEY }}']]"
    )
    asked["t.scenario.yaml"] += "secrets: [SHOP_KEY]\n"
    assert play("missing", files=asked).outcome == "passed"
    tape = (tmp_path / "tape.yaml").read_text()
    assert ("4711" in tape, "SHOP_KEY" in tape) == (False, True)
    monkeypatch.setenv("SHOP_KEY", "sk-other-0815")
    count = len(server[1])
    assert play(verify=True).outcome == "passed"
    assert len(server[1]) == count
