"""The same scenarios, played here and against a LangGraph server, have the same results."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent
WORDS = [sys.executable, "-m", "scenario_runner", "run", "."]
PLAYED = sorted((HERE / "played").glob("*.scenario.yaml"))


def _play(folder, *options):
    done = subprocess.run(
        [*WORDS, "--report", "json=results.json", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return done, json.loads((folder / "results.json").read_text())


@pytest.fixture(scope="module")
def both(server, tmp_path_factory):
    """What came of the scenarios: here, and on the server."""
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    for folder in (here / "played", there / "played"):
        shutil.copytree(HERE / "played", folder)
    shutil.copy(HERE / "server_graphs.py", here)
    for file in (there / "played").iterdir():
        text = re.sub(
            r'graph: \{ref: ".*:(\w+)"\}',
            rf'graph: {{url: "{server}", assistant: \1}}',
            file.read_text(),
        )
        file.write_text(text)
    return _play(here), _play(there, "-j", "4")


def test_all_pass_on_the_server_as_they_do_here(both):
    """Every expectation, without a warning that is not there otherwise."""
    (here, _), (there, told) = both
    assert (here.returncode, there.returncode) == (0, 0), there.stdout
    assert len(told["cases"]) == len(PLAYED)


VOLATILE = {"id", "checkpoint", "parent", "head", "duration", "calls", "travel", "answers"} | {
    "qualified",
    "traceback",
}
"""Differs from run to run, or is told of a server as far as it can be."""


def _plain(data):
    if isinstance(data, dict):
        return {k: _plain(v) for k, v in data.items() if k not in VOLATILE}
    return [_plain(item) for item in data] if isinstance(data, list) else data


def _steps(results):
    for case in results["cases"]:
        for branch in case["branches"]:
            for step in branch["steps"]:
                name = (case["scenario"], branch["name"], step["id"])
                yield name, step["outcome"], _plain(step["observation"])


def test_what_is_observed_is_the_same(both):
    """Values, messages, next, interrupts, nodes and how often they ran, checkpoints, events."""
    (_, here), (_, there) = both
    flaky = "Raising, stopping, threads and what else a call takes"  # it counts runs of its own
    for mine, its in zip(_steps(here), _steps(there), strict=True):
        if mine[0][0] == flaky:
            assert mine[:2] == its[:2]
        else:
            assert mine == its


def test_answers_are_told_as_far_as_a_server_shows_them(both):
    """It does not show what an interrupt() call returned."""
    (_, here), (_, there) = both

    def heard(results):
        return {
            answer["heard"]
            for case in results["cases"]
            for branch in case["branches"]
            for step in branch["steps"]
            for answer in (step["observation"] or {}).get("answers", ())
        }

    assert (heard(here), heard(there)) == ({"as_given"}, {"unknown"})


def test_the_results_name_the_server(both, server):
    """What was played here has none."""
    (_, here), (_, there) = both
    assert {case["server"] for case in here["cases"]} == {None}
    assert {case["server"].partition(" on ")[2] for case in there["cases"]} == {
        f"the server at {server}"
    }


def test_no_thread_is_left_behind(both, server):
    """Those of branches, copies and travels included."""
    del both
    asked = {"metadata": {"created_by": "scenario-runner"}, "limit": 100}
    left = httpx.post(f"{server}/threads/search", json=asked, trust_env=False).json()
    assert left == []


ALONE = {
    "verified": """
scenario: Verified
graph: {url: URL, assistant: twice}
checks: {left_open: ignore}
steps: [{id: ask, invoke: {notes: [x]}}]
branches:
  one: {from: ask, steps: [{resume: A}]}
""",
    "drifting": """
scenario: Its branch plays its way again, which leads elsewhere
graph: {url: URL, assistant: drifting}
steps: [{id: first, invoke: {notes: [x]}, expect: {interrupts: [{node: ask}]}}]
branches:
  other: {from: first, steps: [{resume: A}]}
""",
    "keeping": """
scenario: A subgraph with a memory is not travelled past
graph: {url: URL, assistant: keeping}
steps:
  - {invoke: {notes: [x]}}
  - {id: inner, resume: A}
  - {resume: B}
  - {at: inner, resume: Z, expect: {refused: {$contains: a subgraph keeps its state}}}
""",
    "unknown": """
scenario: No such assistant
graph: {url: URL, assistant: forrum}
steps: [{invoke: {}}]
""",
}


@pytest.fixture(scope="module")
def alone(server, tmp_path_factory):
    """What is told of each of the scenarios above, by name."""
    folder = tmp_path_factory.mktemp("alone")
    for name, text in ALONE.items():
        told = text.replace("URL", f'"{server}"').lstrip()
        (folder / f"{name}.scenario.yaml").write_text(told)
    done, results = _play(folder, "-j", "4", "--verify")
    parts = re.split(r"^(?=[A-Za-z]+ +\w+\.scenario\.yaml)", done.stdout, flags=re.MULTILINE)
    told = {part.split()[1].partition(".")[0]: part for part in parts if "scenario.yaml" in part}
    outcomes = {Path(c["file"]).name.partition(".")[0]: c["outcome"] for c in results["cases"]}
    return outcomes, told


def test_a_branch_ends_as_a_new_conversation_does(alone):
    """--verify asks the server again."""
    outcomes, _ = alone
    assert (outcomes["verified"], outcomes["keeping"]) == ("passed", "passed")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("drifting", "main/first, played again, ended otherwise at $.values.notes[1]"),
        ("unknown", 'has no graph "forrum"'),
        ("unknown", 'did you mean "forum"?'),
    ],
)
def test_what_cannot_be_is_told(alone, name, message):
    """At its line, with what the server says."""
    outcomes, told = alone
    assert (outcomes[name], message in told[name]) == ("error", True), told
