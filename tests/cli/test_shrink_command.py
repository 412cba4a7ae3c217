"""`shrink` at the command line."""

import re
from pathlib import Path

import pytest

LONG = """\
scenario: Long
graph:
  state: {status: string}
  nodes: {review: {interrupt: {}, returns: {status: "{{ answer }}"}}}
  edges: [START -> review]
steps:
  - {id: asked, invoke: {}, description: The reviewer is asked.}
  - {resume: approved, expect: {values: {status: rejected}, visited: [review]}}
branches:
  other: {from: asked, steps: [{resume: rejected}]}
"""


def test_the_smallest_scenario_is_written_beside_the_file(say):
    """With the command that runs it, which fails alike; the file itself is as it was."""
    Path("long.scenario.yaml").write_text(LONG)
    said = say("shrink", "long.scenario.yaml")
    assert (said.code, said.err) == (0, "")
    assert re.sub(r"\d+ runs in .*", "N runs", said.out) == (
        'fails: values at $.values.status: expected "rejected", got "approved"\n'
        "from 3 steps, 2 branches, 15 lines\n"
        "to   2 steps, 1 branch, 11 lines\n"
        "N runs\n"
        "written to long.shrunk.scenario.yaml; run it with\n"
        "  scenario-runner run long.shrunk.scenario.yaml\n"
    )
    assert Path("long.scenario.yaml").read_text() == LONG
    assert say("run", "long.shrunk.scenario.yaml").code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["good.scenario.yaml"], "error: it does not fail: passed\n"),
        (["none.scenario.yaml"], "none.scenario.yaml:1:1: error: there is no such file\n"),
        (["long.scenario.yaml", "-o", "x.yaml"], "error: x.yaml is not the name of a scenario\n"),
        (
            ["long.scenario.yaml", "-o", "./long.scenario.yaml"],
            "error: long.scenario.yaml is the scenario itself\n",
        ),
        (
            ["long.scenario.yaml", "-o", "good.scenario.yaml"],
            "error: good.scenario.yaml is there already\n",
        ),
        (["."], "cases\n"),
    ],
)
def test_what_cannot_be_shrunk_is_told(say, arguments, message):
    """With what to do; nothing is written."""
    Path("long.scenario.yaml").write_text(LONG)
    before = sorted(Path().iterdir())
    said = say("shrink", *arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert "  help: " in said.err
    assert sorted(Path().iterdir()) == before
