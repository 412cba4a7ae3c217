"""Every branch of every shipped scenario ends as a new conversation with the same acts would."""

import re

import pytest
from fresh import endings
from questions import without_ids
from shipped import PROJECT, SCENARIOS, command, run

from scenario_runner.language.load import load

UNTELLABLE = {
    "scenarios/forum/stale-answer.scenario.yaml": {"main": "stale", "by-address": "stale"},
    "scenarios/language/expected-failures.scenario.yaml": {
        "naive": "not to be played, or to fail",
        "another-world": "not to be played, or to fail",
    },
    "scenarios/language/moments.scenario.yaml": dict.fromkeys(
        ("before-a-node", "before-a-message", "within-a-step", "its-first-checkpoint"),
        "inside a call",
    ),
    "scenarios/subgraphs/before-a-node.scenario.yaml": dict.fromkeys(
        ("before-the-payment", "before-the-end"), "inside a call"
    ),
    "scenarios/subgraphs/go-back-in-the-thread.scenario.yaml": {"stale": "stale"},
    "scenarios/subgraphs/with-a-memory.scenario.yaml": {"other-errand": "refused travel"},
}
"""What is no conversation from the start, and why: pinned stale answers, and moments that lie
inside a call of the graph."""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What one run of all shipped scenarios found, by file and branch."""
    _, results = run(["scenarios"], tmp_path_factory.mktemp("run"))
    return {case.file: {branch.name: branch for branch in case.branches} for case in results.cases}


@pytest.mark.parametrize("file", SCENARIOS)
def test_each_branch_ends_as_a_fresh_conversation(file, results):
    """Same values, same next nodes, same open questions as plain LangGraph gives from the start."""
    untellable = UNTELLABLE.get(file, {})
    branches = results[file].items()
    found = {
        name: untellable.get(name) or _ending(branch.steps[-1].observation)
        for name, branch in branches
    }
    assert found == endings(load(PROJECT / file))


def test_the_oracle_of_the_runner_finds_no_difference():
    """`run --verify` is clean, and counts just the branches that are known to be no conversation."""
    done = command("run", "scenarios", "--verify")
    untold = sum(len(set(branches) - {"another-world"}) for branches in UNTELLABLE.values())
    _, *told = re.search(
        r"verified: (\d+) as in a new conversation, (\d+) different, (\d+) that cannot be told",
        done.stdout,
    ).groups()
    assert (done.returncode, told) == (0, ["0", str(untold)])


def _ending(observation):
    asked = [[each.path, each.value] for each in observation.interrupts]
    return {
        "values": without_ids(observation.values),
        "next": sorted(observation.next),
        "interrupts": sorted(asked, key=str),
    }
