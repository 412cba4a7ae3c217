"""The shipped scenarios as scripts, and running scripts where this package is not to be had."""

import contextlib
import json
import os
import subprocess
from pathlib import Path

import warm

import scenario_runner
from scenario_runner.exporting.export import export
from scenario_runner.language.load import load
from scenario_runner.plan.compile import compile_plan

PROJECT = Path(__file__).parents[2]
PACKAGE = Path(scenario_runner.__file__).parents[1]
_ALL = {str(path.relative_to(PROJECT)) for path in (PROJECT / "scenarios").rglob("*.scenario.yaml")}
CANNOT = {
    "scenarios/patches/one-after-another.scenario.yaml": "on the branch carrier-down alone",
    "scenarios/patches/tool.scenario.yaml": "by a function or an object of the application",
    "scenarios/surroundings/clock-and-chance.scenario.yaml": "a script cannot do what cassette",
    "scenarios/surroundings/recorded-http.scenario.yaml": "a script cannot do what cassette",
    "scenarios/threads/went-on.scenario.yaml": "a script cannot begin in a stored thread",
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


# The same, but what is checked and does not hold ends nothing: all of it is noted.
NOTING = """
import ast, contextlib, io, json, sys
sys.modules["scenario_runner"] = None  # cannot be imported

class Noted(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        checks = node.name in ("check", "compare", "complaints")
        return self.generic_visit(node) if checks else node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Assert(self, node):
        nothing = ast.arguments([], [], None, [], [], None, [])
        what = [node.test, ast.Lambda(nothing, node.msg)]
        return ast.Expr(ast.Call(ast.Name("note__", ast.Load()), what, []))

told = {}
for script in sys.argv[1:]:
    noted = told[script] = {"held": [], "failed": []}
    def note(holds, message, noted=noted):
        with contextlib.suppress(IndexError):  # a complaint, where there is none
            noted["held" if holds else "failed"].append(message().partition(" is not ")[0])
    main = type(sys)("__main__")
    main.__dict__.update(__file__=script, note__=note)
    sys.modules["__main__"] = main
    with open(script) as file:
        tree = ast.fix_missing_locations(Noted().visit(ast.parse(file.read())))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(tree, script, "exec"), main.__dict__)
    except BaseException as error:
        noted["ended"] = f"{type(error).__name__}: {error}"
print(json.dumps(told))
"""


def script_of(file, folder, only=None):
    """The script of a scenario file, to be run in a folder."""
    with contextlib.chdir(folder):
        plan = compile_plan(load(file), only=only)
        return export(plan, folder=str(folder))


def noted(scripts, folder):
    """By script: what was checked and held, and what failed, each as `STEP: WHAT`; and what ended
    the script before its end, if anything did."""
    return play(scripts, folder, NOTING)


def play(scripts, folder, driver=DRIVER):
    """By script: what it raised, as the class's name and the message; None for nothing."""
    done = subprocess.run(
        [*warm.python(), "-I", "-c", driver, *scripts],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
