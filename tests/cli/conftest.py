"""The command line called in this process: exit code, what it printed, and a folder of files."""

from collections import namedtuple
from pathlib import Path

import pytest

from scenario_runner.cli import main

Said = namedtuple("Said", "code out err")

GRAPH = "{state: {n: integer}, nodes: {a: {returns: {n: 2}}}, edges: [START -> a -> END]}"
FILES = {
    "good.scenario.yaml": f"""\
scenario: Good
tags: [quick, hitl]
graph: {GRAPH}
steps: [{{id: one, invoke: {{n: 1}}, expect: {{values: {{n: 2}}}}}}]
branches:
  again: {{from: one, steps: [{{invoke: {{n: 1}}}}]}}
""",
    "failing.scenario.yaml": f"""\
scenario: Failing
graph: {GRAPH}
steps: [{{invoke: {{n: 1}}, expect: {{values: {{n: 3}}}}}}]
""",
    "invalid.scenario.yaml": f"""\
scenario: Invalid
graph: {GRAPH}
stepps: []
""",
    "unloadable.scenario.yaml": """\
scenario: Unloadable
graph: nothing_of_the_kind:graph
steps: [{invoke: {n: 1}}]
""",
    "skipped.scenario.yaml": f"""\
scenario: Skipped
skip: not today
graph: {GRAPH}
steps: [{{invoke: {{n: 1}}}}]
""",
    "raising.scenario.yaml": """\
scenario: Raising
graph: {state: {n: integer}, nodes: {a: {raises: {type: ValueError, message: too bad}}},
        edges: [START -> a -> END]}
steps: [{invoke: {n: 1}}]
""",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a scenario for each way a case can end."""
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    for name, text in FILES.items():
        Path(name).write_text(text)
    return tmp_path


@pytest.fixture
def say(folder, capfd):
    """Call the command line."""

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        shown = capfd.readouterr()
        return Said(left.value.code, shown.out, shown.err)

    return call
