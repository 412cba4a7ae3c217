"""Scenarios played for these tests: real files, real graphs, the real engine, in this process."""

import json
from pathlib import Path

from scenario_runner import Options, run


def play(folder, graph, steps, branches=None, files=None, **more):
    """Play a scenario told as data; its case. `files` are written beside it."""
    for name, text in (files or {}).items():
        Path(folder, name).write_text(text)
    told = {"scenario": "S", "graph": graph, "steps": steps, **more}
    if branches:
        told["branches"] = branches
    file = Path(folder, "s.scenario.yaml")
    file.write_text(json.dumps(told))
    (case,) = run([file], Options(in_process=True)).cases
    assert case.problems == (), [problem.message for problem in case.problems]
    return case


def seen(case, branch="main"):
    """What was observed in each step of a branch; None where it did not run."""
    return [step.observation for step in named(case)[branch].steps]


def named(case):
    """The branches by name."""
    return {branch.name: branch for branch in case.branches}
