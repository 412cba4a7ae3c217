"""The shipped scenarios as scripts, and running scripts where this package is not to be had."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import scenario_runner
from scenario_runner.language.load import load
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.export import export

PROJECT = Path(__file__).parents[2]
PACKAGE = Path(scenario_runner.__file__).parents[1]
_ALL = {str(path.relative_to(PROJECT)) for path in (PROJECT / "scenarios").rglob("*.scenario.yaml")}
CANNOT = {
    "scenarios/patches/one-after-another.scenario.yaml": "on the branch carrier-down alone",
    "scenarios/patches/tool.scenario.yaml": "by a function or an object of the application",
    "scenarios/surroundings/clock-and-chance.scenario.yaml": "a script cannot do what cassette",
    "scenarios/surroundings/recorded-http.scenario.yaml": "a script cannot do what cassette",
}
"""Scenarios that take more than LangGraph and the application, with what is said of them."""

SCENARIOS = sorted(_ALL - CANNOT.keys())

# One process for many scripts: importing LangGraph costs more than any of them.
DRIVER = """
import contextlib, io, json, runpy, sys
sys.modules["scenario_runner"] = None  # cannot be imported
told = {}
for script in sys.argv[1:]:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            runpy.run_path(script, run_name="__main__")
        told[script] = None
    except BaseException as error:
        told[script] = [type(error).__name__, str(error)]
print(json.dumps(told))
"""


def script_of(file, folder, only=None):
    """The script of a scenario file, to be run in a folder."""
    with contextlib.chdir(folder):
        plan = compile_plan(load(file), only=only)
        return export(plan, folder=str(folder))


def play(scripts, folder):
    """By script: what it raised, as the class's name and the message; None for nothing."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", DRIVER, *scripts],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
