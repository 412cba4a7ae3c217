"""`run --langgraph` and `bisect` at the command line; what needs the package index is measured by
`.ci/releases`."""

import json
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from scenario_runner.cli.releases import passed_on
from scenario_runner.cli.run import run_command

HERE = version("langgraph")


def test_this_environment_and_one_that_cannot_be_made(say, monkeypatch):
    """A row for the case, and one that says why; in the reports too."""
    Path("cache").write_text("not a folder")
    monkeypatch.setenv("SCENARIO_RUNNER_CACHE", "cache")
    said = say(
        "run", "good.scenario.yaml", "--langgraph", "1.0.10,current", "--table", "table.json",
        "--report", "junit=junit.xml", "-v",
    )  # fmt: skip
    assert said.code == 4
    assert f"LangGraph current ({HERE}): 1 cases in" in said.err
    lines = said.out.splitlines()
    assert lines[0] == f"current ({HERE})"
    assert lines[1].startswith("passed ")
    folder, why = lines[3].removeprefix("1.0.10  cache/environments/").split(": ")
    assert (folder[:17], why) == ("langgraph-1.0.10-", "Not a directory")
    table = json.loads(Path("table.json").read_text())
    assert [one["release"] for one in table["missing"]] == ["1.0.10"]
    assert [cell["outcome"] for cell in table["rows"][0]["cells"]] == ["passed"]
    assert f"on LangGraph current ({HERE})" in Path("junit.xml").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--langgraph", "soon"], 'error: "soon" is no release of LangGraph\n'),
        (["--langgraph", "current", "--resume"], "error: --resume does not go with --langgraph\n"),
        (["--langgraph", "current", "--watch"], "error: --watch does not go with --langgraph\n"),
        (["--langgraph", "path:nowhere"], "error: there is no package in nowhere\n"),
    ],
)
def test_what_makes_no_sense_is_told_before_anything_runs(say, arguments, message):
    """With what to do."""
    said = say("run", "good.scenario.yaml", *arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    assert "  help: " in said.err


def test_selections_are_passed_on(say):
    """What does not fit is not played there either."""
    said = say("run", "good.scenario.yaml", "--langgraph", "current", "-k", "another")
    assert said.code == 5
    assert said.out == f"0 cases, 0 the same on current ({HERE})\n"


def test_what_a_change_touches_is_passed_on(folder, say, monkeypatch):
    """With its commit in one word; where nothing is touched, no environment is made."""
    monkeypatch.setenv("SCENARIO_RUNNER_CACHE", "no-such-folder/cache")
    who = ["-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", *who, *command], check=True, capture_output=True)
    words = ["run", "good.scenario.yaml", "--langgraph", "1.0.10,current"]
    said = say(*words, "--changed")
    assert (said.code, said.out) == (5, "")
    assert said.err == (
        "error: nothing was selected: no scenario is touched by what has changed since HEAD\n"
    )
    said = say(*words, "--changed=nowhere")
    assert said.code == 2
    assert said.err.startswith('error: git knows no commit "nowhere" in ')
    with (folder / "good.scenario.yaml").open("a") as file:
        file.write("# changed\n")
    monkeypatch.delenv("SCENARIO_RUNNER_CACHE")
    said = say("run", ".", "--langgraph", "current", "--changed", "-v")
    assert said.code == 0
    assert f"LangGraph current ({HERE}): 1 cases in" in said.err
    assert said.out.count("passed ") == 1


def test_why_it_cannot_be_watched(say):
    """And what to do instead."""
    said = say("run", "good.scenario.yaml", "--langgraph", "current", "--watch")
    assert "every release, one after another" in said.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.scenario.yaml"], "there is no such file"),
        (["good.scenario.yaml", "--langgraph", "1.0.10"], '"1.0.10" is no span of releases'),
    ],
)
def test_bisect_says_what_is_wrong(say, arguments, message):
    """Before it asks the package index."""
    said = say("bisect", *arguments)
    assert said.code == 2
    assert message in said.err


def test_the_storage_is_passed_on_unless_the_environment_says_it(monkeypatch):
    """Each run has that environment too, and a password in it is in no argument."""
    monkeypatch.delenv("SCENARIO_RUNNER_STORAGE", raising=False)
    said = run_command.make_context("run", ["--storage", "memory", "scenarios"])
    assert passed_on(said) == ["--storage", "memory", "--", "scenarios"]
    monkeypatch.setenv("SCENARIO_RUNNER_STORAGE", "postgresql://me:secret@localhost/x")
    assert passed_on(run_command.make_context("run", ["scenarios"])) == ["--", "scenarios"]
