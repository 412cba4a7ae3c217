"""A process that a graph has spoilt, and a pool that has lost a job: the next case is played."""

import json
import shutil
import threading
import time
from pathlib import Path

import pytest
from processes import run

from scenario_runner.suite import places
from scenario_runner.suite.collect import collect
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.play_case import play_case
from scenario_runner.suite.run import Options

SPOIL = Path(__file__).with_name("spoil.py")

UNKNOWN = "what it did cannot be known"
CANCELLED = "the graph cancelled all tasks of its event loop"

COST = {
    "files": ("passed", None),
    "pickle": ("error", "Scenario Runner itself failed; please report it"),
    "tidy": ("error", f"{UNKNOWN}: its temporary folder was taken away meanwhile"),
    "cancel": (
        "error",
        "the graph cancelled all tasks of its event loop, the one that plays it too",
    ),
    "stop": ("error", "the graph stopped the event loop that plays it"),
}
"""What each costs its own case."""


def _written(folder, name, do):
    told = {"scenario": name, "graph": "spoil.py:builder", "steps": [{"invoke": {"do": do}}]}
    folder.joinpath(f"{name}.scenario.yaml").write_text(json.dumps(told))


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Each of them, and a good case right after it."""
    folder = tmp_path_factory.mktemp("spoilt")
    shutil.copy(SPOIL, folder)
    for do in COST:
        _written(folder, f"{do}-1", do)
        _written(folder, f"{do}-2", "well")
    temporary = tmp_path_factory.mktemp("temporary")
    return run(".", cwd=folder, env={"TMPDIR": str(temporary)})


@pytest.mark.parametrize("do", COST)
def test_what_spoils_its_process_costs_its_own_case_alone(done, do):
    """The next one is played in another process."""
    outcome, message = COST[do]
    case = done.case(f"{do}-1")
    (branch,) = case.branches
    (error,) = {branch.error, *(step.error for step in branch.steps)} - {None} or {None}
    assert (case.outcome, error and error.message.removeprefix("the step did not end: ")) == (
        outcome,
        message,
    )
    assert done.case(f"{do}-2").outcome == "passed"


def test_every_case_of_it_is_accounted_for(done):
    """Whatever becomes of the pool."""
    assert len(done.results.cases) == 2 * len(COST)


def test_a_job_that_the_pool_has_lost_is_given_to_a_new_one(tmp_path, monkeypatch):
    """As where a worker dies between two jobs, holding the lock of the pipe or a job that it has
    read: pebble would wait for ever."""
    shutil.copy(SPOIL, tmp_path)
    _written(tmp_path, "good", "well")
    (case,) = collect([str(tmp_path)])
    monkeypatch.setattr(places, "_LONG", 3)
    with in_workers(1) as place:
        assert play_case(case, Options(), place).outcome == "passed"
        (pool,) = place.__self__._pool._pools
        mutex = pool._pool_manager.worker_manager.workers_channel.mutex
        threading.Thread(target=mutex.acquire).start()
        assert play_case(case, Options(), place).outcome == "passed"
        assert len(place.__self__._pool._pools) >= 2  # more where a worker is long in starting


def test_a_pool_that_is_broken_is_replaced(tmp_path):
    """pebble gives up where its last worker dies while there is nothing to do."""
    shutil.copy(SPOIL, tmp_path)
    _written(tmp_path, "good", "well")
    (case,) = collect([str(tmp_path)])
    with in_workers(1) as place:
        assert play_case(case, Options(), place).outcome == "passed"
        (pool,) = place.__self__._pool._pools
        (worker,) = pool._pool_manager.worker_manager.workers.values()
        worker.kill()
        while pool.active:  # until pebble has seen it
            time.sleep(0.01)
        assert play_case(case, Options(), place).outcome == "passed"
