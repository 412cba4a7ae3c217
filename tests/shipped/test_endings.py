"""Every branch of every shipped scenario ends as a new conversation with the same acts would."""

import re

import pytest
from fresh import endings
from questions import without_ids
from shipped import PROJECT, SCENARIOS, run

from scenario_runner.language.load import load

_FORETOLD = "not to be played, or to fail"
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
    "scenarios/langgraph/half-answered-run-again.scenario.yaml": {"asks-the-first": _FORETOLD},
    "scenarios/langgraph/regenerated-versions.scenario.yaml": {
        "all-four": _FORETOLD,
        "three": _FORETOLD,
        "two": _FORETOLD,
    },
    "scenarios/langgraph/replay-hears-the-old-answer.scenario.yaml": dict.fromkeys(
        ("asks-again", "runs-on", "forks"), _FORETOLD
    ),
    "scenarios/langgraph/side-by-side-run-again.scenario.yaml": {"both-ask": _FORETOLD},
    "scenarios/langgraph/subgraph-run-again.scenario.yaml": {"starts-again": _FORETOLD},
    "scenarios/langgraph/subgraph-with-a-memory-copied.scenario.yaml": {"copied": _FORETOLD},
    "scenarios/subgraphs/before-a-node.scenario.yaml": dict.fromkeys(
        ("before-the-payment", "before-the-end"), "inside a call"
    ),
    "scenarios/subgraphs/go-back-in-the-thread.scenario.yaml": {"stale": "stale"},
    "scenarios/subgraphs/with-a-memory.scenario.yaml": {"other-errand": "refused travel"},
}
"""What is no conversation from the start, and why: pinned stale answers, and moments that lie
inside a call of the graph."""

SKIPPED = {
    ("scenarios/language/expected-failures.scenario.yaml", "another-world"),
    ("scenarios/langgraph/regenerated-versions.scenario.yaml", "three"),
}
ELSEWHERE = {
    (f"scenarios/langgraph/{name}.scenario.yaml", branch)
    for name, branches in {
        "replay-hears-the-old-answer": ("asks-again", "forks"),
        "subgraph-with-a-memory-copied": ("copied",),
    }.items()
    for branch in branches
}
"""What is to fail on another LangGraph, and is told here."""
CHAT_ACTS = {
    (f"scenarios/chat/{name}.scenario.yaml", branch)
    for name, branches in {
        "edit-as-assistant-ui": ("main", "regenerated"),
        "edit-in-the-thread": ("main", "first-message"),
        "regenerate-three-times": ("main", "side-by-side"),
        "retry-in-the-thread": ("main", "an-earlier-one"),
    }.items()
    for branch in branches
} | {("scenarios/langgraph/regenerated-versions.scenario.yaml", "main")}
"""The runner does not tell these again: they go back to where a message was sent, inside a call.
Here the message is sent by a new turn."""


@pytest.fixture(scope="module")
def results(whole_run):
    """What one run of all shipped scenarios found, by file and branch."""
    _, results = whole_run
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


def test_the_oracle_of_the_runner_finds_no_difference(tmp_path):
    """`run --verify` is clean, and says of just these branches that they cannot be told."""
    status, results = run(["scenarios"], tmp_path, "--verify")
    told = [(case.file, found) for case in results.cases for found in case.findings]
    untold = {(file, _branch(found)) for file, found in told if found.outcome == "warned"}
    known = {(file, name) for file, names in UNTELLABLE.items() for name in names}
    assert status == 0
    assert {found.outcome for _, found in told} == {"passed", "warned"}
    assert untold == known - SKIPPED - ELSEWHERE | CHAT_ACTS


def _branch(found):
    return re.match(r"branch (\S+): cannot be told", found.message)[1]


def _ending(observation):
    asked = [[each.path, each.value] for each in observation.interrupts]
    return {
        "values": without_ids(observation.values),
        "next": sorted(observation.next),
        "interrupts": sorted(asked, key=str),
    }
