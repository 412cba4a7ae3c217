"""Every branch of every shipped scenario ends as a new conversation with the same acts would."""

import pytest
from fresh import endings, without_ids
from shipped import PROJECT, SCENARIOS, run

from scenario_runner.language.load import load


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What one run of all shipped scenarios found, by file and branch."""
    _, results = run(["scenarios"], tmp_path_factory.mktemp("run"))
    return {case.file: {branch.name: branch for branch in case.branches} for case in results.cases}


@pytest.mark.parametrize("file", SCENARIOS)
def test_each_branch_ends_as_a_fresh_conversation(file, results):
    """Same values, same next nodes, same open questions as plain LangGraph gives from the start."""
    branches = results[file].items()
    found = {name: _ending(branch.steps[-1].observation) for name, branch in branches}
    assert found == endings(load(PROJECT / file))


def _ending(observation):
    asked = [[each.path, each.value] for each in observation.interrupts]
    return {
        "values": without_ids(observation.values),
        "next": sorted(observation.next),
        "interrupts": sorted(asked, key=str),
    }
