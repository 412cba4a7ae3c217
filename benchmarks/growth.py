"""What a run costs as it grows: peak memory and time of a case in a long run against a short one,
and the time of a step deep in a thread against one at its beginning.

Run it as `python benchmarks/growth.py` on Linux, whose `/proc` tells of memory.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from suite import GRAPH, LINEAR, installed

COUNTER = """
import operator
from typing import Annotated, TypedDict
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt

class State(TypedDict):
    last: str
    turns: Annotated[int, operator.add]

graph = (
    StateGraph(State)
    .add_node("human", lambda state: {"last": interrupt("next?"), "turns": 1})
    .add_edge(START, "human").add_edge("human", "human").compile()
)
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=4000, help="of the long run (4000)")
    parser.add_argument("--depth", type=int, default=1000, help="checkpoints of the thread (1000)")
    options = parser.parse_args()
    short, long = options.cases // 10, options.cases
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, 1, short, long)
        begun = min(measured(folder, 1)[0] for _ in range(3))
        # As long as the long run all together, half of them before it: a machine has neighbours.
        before = [measured(folder, short) for _ in range(5)]
        seconds, memory = measured(folder, long)
        runs = before + [measured(folder, short) for _ in range(5)]
        brief = statistics.mean(run[0] for run in runs)
        held = statistics.median(run[1] for run in runs)
        print(f"{short:>6,} cases: {brief:7.1f} s, {held:6.0f} MB in all processes (of 10 runs)")
        print(f"{long:>6,} cases: {seconds:7.1f} s, {memory:6.0f} MB in all processes")
        print(f"peak memory, {long:,} cases against {short:,}: {memory / held:.2f} (at most 1.15)")
        ratio = (seconds - begun) / long / ((brief - begun) / short)
        print(f"time per case, {long:,} cases against {short:,}: {ratio:.2f} (at most 1.1)")
        deep(folder, options.depth)


def prepare(folder: Path, *counts: int) -> None:
    """Write as many cases as each run is to play."""
    for cases in counts:
        place = folder / str(cases)
        place.mkdir()
        (place / "chat.py").write_text(GRAPH)
        for number in range(cases):
            (place / f"{number}.scenario.yaml").write_text(LINEAR.format(number=number))


def measured(folder: Path, cases: int) -> tuple[float, float]:
    """Seconds of a run, and the most memory that its processes had together, in MB."""
    place = folder / str(cases)
    began = time.perf_counter()
    run = subprocess.Popen(
        [sys.executable, "-m", "scenario_runner", "run", "-q", str(place)],
        cwd=folder,
        env=installed(),
        stdout=subprocess.DEVNULL,
    )
    peak = [0]
    watching = threading.Thread(target=watch, args=(run, peak))
    watching.start()
    run.wait()
    watching.join()
    return time.perf_counter() - began, peak[0] / 1024


def watch(run: subprocess.Popen[bytes], peak: list[int]) -> None:
    """Look at the memory of a process and its descendants, shared pages counted once, in KB."""
    while run.poll() is None:
        peak[0] = max(peak[0], sum(map(memory_of, descendants(run.pid))))
        time.sleep(0.2)


def descendants(root: int) -> list[int]:
    """The process and all that it has started, by Linux's `/proc`."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def memory_of(process: int) -> int:
    """The process's share of memory, in KB."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def deep(folder: Path, depth: int) -> None:
    """Time steps at the beginning of a thread and deep in it; the state has the same size."""
    (folder / "counter.py").write_text(COUNTER)
    steps = [f"  - {{resume: '{number % 10}'}}" for number in range(depth)]
    text = "scenario: deep\ngraph: counter.py:graph\nchecks: {left_open: ignore}\ntimeout: 600\n"
    path = folder / "deep.scenario.yaml"
    path.write_text(text + "steps:\n  - {invoke: {turns: 0}}\n" + "\n".join(steps) + "\n")
    early, late = list[float](), list[float]()
    for _ in range(5):
        took = asyncio.run(seconds_of_steps(path))
        early += took[5:45]
        late += took[-40:]
    told = f"time per step at checkpoint {depth:,} of a thread against checkpoint 10"
    quick = [statistics.quantiles(steps, n=4)[0] for steps in (late, early)]
    print(f"{told}, the quicker quarter of five: {quick[0] / quick[1]:.2f} (at most 1.2)")


async def seconds_of_steps(path: Path) -> list[float]:
    """How long each step of the scenario's only branch takes, judging included."""
    from scenario_runner.language.load import load_cases  # noqa: PLC0415  # not before it is timed
    from scenario_runner.suite.play import play  # noqa: PLC0415  # imports LangGraph
    from scenario_runner.suite.told import Job, StepEnded, Told  # noqa: PLC0415  # with it
    from scenario_runner.suite.worker_process import look_seldom_for_garbage  # noqa: PLC0415  # as above

    took: list[float] = []

    def tell(told: Told) -> None:
        if isinstance(told, StepEnded):
            took.append(told.result.duration)

    look_seldom_for_garbage()
    scenario = load_cases(str(path))[0]
    await play(Job(scenario=scenario, timeout=600, own_process=False), tell, lambda _seconds: None)
    return took


if __name__ == "__main__":
    main()
