"""What the README shows is what happens: Python, scenario and printed output are tried."""

import os
import runpy
import shlex
import subprocess
import sys

import pytest
from pages import blocks, checkout, timeless
from shipped import PACKAGE, PROJECT, command, terminal

README = "README.md"


@pytest.fixture
def clone(tmp_path):
    """A place like a fresh clone, with the README's scenario in it: as it stands, with the
    branches shown further down, wrong, and misspelt."""
    scenario, branches = blocks(README, "yaml")
    for name, text in {
        "sums": scenario,
        "longer": scenario + branches,
        "broken": scenario.replace("2 + 2 = 4", "2 + 2 = 5"),
        "misspelt": scenario.replace("interrupts", "interupts", 1).replace("m: hello", "m: helo"),
    }.items():
        (tmp_path / f"{name}.scenario.yaml").write_text(text)
    return checkout(tmp_path)


def test_the_stale_resume_is_real(capsys):
    """The lines print the wrong sum, as their comment says."""
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.types import Command

    sums = runpy.run_path(str(PROJECT / "scenarios" / "forum" / "sums.py"))
    graph = sums["builder"].compile(checkpointer=InMemorySaver())
    stale, *_ = blocks(README, "python")
    exec(stale, {"graph": _Sync(graph), "Command": Command})
    assert capsys.readouterr().out == "1 + 1 = 2\n"


def test_the_scenario_passes(clone):
    """The same conversation as a scenario hears the new answer."""
    assert command("run", "sums.scenario.yaml", cwd=clone).returncode == 0


def test_the_branches_that_travel_pass(clone):
    """Each does what its strategy is said to do."""
    assert command("run", "longer.scenario.yaml", cwd=clone).returncode == 0


def test_the_python_interface_is_as_shown(clone):
    """The script prints the case and its branches."""
    _, script = blocks(README, "python")
    (clone / "script.py").write_text(script)
    printed = subprocess.run(
        [sys.executable, "script.py"],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed == "Going back to the question passed ['main', 'edited']\n"


@pytest.mark.parametrize("shown", blocks(README, "console"))
def test_the_commands_print_what_is_shown(clone, shown):
    """Each `$ command` prints what stands below it, but for the seconds it took."""
    line, _, expected = shown.partition("\n")
    name, *arguments = shlex.split(line.removeprefix("$ "))
    assert name == "scenario-runner"
    assert timeless(terminal(*arguments, cwd=clone)) == timeless(expected)


class _Sync:
    """The sums graph has an async node, so that its calls are awaited here."""

    def __init__(self, graph):
        self.graph = graph

    def invoke(self, *arguments):
        import asyncio

        return asyncio.run(self.graph.ainvoke(*arguments))

    def get_state(self, config):
        return self.graph.get_state(config)
