"""`--min-coverage`, `--report coverage=` and `report --against`, on the command line."""

import json
from pathlib import Path

import pytest

SCENARIO = """\
scenario: Asks once
graph:
  state: {done: boolean}
  nodes: {ask: {interrupt: Go?, returns: {done: "{{ answer }}"}}}
  edges: [START -> ask -> END]
steps:
  - {id: asked, invoke: {}}
  - resume: true
"""
MORE = """\
branches:
  ask-false:
    from: asked
    steps:
      - resume: false
"""


@pytest.fixture
def asks(folder):
    (folder / "asks.scenario.yaml").write_text(SCENARIO)
    return "asks.scenario.yaml"


def test_too_little_coverage_fails_the_run(say, asks):
    """It says how much, what is missing, and where all of it stands."""
    done = say("run", "--in-process", asks, "--min-coverage", "90", "-q")
    assert done.code == 1
    counted = "1 of 1 node, 2 of 2 edges, 1 of 1 question, 1 of 2 kinds of answers"
    assert done.out.splitlines()[-2:] == [
        f"71.4 % asks.scenario.yaml: {counted}, 0 questions gone back to",
        "coverage: 71.4 % (5 of 7 in 1 graph)",
    ]
    *said, hint = done.err.splitlines()
    assert said == [
        "error: 71.4 % is covered, not 90 %",
        "  asks.scenario.yaml: ask is never answered with false",
        "  asks.scenario.yaml: nobody goes back to ask and answers again",
    ]
    assert hint.startswith("  help: --report coverage=FILE.json or html=FILE.html tells all of it")


def test_the_suggested_branch_makes_it_enough(say, asks):
    """All of it, where the branch is pasted."""
    Path(asks).write_text(SCENARIO + MORE)
    assert say("run", "--in-process", asks, "--min-coverage", "100").code == 0


def test_coverage_as_json_also_of_results_read_again(say, asks):
    """Merged shards are covered as one run."""
    assert say("run", "--in-process", asks, "--report", "json=r.json").code == 0
    done = say("report", "r.json", "--report", "coverage=c.json", "--min-coverage", "71.4")
    told = json.loads(Path("c.json").read_text())
    assert done.code == 0
    assert "coverage: 71.4 % (5 of 7 in 1 graph)" in done.out
    assert (told["coverage"], told["percent"]) == ("1.0", 71.4)
    (graph,) = told["graphs"]
    assert graph["gaps"][0]["suggestion"] == (
        "ask-false:\n  from: asked\n  steps:\n    - resume: false\n"
    )
    assert say("report", "r.json", "--min-coverage", "72").code == 1


def test_a_report_against_an_earlier_run(say, asks):
    """The console says it in a line; the page beside each case."""
    assert say("run", "--in-process", asks, "--report", "json=old.json").code == 0
    Path(asks).write_text(SCENARIO.replace("resume: true", "resume: false"))
    assert say("run", "--in-process", asks, "--report", "json=new.json").code == 0
    done = say("report", "new.json", "--against", "old.json", "--report", "html=r.html")
    assert "since then: 1 changed, 0 as before" in done.out
    assert "First difference: <mark>step 2: $.sent.given" in Path("r.html").read_text()
    same = say("report", "new.json", "--against", "new.json")
    assert "since then: 1 as before" in same.out
