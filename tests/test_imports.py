"""The architecture as pyproject.toml tells it, and what the quick commands may cost."""

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PROJECT = Path(__file__).parents[1]
FORUM = "scenarios/forum/go-back-by-branch.scenario.yaml"


def test_rooms_import_only_rooms_before_them(capsys):
    """The import contracts hold; what breaks one is printed."""
    status = lint_imports(config_filename=str(PROJECT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["validate", FORUM],
        ["list", FORUM],
        ["explain", FORUM],
        ["validate", "--help"],
        ["schema"],
        ["init", "--help"],
    ],
)
def test_reading_commands_never_import_langgraph(command):
    """Looking at a scenario is quick and runs none of the graph's code."""
    script = (
        "import sys, scenario_runner.cli as c\n"
        "try: c.main(sys.argv[1:])\n"
        "finally: print([m for m in sys.modules if m.split('.')[0] in"
        " ('langgraph', 'langchain_core', 'echo_chat')], file=sys.stderr)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script, *command],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (shown.returncode, shown.stderr) == (0, "[]\n")


def test_a_run_imports_nothing_that_only_some_options_ask_for():
    """Every run waits for what it imports: renderers, editors of YAML and watchers come later."""
    found = imported_with("scenario_runner.cli.run")
    seldom = {
        "scenario_runner.cli.record_models",
        "scenario_runner.cli.watch",
        "scenario_runner.coverage.count",
        "scenario_runner.language.edit",
        "scenario_runner.report.compose",
        "scenario_runner.report.html",
        "scenario_runner.report.write",
        "scenario_runner.suite.amend",
        "scenario_runner.suite.touched",
    }
    assert "scenario_runner.cli.run" in found
    assert found & seldom == set()


def test_a_worker_imports_nothing_that_only_some_graphs_ask_for():
    """HTTP and the clients of servers, YAML, what looks at a graph for `validate --graphs`, and the
    two packages that LangGraph needs a module of."""
    found = imported_with("scenario_runner.suite.preloaded")
    seldom = {
        "langgraph_sdk.client",
        "langsmith.types.run",
        "scenario_runner.engine.server_app",
        "scenario_runner.suite.look",
        "unittest.mock",
        "yaml",
    }
    assert {"langgraph.pregel", "scenario_runner.suite.worker"} <= found
    assert found & seldom == set()


def test_a_worker_looks_for_garbage_again_once_all_is_imported():
    """What was imported is left out of it from then on."""
    script = (
        "import gc, scenario_runner.suite.preloaded\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 0)"
    )
    assert printed(script) == "True True\n"


def imported_with(module):
    """All modules that a process has which imports this one."""
    return set(printed(f"import sys, {module}\nprint(*sys.modules)").split())


def printed(script):
    """What a Python process of its own prints."""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
