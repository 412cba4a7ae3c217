"""What `run` prints: in each format, quiet and loud, and on a terminal while it goes on."""

import json
import os
import pty
import re
import select
import subprocess
import time

import pytest
import warm


def files(*names):
    return [f"{name}.scenario.yaml" for name in names]


def test_json_lines(say):
    """A line for each case as it ends, one at the end; what else is said goes to stderr."""
    done = say("run", "--in-process", *files("good", "failing"), "--format", "jsonl",
               "--report", "json=r.json")  # fmt: skip
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [(line["type"], line["outcome"]) for line in lines] == [
        ("case", "passed"), ("case", "failed"), ("end", "failed"),
    ]  # fmt: skip
    assert lines[1]["branches"][0]["steps"][0]["findings"][0]["expected"] == 3
    assert (done.code, "json report: r.json" in done.err) == (1, True)


def test_annotations(say):
    """After the text, before the summary; the lines are those of the files."""
    done = say("run", "--in-process", *files("failing", "invalid"), "--format", "github")
    marks = [line for line in done.out.splitlines() if line.startswith("::")]
    assert [re.match(r"::error file=(\S+?),line=(\d+),", mark).groups() for mark in marks] == [
        ("failing.scenario.yaml", "3"), ("invalid.scenario.yaml", "3"),
    ]  # fmt: skip
    assert done.out.splitlines()[-1].startswith("2 cases: ")


def test_quiet(say):
    """Only what went wrong, and the summary."""
    done = say("run", "--in-process", *files("good", "failing"), "-q")
    assert "passed   good" not in done.out
    assert "FAILED   failing.scenario.yaml::Failing" in done.out
    assert done.out.splitlines()[-1].startswith("2 cases: 1 failed, 1 passed in ")


def test_verbose(say):
    """Each branch, with what it took."""
    out = re.sub(r"\d+ ms", "N ms", say("run", "--in-process", *files("good"), "-v").out)
    assert out.splitlines()[:3] == [
        "passed   good.scenario.yaml::Good (N ms, 2 branches)",
        "  passed   main (1 step, N ms)",
        "  passed   again (1 step, N ms)",
    ]


SLOW = """\
scenario: Slow
graph: slow.py:graph
steps: [{invoke: {n: 1}}]
"""
SLOW_GRAPH = """\
import time
from langgraph.graph import START, StateGraph
def wait(state):
    time.sleep(1.5)
graph = StateGraph(dict).add_node("wait", wait).add_edge(START, "wait").compile()
"""


def on_terminal(folder, **variables):
    """What a run of the slow scenario writes to a terminal of its own."""
    (folder / "slow.py").write_text(SLOW_GRAPH)
    (folder / "slow.scenario.yaml").write_text(SLOW)
    ours, theirs = pty.openpty()
    plain = {k: v for k, v in os.environ.items() if k not in {"CI", "NO_COLOR", "FORCE_COLOR"}}
    process = subprocess.Popen(
        [*warm.python(), "-m", "scenario_runner", "run", *files("slow", "good")],
        cwd=folder, stdout=theirs, stderr=theirs, env={**plain, "TERM": "xterm", **variables},
    )  # fmt: skip
    os.close(theirs)
    told, until = b"", time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([ours], [], [], 1)[0]:
            try:
                told += os.read(ours, 65536)
            except OSError:  # the terminal is closed: the run has ended
                break
    os.close(ours)
    assert process.wait(timeout=30) == 0
    return told.decode()


def test_a_terminal_shows_how_far_it_has_come(folder):
    """One line below the cases, drawn anew and wiped before anything else is printed."""
    told = on_terminal(folder)
    assert re.search(r"\r\x1b\[2K0/2 done: slow\.scenario\.yaml::Slow \(\d s\)", told)
    kept = [line.rsplit("\x1b[2K", 1)[-1] for line in told.rstrip().split("\n")]
    assert kept[-1].startswith("2 cases: ")
    assert not any("done" in line for line in kept)


@pytest.mark.parametrize("variables", [{"CI": "true"}, {"TERM": "dumb"}])
def test_a_log_is_not_drawn_on(folder, variables):
    """CI systems give terminals that nobody looks at."""
    told = on_terminal(folder, **variables)
    assert "\x1b[2K" not in told
    assert ("\x1b[" in told) == ("CI" in variables)  # a dumb terminal would show the codes
    assert "slow.scenario.yaml::Slow" in told


def test_a_silent_run_says_that_it_goes_on(say, folder, monkeypatch):
    """CI systems end what is silent for long."""
    monkeypatch.setattr("scenario_runner.cli.live.SILENCE", 0.1)
    (folder / "slow.py").write_text(SLOW_GRAPH)
    (folder / "slow.scenario.yaml").write_text(SLOW)
    done = say("run", *files("slow"))
    assert "... 0/1 done: slow.scenario.yaml::Slow (" in done.err
    assert "..." not in done.out
