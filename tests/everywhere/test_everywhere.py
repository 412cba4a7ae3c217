"""The same scenarios end the same way wherever they are played.

A few by default; all that is shipped and all of tests/apps with

    SCENARIO_RUNNER_EVERYWHERE=1 pytest tests/everywhere
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scenario_runner.results.merge import read_results
from scenario_runner.suite.away import close_servers
from scenario_runner.suite.run import Options, run

PROJECT = Path(__file__).parents[2]
EVERYTHING = ["scenarios", "tests/apps"]
SOME = ["scenarios/threads"]
PATHS = EVERYTHING if os.environ.get("SCENARIO_RUNNER_EVERYWHERE") else SOME


def by_command(folder):
    """In worker processes of the run."""
    del folder
    return run(PATHS, Options(workers=2))


def by_pytest(folder):
    """Collected by pytest, and told in its report."""
    report = folder / "results.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PATHS]
    command += [f"--scenario-report=json={report}", "--ignore-glob=test_*.py"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    return read_results(report)


def by_executor(folder):
    """On an executor of concurrent.futures."""
    del folder
    with ThreadPoolExecutor(2) as pool:
        results = run(PATHS, Options(executor=pool))
    close_servers()
    return results


def by_dask(folder):
    """On a cluster of two worker processes."""
    del folder
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        return run(PATHS, Options(executor=address))


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """What the command gives."""
    os.chdir(PROJECT)
    return normalised(by_command(tmp_path_factory.mktemp("command")))


def normalised(results):
    """What must be the same: outcomes, and what was observed, but for ids that change."""
    return {
        case.id: (
            case.outcome,
            [(entry.branches, entry.outcome) for entry in case.compare],
            [
                (b.name, b.outcome, [(s.id, s.outcome, _seen(s.observation)) for s in b.steps])
                for b in case.branches
            ],
        )
        for case in results.cases
    }


def _seen(observation):
    if observation is None:
        return None
    data = observation.to_data()
    told = {key: data.get(key) for key in ("next", "visited", "executions", "raises")}
    return json.dumps(told, sort_keys=True, default=str)


@pytest.mark.filterwarnings("ignore")  # Dask's own
@pytest.mark.parametrize("way", [by_pytest, by_executor, by_dask], ids=lambda way: way.__name__)
def test_the_same_wherever_it_is_played(way, expected, tmp_path, monkeypatch):
    """Case for case, branch for branch, step for step."""
    monkeypatch.chdir(PROJECT)
    if way is not by_pytest and PATHS is SOME:
        pytest.skip("it starts processes of its own: with SCENARIO_RUNNER_EVERYWHERE=1")
    assert normalised(way(tmp_path)) == expected
