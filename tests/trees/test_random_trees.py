"""Whatever the graph and wherever the branches: what is shown is what a new conversation gives.

`SCENARIO_RUNNER_TREES=20000 pytest tests/trees -n auto` grows as many trees as it says.
"""

import asyncio
import json
import os
import shutil
from pathlib import Path
from random import Random

import pytest
import shapes
from grow import Fresh, shape, tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario_runner import Options, run

HERE = Path(__file__).parent
GROVES = 16
"""Trees are grown in as many tests, which processes can share."""
UNHEARD = "was heard by nobody"
"""What is said of an answer where no body ran: of a subgraph with a memory, come to its end."""
TREES = int(os.environ.get("SCENARIO_RUNNER_TREES", "160"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the scenarios are written, with the graph factory beside them."""
    folder = tmp_path_factory.mktemp("trees")
    shutil.copy(HERE / "shapes.py", folder)
    return folder


@pytest.mark.parametrize("grove", range(GROVES))
def test_every_step_of_every_branch_is_as_in_a_fresh_conversation(folder, grove):
    """Same values, next nodes and open questions, and no node's body runs more often; going
    back in a thread gives this too, or is refused."""

    @settings(
        max_examples=TREES // GROVES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(seed=st.integers(0, 2**40 // GROVES).map(lambda number: number * GROVES + grove))
    def grow(seed):
        hold(folder, seed)

    grow()


def test_an_answer_that_no_body_could_hear_is_complained_of(folder):
    """As in this tree, whose subgraph remembers that it had come to its end."""
    hold(folder, 57707)


@pytest.mark.parametrize("seed", range(4))
def test_a_copied_conversation_goes_on_as_one_that_is_told_anew(seed):
    """What trees are held to is found after each step of a conversation told from its first."""
    random = Random(seed)
    form = shape(random)
    lines = tree(random, form, branches=4)
    graph = shapes.build(form).compile()
    for line in lines.values():
        for told, found in zip(line.told, line.found, strict=True):
            assert asyncio.run(Fresh(graph).tell(told)) == found


def as_told_anew(form, line):
    """Hold the end of a line to the same conversation told from its first step."""
    graph = shapes.build(form).compile()
    assert asyncio.run(Fresh(graph).tell(line.told[-1])) == line.found[-1]


def hold(folder, seed):
    """Grow a tree, and hold the runner to it; how many steps went back, and were refused."""
    random = Random(seed)
    form = shape(random)
    lines = tree(random, form, branches=random.randint(1, 4))
    file = folder / "tree.scenario.yaml"
    file.write_text(json.dumps(told(form, lines)))
    if random.random() < 0.25:  # what the runner is held to is right
        as_told_anew(form, random.choice(list(lines.values())))
    (case,) = run([file], Options(in_process=True)).cases
    assert case.problems == ()
    cut, refusals = {}, []
    for branch in case.branches:
        line = lines[branch.name]
        if line.start and line.start[1] >= cut.get(line.start[0], len(lines[line.start[0]].steps)):
            cut[branch.name] = 0
            continue
        for index, step in enumerate(branch.steps):
            if "at" in line.steps[index] and step.error and step.error.kind == "refused":
                cut[branch.name] = index
                refusals.append(step.error.message)
                break
            assert seen(step, form) == line.found[index], (seed, branch.name, index, form)
            nobody = "resume" in line.steps[index] and not line.found[index]["executions"]
            assert amiss(step) == [UNHEARD] * nobody, (seed, branch.name, index, form)
    backs = sum("at" in step for line in lines.values() for step in line.steps)
    return backs, refusals


def amiss(step):
    """What the checks say that look at every step unasked."""
    told = [found.message for found in step.findings if found.outcome == "failed"]
    return [UNHEARD if UNHEARD in message else message for message in told]


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


def seen(step, form):
    """What the runner found, as the fresh conversation tells it; or why it did not run.

    Nodes that are subgraphs have no body that could note its start.
    """
    if step.error is not None:
        return step.error
    if step.observation is None:
        return step.outcome
    found = step.observation
    nested = set(shapes.subgraphs(form))
    return {
        "values": found.values,
        "next": sorted(found.next),
        "interrupts": {each.path: each.value for each in found.interrupts},
        "executions": {
            path: count for path, count in found.executions.items() if count and path not in nested
        },
    }
