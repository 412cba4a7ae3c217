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
