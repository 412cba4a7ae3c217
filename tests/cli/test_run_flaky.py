"""`--retries`, `--repeat`, `--fail-on-flaky`: what is shown, written, and exited with."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

GRAPH = """\
from pathlib import Path
from langgraph.graph import START, StateGraph
def node(state):
    file = Path(__file__).with_name("played")
    played = len(file.read_text()) if file.exists() else 0
    file.write_text("x" * (played + 1))
    return {"n": 2 if played else 1}
graph = StateGraph(dict).add_node("a", node).add_edge(START, "a").compile()
"""
SCENARIO = """\
scenario: Now and then
graph: sometimes.py:graph
steps:
  - {invoke: {n: 0}, expect: {values: {n: 2}}}
"""


@pytest.fixture
def flaky(folder):
    (folder / "sometimes.py").write_text(GRAPH)
    (folder / "flaky.scenario.yaml").write_text(SCENARIO)
    return "flaky.scenario.yaml"


def test_it_is_shown(say, flaky):
    """Each time, and what went wrong; the run is well unless it is asked not to be."""
    done = say("run", "--in-process", flaky, "--retries", "2")
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines[0].startswith("flaky    flaky.scenario.yaml::Now and then (")
    assert "flaky.scenario.yaml:4:43: $.values.n: " in lines[1]
    assert lines[2].startswith("  attempt 2 passed in ")
    assert lines[-1].startswith("1 case: 1 flaky in ")


def test_it_may_fail_the_run(say, flaky):
    """As CI may want it."""
    assert say("run", "--in-process", flaky, "--repeat", "3", "--fail-on-flaky").code == 1
    assert say("run", "--in-process", flaky, "--repeat", "3", "--fail-on-flaky").code == 0


def test_it_is_a_warning_at_its_line(say, flaky):
    """In GitHub's annotations."""
    done = say("run", "--in-process", flaky, "--retries", "1", "--format", "github")
    (line,) = [one for one in done.out.splitlines() if one.startswith("::")]
    assert line.startswith("::warning file=flaky.scenario.yaml,line=1,title=")
    assert "1 of 2 attempts did not end well; flaky.scenario.yaml:4:43: $.values.n: " in line


def test_it_is_written(say, flaky):
    """In every kind of report."""
    kinds = ("json", "junit", "ctrf", "markdown", "html")
    say("run", "--in-process", flaky, "--retries", "1",
        *(f"--report={kind}=r.{kind}" for kind in kinds))  # fmt: skip
    told = {kind: Path(f"r.{kind}").read_text() for kind in kinds}
    (case,) = json.loads(told["json"])["cases"]
    assert [one["outcome"] for one in case["attempts"]] == ["failed", "passed"]
    (test,) = ET.fromstring(told["junit"]).iter("testcase")
    properties = {one.get("name"): one.get("value") for one in test.iter("property")}
    assert (properties["flaky"], properties["attempts"]) == ("true", "2")
    assert test.find("failure") is None
    (one,) = json.loads(told["ctrf"])["results"]["tests"]
    assert (one["status"], one["flaky"], one["retries"]) == ("passed", True, 1)
    went_wrong = "flaky.scenario.yaml:4:43: $.values.n: "
    values = [one.get("value") for one in test.iter("property") if one.get("name") == "attempt"]
    assert values[0].startswith(f"1 failed: {went_wrong}")
    assert values[1] == "2 passed"
    assert "| flaky | 1 |" in told["markdown"]
    assert went_wrong in told["markdown"]
    assert "attempt 1 failed in" in told["html"]
    again = say("report", "r.json")
    assert (again.code, again.out.startswith("flaky ")) == (0, True)
