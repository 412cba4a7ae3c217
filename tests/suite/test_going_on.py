"""`--from`: going on from a kept moment ends as the whole branch did."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from scenario_runner.engine.before import before, snapshot_before
from scenario_runner.engine.kept_world import CannotKeep, keep_world
from scenario_runner.plan.beginning import Beginning
from scenario_runner.plan.operations import step_name
from scenario_runner.suite import last_good
from scenario_runner.suite.moments import facts_of
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_this_process
from scenario_runner.suite.play_case import play_case
from scenario_runner.suite.selection import select

PROJECT = Path(__file__).parents[2]
FOLDERS = (
    [path.name for path in (PROJECT / "scenarios").iterdir() if path.is_dir()]
    if os.environ.get("SCENARIO_RUNNER_MOMENTS") == "all"
    else ["threads", "forum"]
)
"""All of them: `SCENARIO_RUNNER_MOMENTS=all pytest tests/suite/test_going_on.py`."""


@pytest.fixture
def every_moment(monkeypatch, tmp_path):
    """Branches keep the moment before each of their steps when they end; where those are."""
    kept = {}

    def pass_by(self, branch, index, world):
        if self._folder is not None:
            kept.setdefault(branch, []).append((index, before(world)))

    def keep(self, branch, world):
        for index, then in kept.pop(branch, []):
            file = tmp_path / f"{len(list(tmp_path.iterdir()))}.moment"
            try:
                snapshot = snapshot_before(world, then)
                keep_world(snapshot, file, facts_of(self._scenario, branch, index))
                made.append((self._scenario, branch, index, file))
            except CannotKeep:
                pass

    made = []
    monkeypatch.setattr(last_good.Moments, "pass_by", pass_by)
    monkeypatch.setattr(last_good.Moments, "keep", keep)
    monkeypatch.setattr("scenario_runner.suite.play_steps.is_bad", lambda _outcome: True)
    return made


def _without_id(given):
    return {k: v for k, v in given.items() if k != "id"} if isinstance(given, dict) else given


def seen(step):
    """What one step came to, without what is another in each run."""
    told = step.observation
    if told is None:
        return (step.id, step.outcome)
    data = told.to_data()
    shown = {name: data[name] for name in ("next", "visited", "executions", "refused")}
    answers = [(one.path, _without_id(one.given), one.heard) for one in told.answers]
    texts = [(m["role"], m["content"]) for m in told.messages]
    asked = [(one.path, one.value) for one in told.interrupts]
    wrong = [(f.expectation, f.path, f.outcome) for f in step.findings]
    return (step.id, step.outcome, shown, answers, texts, asked, wrong)


@pytest.mark.parametrize("folder", FOLDERS)
def test_going_on_ends_as_the_whole_did(every_moment, monkeypatch, tmp_path, folder):
    """From the moment before each step of each branch of the shipped scenarios."""
    monkeypatch.chdir(PROJECT)
    options = Options(keep_failed=tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    count = 0
    with in_this_process() as place:
        for case in select([f"scenarios/{folder}"], options):
            every_moment.clear()
            whole = play_case(case, options, place)
            ends = {branch.name: branch.steps for branch in whole.branches}
            for scenario, branch, index, file in list(every_moment):
                steps = next(b for b in scenario.branches if b.name == branch).steps
                name = step_name(steps[index], index)
                beginning = Beginning(branch=branch, index=index, step=name, file=str(file))
                later = replace(case, branches=frozenset({branch}), beginning=beginning)
                (told,) = play_case(later, Options(), place).branches
                assert told.error is None, (case.id, branch, name, told.error)
                assert list(map(seen, told.steps)) == list(map(seen, ends[branch][index:])), (
                    case.id, branch, name,
                )  # fmt: skip
                count += 1
    assert count > 2 or folder == "surroundings"
