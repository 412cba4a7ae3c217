"""What is stored of a step, for the judge; and what a step has to store, from its result."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from scenario_runner.judge.conditions import holds
from scenario_runner.judge.snapshot import NOT_KEPT, Kept, taken
from scenario_runner.language.model import Branch, Scenario
from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT
from scenario_runner.plan.operations import step_name
from scenario_runner.results.model import BranchResult
from scenario_runner.suite.conditions import version_of
from scenario_runner.suite.told import Job


def kept_of(job: Job, branch: str, step: str) -> Kept:
    """What a step's `snapshot` is compared with."""
    scenario = job.scenario
    if scenario.snapshots is None:
        return NOT_KEPT
    return Kept(
        data=scenario.snapshots.stored.get(branch, {}).get(step, ABSENT),
        file=scenario.snapshots.file,
        ignore=scenario.ignore,
        writes=job.update_snapshots and not is_foretold(scenario, branch),
        mask=job.mask,
        command=f"scenario-runner run --update-snapshots {shlex.quote(scenario.file)}",
    )


def is_foretold(scenario: Scenario, branch: str) -> bool:
    """Whether the branch is expected to fail here: what it sees is not how it should be."""
    own = next(b.expect_failure for b in scenario.branches if b.name == branch)
    known = (each for each in (scenario.expect_failure, own) if each is not None)
    return any(holds(each.when, version_of) for each in known)


def steps_kept(branch: Branch) -> dict[str, Data]:
    """The steps of a branch that have a `snapshot`, each with what it says."""
    return {
        step_name(step, index): expected.value.data
        for index, step in enumerate(branch.steps)
        for expected in step.expect
        if expected.key == "snapshot"
    }


def taken_in(scenario: Scenario, played: BranchResult) -> Iterator[tuple[str, Data]]:
    """What the steps of a branch that were played have to store. A step that ended in an error
    of its own has nothing worth storing."""
    if is_foretold(scenario, played.name):
        return
    branch = next(b for b in scenario.branches if b.name == played.name)
    asked = steps_kept(branch)
    for step in played.steps:
        if step.id not in asked or step.observation is None or step.outcome == "error":
            continue
        if (told := taken(asked[step.id], step.observation, scenario.ignore)) is not ABSENT:
            yield step.id, told
