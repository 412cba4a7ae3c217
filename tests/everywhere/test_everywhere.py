"""The same scenarios end the same way wherever they are played and whatever keeps them.

A few by default; all that is shipped and all of tests/apps with

    SCENARIO_RUNNER_EVERYWHERE=1 pytest tests/everywhere

which takes some minutes, and plays on a LangGraph server what the reader of scenarios lets through
to one, where the extra server-test is installed.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from langgraph_dev import serving
from served import FOLDERS, as_a_server_tells, as_served, copied

from scenario_runner.comparing.runs import compare_runs
from scenario_runner.results.merge import read_results
from scenario_runner.suite.away import close_servers
from scenario_runner.suite.run import Options, run

PROJECT = Path(__file__).parents[2]
WHOLE = bool(os.environ.get("SCENARIO_RUNNER_EVERYWHERE"))
PATHS = list(FOLDERS) if WHOLE else ["scenarios/threads"]
OPTIONS = Options(workers=2) if WHOLE else Options(in_process=True)


def by_pytest(folder, request):
    """Collected by pytest, and told in its report."""
    report = folder / "results.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PATHS]
    command += [f"--scenario-report=json={report}", "--ignore-glob=test_*.py"]
    command += ["--noconftest"]  # that of the tests leaves scenarios out
    command += ["--scenario-storage=memory"] if not WHOLE else []
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    results = read_results(report)
    assert WHOLE or results.environment.saver.endswith("InMemorySaver")
    return results


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


def by_checkpointer(folder, request):
    """Kept by a checkpointer of one's own, which is copied by its public methods."""
    own = folder / "own.py"
    own.write_text("from langgraph.checkpoint.memory import InMemorySaver as Own\n")
    return run(PATHS, replace(OPTIONS, storage=f"{own}:Own"))


WAYS = [by_pytest, by_executor, by_dask, in_memory, on_postgresql, by_checkpointer]
CHEAP = {by_pytest, in_memory, on_postgresql, by_checkpointer}


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


def test_the_same_on_a_server(expected, tmp_path, monkeypatch):
    """What a server cannot do, the reader says of the scenario; the rest ends as it does here, in
    all that a server tells."""
    pytest.importorskip("langgraph_api", reason="langgraph dev is the extra server-test's")
    told = as_served(PROJECT, PATHS)
    assert {code for one in told for code in one.refused} <= {"server"}
    played = [one for one in told if not one.refused]
    for name, value in copied(PROJECT, played, tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with serving(tmp_path, [tmp_path]) as url:
        for one in played:
            (tmp_path / one.file).write_text(one.at(url))
        options = replace(OPTIONS, workers=4 if WHOLE else 1)
        there = run([one.file for one in played], options)
    files = {one.file for one in played}
    here = replace(expected, cases=tuple(one for one in expected.cases if one.file in files))
    assert len(there.cases) == len(here.cases) >= (50 if WHOLE else 2)
    assert differences(as_a_server_tells(here), as_a_server_tells(there)) == []


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
