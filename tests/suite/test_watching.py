"""`run --watch` in a real process: a change is played again, whatever it is in."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from processes import MARK, command, environment, staying

from scenario_runner.results.journal import read_journal
from scenario_runner.results.store import read_json

GRAPH = """
from pathlib import Path
from typing import TypedDict

from langgraph.graph import END, START, StateGraph

from words import word


class State(TypedDict, total=False):
    said: str


def say(state):
    Path(__file__).with_name("log.txt").write_text("said")
    return {"said": word()}


builder = StateGraph(State)
builder.add_node("say", say)
builder.add_edge(START, "say")
builder.add_edge("say", END)
"""
INLINE = {
    "scenario": "inline",
    "graph": {
        "state": {"a": "string"},
        "nodes": {"n": {"returns": {"a": "x"}}},
        "edges": ["START -> n -> END"],
    },
    "steps": [{"invoke": {}}],
}


def scenario(said):
    """Of a graph that says a word."""
    step = {"invoke": {}, "expect": {"values": {"said": said}}}
    return json.dumps({"scenario": "s", "graph": "g.py:builder", "steps": [step]})


class Watched:
    """A watch, and what it prints."""

    def __init__(self, folder, *more):
        self.out = folder / "out"
        with self.out.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scenario_runner", "run", ".", "--watch", *more],
                cwd=folder, env=environment(**{MARK: str(folder)}), start_new_session=True,
                stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.seen = 0

    def said(self):
        """What it has printed since the last look, once it waits for changes again."""
        deadline = time.monotonic() + 120
        while True:
            text = self.out.read_text()[self.seen :]
            if (found := re.search("waiting for changes, Ctrl-C ends\n", text)) is not None:
                self.seen += found.end()
                return text[: found.end()]
            assert self.process.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.02)

    def is_silent(self, seconds):
        """Whether nothing is printed for so long."""
        time.sleep(seconds)
        return self.out.read_text()[self.seen :] == ""


@pytest.fixture
def folder(tmp_path):
    """A scenario whose graph imports a module, and one without any code."""
    tmp_path.joinpath("g.py").write_text(GRAPH)
    tmp_path.joinpath("words.py").write_text("def word():\n    return 'one'\n")
    tmp_path.joinpath("s.scenario.yaml").write_text(scenario("one"))
    tmp_path.joinpath("i.scenario.yaml").write_text(json.dumps(INLINE))
    return tmp_path


def test_each_change_is_played_again(folder):
    """Code that is imported, loaded afresh; the scenario; what is half written, and mended;
    a new file. What a run writes itself is no change. Ctrl-C ends with 130, and no process is
    left; reports and the journal hold the last result of each case."""
    watched = Watched(folder, "--report", "json=r.json")
    try:
        _watched(folder, watched)
        os.killpg(watched.process.pid, signal.SIGINT)
        assert watched.process.wait(timeout=60) == 130
    finally:
        if watched.process.poll() is None:
            os.killpg(watched.process.pid, signal.SIGKILL)
    assert "Traceback" not in watched.out.read_text()[watched.seen :]
    assert staying(folder) == []


def save_as_editors_do(file, text):
    """As vim does, which first tries whether it may make files there."""
    trial, kept = file.with_name("4913"), file.with_name(f"{file.name}.orig")
    trial.touch()
    trial.unlink()
    file.rename(kept)
    file.write_text(text)
    kept.unlink()


def _watched(folder, watched):
    first = watched.said()
    assert "2 cases: 2 passed" in first
    assert watched.is_silent(1)
    save_as_editors_do(folder / "words.py", "def word():\n    return 'two'\n")
    code = watched.said()
    assert "\nwords.py changed: 1 case\n" in code
    assert 'actual    "two"' in code
    assert "1 of 2 cases not well" in code
    folder.joinpath("words.py").write_text("def word(:\n")
    assert "SyntaxError" in watched.said()
    folder.joinpath("s.scenario.yaml").write_text("scenario: s\nsteps: [")
    assert "s.scenario.yaml:2:" in watched.said()
    folder.joinpath("words.py").write_text("def word():\n    return 'two'\n")
    folder.joinpath("s.scenario.yaml").write_text(scenario("two"))
    assert "1 case: 1 passed" in watched.said()
    assert "inline" not in watched.out.read_text().partition("waiting")[2]
    folder.joinpath("new").mkdir()
    folder.joinpath("new", "n.scenario.yaml").write_text(json.dumps(INLINE))
    new = watched.said()
    assert "1 case: 1 passed" in new
    assert "all is well" in new
    wanted = ["i.scenario.yaml::inline", "new/n.scenario.yaml::inline", "s.scenario.yaml::s"]
    for results in (read_json(folder / "r.json"),
                    read_journal(folder / ".scenario-runner" / "last-run.jsonl")):  # fmt: skip
        assert [(case.id, case.outcome) for case in results.cases] == [
            (w, "passed") for w in wanted
        ]


def test_options_that_make_no_sense_with_it(folder):
    """Are told before anything is played."""
    done = command("run", ".", "--watch", "--update-expected", cwd=folder)
    assert (done.code, done.out) == (2, "")
    assert "--watch and --update-expected do not go together" in done.err


def test_without_its_extra(folder, tmp_path):
    """It says what to install."""
    tmp_path.joinpath("sitecustomize.py").write_text(
        "import importlib.util as util\nfind = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'watchfiles' else find(name, *more)\n"
    )
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = command("run", ".", "--watch", cwd=folder, env={"PYTHONPATH": path})
    assert done.code == 2
    assert "pip install 'scenario-runner[watch]'" in done.err
