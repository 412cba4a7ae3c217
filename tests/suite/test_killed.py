"""A run that is killed, by itself or with all of its processes, at any moment.

`SCENARIO_RUNNER_KILLS=20 pytest tests/suite/test_killed.py` kills it so many times.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from processes import MARK, command, environment, staying

from scenario_runner.results.journal import read_journal
from scenario_runner.results.store import read_json

KILLS = int(os.environ.get("SCENARIO_RUNNER_KILLS", "2"))

GRAPH = """
import time
from pathlib import Path
from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class State(TypedDict, total=False):
    me: str
    well: bool


def work(state):
    time.sleep(0.04)
    with Path(__file__).with_name("played").open("a") as file:
        file.write(state["me"] + "\\n")
    return {"well": not state["me"].endswith("7")}


builder = StateGraph(State)
builder.add_node("work", work)
builder.add_edge(START, "work")
builder.add_edge("work", END)
"""


@pytest.fixture
def folder(tmp_path):
    """A hundred quick cases, of which each tenth fails."""
    tmp_path.joinpath("g.py").write_text(GRAPH)
    step = {"invoke": {"me": "{{ me }}"}, "expect": {"values": {"well": True}}}
    rows = [{"id": str(n), "me": f"c{n}"} for n in range(100)]
    told = {"scenario": "s", "graph": "g.py:builder", "parameters": rows, "steps": [step]}
    tmp_path.joinpath("s.scenario.yaml").write_text(json.dumps(told))
    return tmp_path


def test_a_run_that_is_killed_again_and_again_loses_nothing(folder, tmp_path_factory):
    """What was shown is in the journal, which `report` renders and `--failed` reads; `--resume`
    plays nothing of it again, and comes to the end. No process and no file is left."""
    temporary = tmp_path_factory.mktemp("temporary")
    chance, finished = random.Random(7), {}
    for number in range(KILLS):
        group = number % 2 == 0
        shown = _killed(folder, temporary, chance, group=group, resume=bool(finished))
        known = _finished(folder)
        assert shown <= set(known), f"lost at {number}"
        assert finished.items() <= known.items(), f"lost what had been finished before {number}"
        finished = known if len(known) < 100 else {}
    _check_readers(folder)
    played = _plays(folder)
    done = _run(folder, temporary, "--resume")
    assert done.code == 1
    last = _finished(folder)
    assert (len(last), finished.items() <= last.items()) == (100, True)
    now = _plays(folder)
    assert all(now[me] == played[me] for me in finished)
    assert [path.name for path in temporary.iterdir()] == []
    assert sorted(path.name for path in folder.joinpath(".scenario-runner").iterdir()) == [
        "databases", "durations.json", "last-run.jsonl",
    ]  # fmt: skip


def _run(folder, temporary, *more):
    return command("run", ".", "-j", "2", *more, cwd=folder, env={"TMPDIR": str(temporary)})


def _killed(folder, temporary, chance, *, group, resume):
    """Start a run, kill it at some moment, and give the cases that it has shown as ended."""
    if not resume:
        folder.joinpath(".scenario-runner", "last-run.jsonl").unlink(missing_ok=True)
    marked = environment(TMPDIR=str(temporary), **{MARK: str(folder)})
    with folder.joinpath("shown").open("w+") as out:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "scenario_runner", "run", ".", "-j", "2",
             *(["--resume"] if resume else [])],
            cwd=folder, env=marked, start_new_session=True, stdout=out, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            _wait(folder, process, chance, len(_finished(folder)))
        finally:
            if process.poll() is None:
                (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
            _, err = process.communicate(timeout=60)
        assert b"Traceback" not in err
        assert staying(folder) == []
        out.seek(0)
        return {
            line.split(" (")[0].split()[-1]
            for line in out
            if line.startswith(("passed", "FAILED")) and " ms" in line
        }


def _wait(folder, process, chance, before):
    """Until some more cases have ended; now and then only for a moment after the start."""
    if chance.random() < 0.2:
        time.sleep(chance.uniform(0, 1))
        return
    more, deadline = chance.randint(1, 8), time.monotonic() + 120
    while process.poll() is None and len(_finished(folder)) < before + more:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.1))


def _finished(folder):
    """The cases in the journal, each once, with how long they took."""
    journal = folder / ".scenario-runner" / "last-run.jsonl"
    if not journal.exists():
        return {}
    cases = read_journal(journal).cases
    assert max(Counter(case.id for case in cases).values(), default=1) == 1
    return {case.id: case.duration for case in cases}


def _plays(folder):
    return Counter(folder.joinpath("played").read_text().split())


def _check_readers(folder):
    """The journal of a run that was killed is as good as any."""
    finished = _finished(folder)
    journal = Path(".scenario-runner", "last-run.jsonl")
    done = command(
        "report", journal, "--report", "json=r.json", "--report", "html=r.html", cwd=folder
    )
    assert done.code in {0, 1}
    assert {case.id for case in read_json(folder / "r.json").cases} == set(finished)
    bad = sorted(case for case in finished if case.endswith("7]"))
    listed = command("run", ".", "--failed", "--list", cwd=folder).out.splitlines()
    assert sorted(line for line in listed if not line.startswith(" ")) == bad
