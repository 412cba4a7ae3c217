"""The scenarios shipped with the project, and running them as people do."""

import os
import subprocess
from pathlib import Path

import warm

import scenario_runner
from scenario_runner.results.store import read_json

PROJECT = Path(__file__).parents[2]
PACKAGE = Path(scenario_runner.__file__).parents[1]
"""Where the package under test is importable from, installed or not."""
SCENARIOS = sorted(
    str(path.relative_to(PROJECT)) for path in (PROJECT / "scenarios").rglob("*.scenario.yaml")
)


def command(*arguments, cwd=PROJECT, stderr=subprocess.PIPE):
    """The command line's answer: returncode, stdout, stderr."""
    return subprocess.run(
        [*warm.python(), "-m", "scenario_runner", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        check=False,
    )


def terminal(*arguments, cwd):
    """What a terminal shows of a command."""
    return command(*arguments, cwd=cwd, stderr=subprocess.STDOUT).stdout


def run(paths, folder, *options, cwd=PROJECT):
    """Run scenarios; the exit code and the results as read from results.json."""
    done, results = played(paths, folder, *options, cwd=cwd)
    assert done.stderr == ""
    return done.returncode, results


def played(paths, folder, *options, cwd=PROJECT):
    """Run scenarios; the command's answer and the results as read from results.json."""
    file = folder / "results.json"
    done = command("run", *paths, *options, "--report", f"json={file}", cwd=cwd)
    return done, read_json(file)
