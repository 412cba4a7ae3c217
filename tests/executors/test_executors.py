"""Cases on the workers of any executor, and of a Dask cluster of real processes."""

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from scenario_runner.results.journal import read_journal
from scenario_runner.suite.away import close_servers
from scenario_runner.suite.run import Options, run
from scenario_runner.suite.usage import UsageFault

GRAPH = """
import os, time
from pathlib import Path
from typing import TypedDict
from langgraph.graph import END, START, StateGraph

HERE = Path(__file__).parent

class State(TypedDict, total=False):
    do: str
    answer: str

def act(state):
    with open(HERE / f"ran-{state['do'].replace(' ', '-')}.txt", "a") as file:
        file.write(f"{os.getpid()}\\n")
    if state["do"] == "die":
        os._exit(3)
    if state["do"] == "hang":
        time.sleep(60)
    if state["do"] == "wait":
        for _ in range(1200):
            if (HERE / "go").exists():
                break
            time.sleep(0.05)
    print("did", state["do"])
    return {"answer": f"did {state['do']}"}

graph = StateGraph(State).add_node(act).add_edge(START, "act").add_edge("act", END)
"""

CASE = """\
scenario: NAME
graph: agents.py:graph
timeout: 60
steps:
  - id: first
    invoke: {do: NAME}
    timeout: SECONDS
    expect: {values: {answer: did NAME}}
branches:
  other: {from: first, steps: [{invoke: {do: more}, expect: {values: {answer: did more}}}]}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project; `tell` adds a case that does something."""
    monkeypatch.chdir(tmp_path)
    Path("agents.py").write_text(GRAPH)
    Path("pyproject.toml").write_text("")
    return tmp_path


def tell(*names, seconds=60):
    for name in names:
        text = CASE.replace("NAME", name).replace("SECONDS", str(seconds))
        Path(f"{name}.scenario.yaml").write_text(text)


def told(results):
    return {
        case.scenario: (case.outcome, [b.outcome for b in case.branches]) for case in results.cases
    }


ENDS = {
    "well": ("passed", ["passed", "passed"]),
    "die": ("error", ["error", "skipped"]),
    "hang": ("error", ["error", "skipped"]),
}


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_any_executor_plays_each_case_in_a_process_of_its_own(kind, folder):
    """A graph that ends its process or hangs costs its case, as everywhere; what a case left
    comes back: what it printed, and its databases."""
    tell("well")
    tell("die", "hang", seconds=0.5)
    spawn = multiprocessing.get_context("spawn")
    pool = ThreadPoolExecutor(1) if kind == "threads" else ProcessPoolExecutor(1, mp_context=spawn)
    with pool:
        options = Options(executor=pool, keep_databases=Path("kept"))
        results = run(["."], options)
        assert pool.submit(os.getpid).result()  # it stays open
        if kind == "threads":
            close_servers()
    assert told(results) == ENDS
    errors = {c.scenario: c.branches[0].steps[0].error for c in results.cases if c.error is None}
    assert "exit code 3" in errors["die"].message
    assert errors["hang"].kind == "timeout"
    (well,) = [case for case in results.cases if case.scenario == "well"]
    assert well.printed == "did well\ndid more\n"
    assert sorted(file.name for file in Path(well.database).glob("*.sqlite")) == [
        "main.sqlite",
        "other.sqlite",
    ]
    assert str(os.getpid()) not in Path("ran-well.txt").read_text().split()


def test_a_worker_without_the_same_code_says_so(folder, monkeypatch):
    """Nothing is played there."""
    tell("well")
    from scenario_runner.suite import executors

    here = executors.having

    def changed(root):
        found = here(root)
        Path("agents.py").write_text(GRAPH + "\n# another\n")
        return found

    monkeypatch.setattr(executors, "having", changed)
    with ThreadPoolExecutor(1) as pool:
        (case,) = run(["."], Options(executor=pool)).cases
    assert (case.outcome, case.error.kind) == ("error", "graph")
    assert case.error.message.endswith(f" has another {folder / 'agents.py'}")
    assert not Path("ran-well.txt").exists()


def test_what_makes_no_sense_with_an_executor_is_refused(folder):
    tell("well")
    for options, message in [
        (Options(executor="dask://", in_process=False), '--executor: "dask://" is not an executor'),
        (Options(executor="ray://a:1"), '--executor: "ray://a:1" is not an executor'),
        (Options(executor="dask://a:1", in_process=True), "--in-process and --executor say where"),
        (Options(executor="dask://a:1", record="all"), "--record writes tapes"),
    ]:
        with pytest.raises(UsageFault) as fault:
            run(["."], options)
        assert fault.value.message.startswith(message)


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes."""
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        silence_logs=50,
    ) as started:  # fmt: skip
        yield started


@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_a_dask_worker_that_is_killed_costs_nothing_but_time(cluster, folder):
    """Its case is played again by another; no case is lost and none told twice."""
    tell("well", "wait", "also")
    tell("hang", seconds=0.5)

    def kill_the_one_that_waits():
        for _ in range(1200):
            if Path("ran-wait.txt").exists():
                break
            time.sleep(0.05)
        os.kill(_worker_of(int(Path("ran-wait.txt").read_text().split()[0])), signal.SIGKILL)
        Path("go").touch()

    killer = threading.Thread(target=kill_the_one_that_waits)
    killer.start()
    address = cluster.scheduler_address.replace("tcp://", "dask://")
    ended = []
    options = Options(executor=address, journal=Path("journal.jsonl"))
    results = run(["."], options, ended.append)
    killer.join()
    passed = ("passed", ["passed", "passed"])
    assert told(results) == {"well": passed, "wait": passed, "also": passed, "hang": ENDS["hang"]}
    assert sorted(case.scenario for case in ended) == ["also", "hang", "wait", "well"]
    written = read_journal(Path("journal.jsonl"))
    assert sorted(case.scenario for case in written.cases) == ["also", "hang", "wait", "well"]
    assert len(Path("ran-wait.txt").read_text().split()) == 2


def _worker_of(pid):
    """The Dask worker above a process that plays a case: that process, its fork server, the one
    that watches it, the worker."""
    above = pid
    while b"suite.serve" not in Path(f"/proc/{above}/cmdline").read_bytes():
        above = int(Path(f"/proc/{above}/stat").read_text().rpartition(")")[2].split()[1])
    return int(Path(f"/proc/{above}/stat").read_text().rpartition(")")[2].split()[1])
