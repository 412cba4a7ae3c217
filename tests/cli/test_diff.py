"""`diff`: two runs, or two branches of one."""

import json
import subprocess
from pathlib import Path

import pytest
import warm

TWO_WAYS = """\
scenario: Two ways
graph:
  state: {status: string, messages: messages}
  nodes:
    review:
      interrupt: {question: Send it?}
      returns: {status: "{{ answer }}", messages: [{$ai: "SAID {{ answer }}"}]}
  edges: [START -> review]
steps:
  - {id: asked, invoke: {}}
  - {id: done, resume: approved, expect: {last_message: {content: It is approved}}}
branches:
  other: {from: asked, steps: [{id: reject, resume: rejected}]}
"""
CASE = "two.scenario.yaml::Two ways"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A run, the same again, and one where the graph says something else."""
    folder = tmp_path_factory.mktemp("runs")
    for name, said in (("one", "It is"), ("again", "It is"), ("two", "It was")):
        (folder / "two.scenario.yaml").write_text(TWO_WAYS.replace("SAID", said))
        command = [*warm.python(), "-m", "scenario_runner", "run", "two.scenario.yaml"]
        subprocess.run(
            [*command, "--report", f"json={name}.json"], cwd=folder, check=False,
            capture_output=True,
        )  # fmt: skip
    return folder


@pytest.fixture
def say_there(say, runs, monkeypatch):
    """Call the command line where the runs are."""
    monkeypatch.chdir(runs)
    return say


def test_what_changed_is_told_with_its_first_difference(say_there):
    """Exit code 1, as of diff(1); what newly fails comes with why."""
    said = say_there("diff", "one.json", "two.json")
    assert (said.code, said.err) == (1, "")
    assert said.out == (
        f"newly failing  {CASE}\n"
        "  before passed\n"
        '  after  failed  line 11: $.last_message.content: expected "It is approved", '
        'got "It was approved"\n'
        "  branch main: passed -> failed\n"
        "    first step main/done (line 11)\n"
        '      $.messages[0].content  "It is approved" -> "It was approved"\n'
        "    then values, output, findings\n"
        "    messages\n"
        "      - assistant: It is approved\n"
        "      + assistant: It was approved\n"
        "  branch other\n"
        "    first step other/reject (line 13)\n"
        '      $.messages[0].content  "It is rejected" -> "It was rejected"\n'
        "    then values, output\n"
        "    messages\n"
        "      - assistant: It is rejected\n"
        "      + assistant: It was rejected\n"
        "\n"
        "1 newly failing, 0 the same\n"
    )
    assert "1 fixed, 0 the same\n" in say_there("diff", "two.json", "one.json").out


def test_the_same_run_twice_shows_nothing(say_there):
    """Ids and times differ in every run."""
    assert say_there("diff", "one.json", "again.json") == (0, "1 the same\n", "")


def test_two_branches_of_the_last_run(say_there):
    """Or of the run that is named."""
    say_there("run", "two.scenario.yaml")
    said = say_there("diff", f"{CASE}::main", f"{CASE}::other")
    assert said.out.splitlines()[:4] == [
        "main -> other",
        "  first step main/done / other/reject (line 13)",
        '    $.sent.given  "approved" -> "rejected"',
        "  then answers, messages, values, output, findings",
    ]
    assert '    $.status  "approved" -> "rejected"' in said.out
    named = say_there("diff", f"{CASE}::main", f"{CASE}::main", "--in", "one.json")
    assert named == (0, "main and main do not differ\n", "")


def test_as_json_it_can_be_read_by_programs(say_there):
    """The same facts."""
    said = say_there("diff", "one.json", "two.json", "--format", "json")
    (case,) = json.loads(said.out)["cases"]
    assert (case["id"], case["kind"]) == (CASE, "newly_failing")
    (step,) = case["branches"][0]["conversation"]["steps"]
    assert step["parts"][0]["path"] == "$.messages[0].content"


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["none.json", "one.json"], "none.json: there is no such file", "run the scenarios first"),
        (["bad.json", "one.json"], "bad.json:1:1: error: this is not a JSON file", ""),
        ([f"{CASE}::main", f"{CASE}::othr", "--in", "one.json"], 'has no branch "othr"', '"other"'),
        (["one.json", f"{CASE}::main", "--in", "one.json"], "one.json is neither", "it has"),
    ],
)
def test_what_cannot_be_compared_is_told(say_there, arguments, message, hint):
    """Exit code 2, and what to do."""
    Path("bad.json").write_text("no")
    said = say_there("diff", *arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert hint in said.err or "the run has" in said.err
