"""Runs as people make them: the real command in a real process, its results read back."""

import contextlib
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import warm

import scenario_runner
from scenario_runner.results.model import Results
from scenario_runner.results.store import read_json

PACKAGE = Path(scenario_runner.__file__).parents[1]


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command left: exit code, both streams, its results where it made some."""

    code: int
    out: str
    err: str
    results: Results | None = None

    @property
    def outcomes(self):
        """File name without its suffixes -> outcome of its case."""
        return {Path(case.file).name.split(".")[0]: case.outcome for case in self.results.cases}

    def case(self, name):
        """The case of a file, by the file's name without its suffixes."""
        (found,) = (c for c in self.results.cases if Path(c.file).name.split(".")[0] == name)
        return found

    def branch(self, name, branch="main"):
        """A branch of it."""
        (found,) = (b for b in self.case(name).branches if b.name == branch)
        return found


def environment(**more):
    """This process's environment without what would colour the output."""
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "CI"}}
    return {**kept, "PYTHONPATH": str(PACKAGE), **more}


MARK = "SCENARIO_RUNNER_TEST"
"""An environment variable by which the processes of a run are known, and all that they start."""


def staying(mark):
    """The processes with this mark that still run when they have had time to end."""
    deadline = time.monotonic() + 30
    while (alive := _alive(f"{MARK}={mark}".encode())) and time.monotonic() < deadline:
        time.sleep(0.02)
    return alive


def _alive(marked):
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if marked in place.joinpath("environ").read_bytes().split(b"\0"):
                found.append(place.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def command(*arguments, cwd, env=None):
    """The command line's answer."""
    done = subprocess.run(
        [*warm.python(), "-m", "scenario_runner", *map(str, arguments)],
        cwd=cwd, env=environment(**(env or {})), capture_output=True, text=True, check=False,
        timeout=100,
    )  # fmt: skip
    return Done(code=done.returncode, out=done.stdout, err=done.stderr)


def run(*arguments, cwd, env=None):
    """`run` with its results."""
    file = Path(cwd, ".results.json")
    done = command("run", *arguments, "--report", f"json={file}", cwd=cwd, env=env)
    results = read_json(file) if file.exists() else None
    return Done(code=done.code, out=done.out, err=done.err, results=results)
