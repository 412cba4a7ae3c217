"""Whatever the graph and wherever the branches: what is shown is what a new conversation gives."""

import json
import shutil
from pathlib import Path
from random import Random

import pytest
from grow import shape, tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario_runner import Options, run

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the scenarios are written, with the graph factory beside them."""
    folder = tmp_path_factory.mktemp("trees")
    shutil.copy(HERE / "shapes.py", folder)
    return folder


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_every_step_of_every_branch_is_as_in_a_fresh_conversation(folder, seed):
    """Same values, next nodes and open questions, and no node's body runs more often."""
    random = Random(seed)
    form = shape(random)
    lines = tree(random, form, branches=random.randint(1, 4))
    file = folder / "tree.scenario.yaml"
    file.write_text(json.dumps(told(form, lines)))
    (case,) = run([file], Options(in_process=True)).cases
    for branch in case.branches:
        for index, step in enumerate(branch.steps):
            assert seen(step) == lines[branch.name].found[index], (branch.name, index, form)


def told(form, lines):
    """The tree as a scenario."""
    branches = {
        name: {"from": f"{line.start[0]}/s{line.start[1]}", "steps": _steps(line)}
        for name, line in lines.items()
        if line.start
    }
    return {
        "scenario": "tree",
        "graph": {"ref": "shapes.py:build", "args": {"shape": form}},
        "steps": _steps(lines["main"]),
        "branches": branches,
    }


def _steps(line):
    return [{"id": f"s{index}", **step} for index, step in enumerate(line.steps)]


def seen(step):
    """What the runner found, as the fresh conversation tells it; or why it did not run.

    Nodes that are subgraphs have no body that could note its start.
    """
    if step.error is not None:
        return step.error
    found = step.observation
    bodies = {path: count for path, count in found.executions.items() if count}
    return {
        "values": found.values,
        "next": sorted(found.next),
        "interrupts": {each.path: each.value for each in found.interrupts},
        "executions": {
            path: count
            for path, count in bodies.items()
            if not any(other.startswith(f"{path}/") for other in bodies)
        },
    }
