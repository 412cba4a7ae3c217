"""What the page on export shows is what happens."""

import re
import subprocess
import sys

from exported import PACKAGE, PROJECT


def test_the_commands_of_the_page(project):
    """The forum's stale answer, exported and run."""
    page = (PROJECT / "docs" / "export.md").read_text()
    commands, printed = re.search(r"```console\n(\$ .*\n\$ .*\n)(.*\n)```", page).groups()
    file, script = re.search(r"export (\S+) > (\S+)\n\$ python \2\n", commands).groups()
    told = subprocess.run(
        [sys.executable, "-c", "from scenario_runner.cli import main; main()", "export", file],
        cwd=project,
        env={"PYTHONPATH": str(PACKAGE), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    (project / script).write_text(told.stdout)
    ran = subprocess.run(
        [sys.executable, "-I", script], cwd=project, capture_output=True, text=True, check=True
    )
    assert ran.stdout == printed
