"""The same scenarios end the same way wherever they are played and whatever keeps them.

A few by default; all that is shipped and all of tests/apps with

    SCENARIO_RUNNER_EVERYWHERE=1 pytest tests/everywhere
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from scenario_runner.comparing.runs import compare_runs
from scenario_runner.results.merge import read_results
from scenario_runner.suite.away import close_servers
from scenario_runner.suite.run import Options, run

PROJECT = Path(__file__).parents[2]
WHOLE = bool(os.environ.get("SCENARIO_RUNNER_EVERYWHERE"))
PATHS = ["scenarios", "tests/apps"] if WHOLE else ["scenarios/threads"]
OPTIONS = Options(workers=2) if WHOLE else Options(in_process=True)


def by_pytest(folder, request):
    """Collected by pytest, and told in its report."""
    report = folder / "results.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PATHS]
    command += [f"--scenario-report=json={report}", "--ignore-glob=test_*.py"]
    command += ["--scenario-storage=memory"] if not WHOLE else []
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    return read_results(report)


def by_executor(folder, request):
    """On an executor of concurrent.futures."""
    with ThreadPoolExecutor(2) as pool:
        results = run(PATHS, Options(executor=pool))
    close_servers()
    return results


def by_dask(folder, request):
    """On a cluster of two worker processes."""
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        return run(PATHS, Options(executor=address))


def in_memory(folder, request):
    """Kept by LangGraph's checkpointer in memory."""
    return run(PATHS, replace(OPTIONS, storage="memory"))


def on_postgresql(folder, request):
    """Kept by a PostgreSQL server."""
    return run(PATHS, replace(OPTIONS, storage=request.getfixturevalue("postgres").url()))


WAYS = [by_pytest, by_executor, by_dask, in_memory, on_postgresql]
CHEAP = {by_pytest, in_memory, on_postgresql}


@pytest.fixture(scope="module")
def expected():
    """What the command gives, its conversations kept by SQLite."""
    os.chdir(PROJECT)
    results = run(PATHS, replace(OPTIONS, storage="sqlite"))
    assert "passed" in {case.outcome for case in results.cases}
    return results


def differences(one, other):
    """In outcomes, values, messages, questions, nodes, checkpoints, findings and errors: all
    that was seen, but for times, ids and the order of what ran at once."""
    change = compare_runs(one, other)
    assert change.same + len(change.cases) >= len(one.cases) > 0
    return list(change.cases)


@pytest.mark.filterwarnings("ignore")  # Dask's own
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_same_wherever_it_is_played(way, expected, tmp_path, monkeypatch, request):
    """Case for case, branch for branch, step for step."""
    monkeypatch.chdir(PROJECT)
    monkeypatch.delenv("SCENARIO_RUNNER_STORAGE", raising=False)
    if way not in CHEAP and not WHOLE:
        pytest.skip("it starts many processes: with SCENARIO_RUNNER_EVERYWHERE=1")
    assert differences(expected, way(tmp_path, request)) == []


def test_a_difference_would_be_noticed(expected):
    """In a value that no expectation names."""
    case = next(case for case in expected.cases if case.outcome == "passed" and not case.ignore)
    branch = case.branches[-1]
    step = branch.steps[-1]
    seen = replace(step.observation, values={"other": 1})
    step = replace(step, observation=seen)
    branch = replace(branch, steps=(*branch.steps[:-1], step))
    other = replace(case, branches=(*case.branches[:-1], branch))
    cases = tuple(other if one is case else one for one in expected.cases)
    assert len(differences(expected, replace(expected, cases=cases))) == 1
