"""A suite in which one case of a hundred hangs, one crashes and one raises, and a run of it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from processes import MARK, environment, staying

from scenario_runner.results.journal import read_journal

GRAPH = """
import ctypes
import os
import signal
import subprocess
import threading
import time
from typing import TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class State(TypedDict, total=False):
    how: str
    heard: str


def spin():
    while True:
        pass


def locked():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


WAYS = {
    "sleep": lambda: time.sleep(600),
    "spin": spin,
    "locked": locked,
    "child": lambda: subprocess.run(["sleep", "600"]),
    "exit": lambda: os._exit(3),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "segfault": lambda: ctypes.string_at(0),
    "raise": lambda: 1 / 0,
}


def ask(state):
    return {"heard": interrupt("how?")}


async def work(state):
    if state["heard"] in WAYS:
        WAYS[state["heard"]]()
    return {}


builder = StateGraph(State)
builder.add_sequence([("ask", ask), ("work", work)])
builder.add_edge(START, "ask")
builder.add_edge("work", END)
"""
HANG, CRASH, RAISE = (
    ("child", "spin", "locked", "sleep"),
    ("exit", "killed", "segfault"),
    ("raise",),
)
OUTCOMES = {"go": ("passed", None), "hang": ("error", "timeout"), "crash": ("error", "died"),
            "raise": ("error", "raised")}  # fmt: skip
_A_FILE = 50


def write_suite(folder, count):
    """`count` cases; the id of each with how it must end: outcome, and kind of its error."""
    folder.joinpath("soaked.py").write_text(GRAPH)
    bad = max(count // 100, 1)
    wanted = {}
    for kind, ways in (("hang", HANG), ("crash", CRASH), ("raise", RAISE)):
        rows = [{"id": str(n), "how": ways[n % len(ways)]} for n in range(bad)]
        wanted |= _write(folder, kind, kind, rows)
    for first in range(0, count - 3 * bad, _A_FILE):
        rows = [
            {"id": str(n), "how": "go"} for n in range(first, min(first + _A_FILE, count - 3 * bad))
        ]
        wanted |= _write(folder, f"go-{first}", "go", rows)
    assert len(wanted) == count
    return wanted


def _write(folder, name, kind, rows):
    told = {
        "scenario": name,
        "graph": "soaked.py:builder",
        "parameters": rows,
        "steps": [
            {"invoke": {"how": "{{ how }}"}, "expect": {"next": ["ask"]}},
            {"resume": "{{ how }}", "expect": {"values": {"heard": "{{ how }}"}},
             **({"timeout": 1} if kind == "hang" else {})},
        ],
    }  # fmt: skip
    folder.joinpath(f"{name}.scenario.yaml").write_text(json.dumps(told))
    return {f"{name}.scenario.yaml::{name}[{row['id']}]": OUTCOMES[kind] for row in rows}


def ended(case):
    """How a case ended: its outcome, and the kind of its error."""
    errors = [step.error.kind for branch in case.branches for step in branch.steps if step.error]
    return case.outcome, errors[0] if errors else None


@dataclass(frozen=True, kw_only=True)
class Soaked:
    """A run over the whole of a suite, and what it cost."""

    code: int
    err: str
    wrong: dict
    """Cases that did not end as they must, or are there twice or not at all."""
    seconds: float
    took: tuple[float, ...]
    """Seconds that each quarter of the cases took."""
    memory: tuple[int, ...]
    """MB of the command's own process after each quarter."""
    alive: list[str]
    """Processes that are there afterwards."""
    left: list[str]
    """What is left in the folder for temporary files."""

    def show(self, count):
        """Say what it cost."""
        quarters = ", ".join(f"{took:.0f} s" for took in self.took)
        memory = ", ".join(f"{size} MB" for size in self.memory)
        told = f"{count} cases in {self.seconds:.0f} s; by quarters {quarters}; memory {memory}"
        sys.stdout.write(f"\n{told}\n")


def soak(folder, temporary, count, workers=2):
    """Run a suite of `count` cases, and see how each ended."""
    wanted = write_suite(folder, count)
    marked = environment(TMPDIR=str(temporary), **{MARK: str(folder)})
    process = subprocess.Popen(
        [sys.executable, "-m", "scenario_runner", "run", ".", "-j", str(workers), "--shuffle", "1",
         "-q"],
        cwd=folder, env=marked, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    journal, began = folder / ".scenario-runner" / "last-run.jsonl", time.monotonic()
    took, memory = [], []
    try:
        while process.poll() is None:
            time.sleep(0.1)
            if len(took) < 3 and _lines(journal) > (len(took) + 1) * count / 4:
                took.append(time.monotonic() - began)
                memory.append(_memory(process.pid))
        err = process.stderr.read()
    finally:
        _end(process)
    seconds = time.monotonic() - began
    told = Counter((case.id, ended(case)) for case in read_journal(journal).cases)
    return Soaked(
        code=process.returncode,
        err=err,
        wrong=dict((told - Counter(wanted.items())) + (Counter(wanted.items()) - told)),
        seconds=seconds,
        took=tuple(b - a for a, b in zip([0, *took], [*took, seconds], strict=True)),
        memory=tuple(memory),
        alive=staying(folder),
        left=sorted(path.name for path in temporary.iterdir()),
    )


def _end(process):
    process.stderr.close()
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


_seen = {}


def _lines(journal):
    """How many whole lines a file has that only grows; what was counted is not read again."""
    if not journal.exists():
        return 0
    at, lines = _seen.get(journal, (0, 0))
    with journal.open("rb") as file:
        file.seek(at)
        more = file.read()
    _seen[journal] = at + len(more), lines + more.count(b"\n")
    return _seen[journal][1]


def _memory(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024
