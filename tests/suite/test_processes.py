"""Real processes: Ctrl-C, a closed pipe, what is printed, and nothing left behind."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import warm
from processes import MARK, command, environment, run, staying

from scenario_runner.results.store import read_json

GRAPH = """
import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict

from langgraph.graph import END, START, StateGraph


class State(TypedDict, total=False):
    do: str
    env: str


def work(state):
    print("to stdout", state["do"])
    print("to stderr", state["do"], file=sys.stderr)
    subprocess.run(["echo", "from a child"], check=True)
    if state["do"] in {"serve", "wait"}:
        subprocess.Popen(["sleep", "121"], start_new_session=True)
    if state["do"] == "close":
        sys.stdout.close()
    if state["do"] == "replace":
        sys.stderr = sys.stdout = None
        os.chdir("/")
    if state["do"] == "wait":
        Path(__file__).with_name("begun").touch()
        subprocess.run(["sleep", "120"], check=False)
    return {"env": os.environ.get("HELLO")}


builder = StateGraph(State)
builder.add_node("work", work)
builder.add_edge(START, "work")
builder.add_edge("work", END)
"""


@pytest.fixture
def folder(tmp_path):
    """A quick scenario, a slow one, another quick one."""
    tmp_path.joinpath("g.py").write_text(GRAPH)
    for name, do in (("a", "go"), ("b", "wait"), ("c", "go")):
        told = {"scenario": name, "graph": "g.py:builder", "steps": [{"invoke": {"do": do}}]}
        tmp_path.joinpath(f"{name}.scenario.yaml").write_text(json.dumps(told))
    return tmp_path


def _read(path):
    return path.read_bytes() if path.exists() else b""


@contextlib.contextmanager
def waiting(folder):
    """A run whose first case is on disk, and whose second waits for something that it has
    started."""
    with subprocess.Popen(
        [sys.executable, "-m", "scenario_runner", "run", ".", "--report", "json=r.json"],
        cwd=folder, env=environment(**{MARK: str(folder)}), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        deadline = time.monotonic() + 120
        journal = folder / ".scenario-runner" / "last-run.jsonl"
        while not (folder.joinpath("begun").exists() and b'{"case"' in _read(journal)):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield process


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_the_run_and_keeps_what_had_finished(folder, by):
    """Exit code 130, soon, with the report of the first case; no worker is left, nor what it
    has started. A CI system that ends a run sends SIGTERM."""
    with waiting(folder) as process:
        began = time.monotonic()
        os.killpg(process.pid, by)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert time.monotonic() - began < 60  # and not when the child ends
    assert "Traceback" not in out + err
    assert "interrupted" in err
    assert [case.scenario for case in read_json(folder / "r.json").cases] == ["a"]
    assert staying(folder) == []


STARTING = """
from multiprocessing import forkserver
from pathlib import Path
from scenario_runner.suite.forks import begin_early
begin_early()
told = Path(f"/proc/{forkserver._forkserver._forkserver_pid}/status").read_text()
print(next(line for line in told.splitlines() if line.startswith("SigBlk")))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_ctrl_c_is_not_for_the_process_that_workers_come_from():
    """It imports for a second or more, and would print where it was interrupted."""
    done = subprocess.run(
        [sys.executable, "-c", STARTING], capture_output=True, text=True, check=True
    )
    assert int(done.stdout.split()[1], 16) & 1 << (signal.SIGINT - 1)


def test_workers_end_with_a_run_that_is_killed_by_itself(folder):
    """Whatever they are at, and what it has started too."""
    with waiting(folder) as process:
        process.kill()
        process.communicate(timeout=60)
    assert staying(folder) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_a_server_in_a_session_of_its_own_ends_with_the_run(folder):
    """As those of tools are that a graph starts and never ends."""
    told = {"scenario": "s", "graph": "g.py:builder", "steps": [{"invoke": {"do": "serve"}}]}
    folder.joinpath("serve.scenario.yaml").write_text(json.dumps(told))
    done = command("run", "serve.scenario.yaml", cwd=folder, env={MARK: str(folder)})
    assert (done.code, staying(folder)) == (0, [])


def test_what_a_graph_prints_goes_to_its_case_only(folder):
    """Both streams and those of its children, in order; the environment is the caller's."""
    done = run("a.scenario.yaml", "c.scenario.yaml", cwd=folder, env={"HELLO": "there"})
    wanted = "to stdout go\nto stderr go\nfrom a child\n"
    for name in ("a", "c"):
        assert done.case(name).printed == wanted
        assert done.branch(name).steps[0].observation.values["env"] == "there"
    assert "to stdout" not in done.out
    assert (done.code, done.err) == (0, "")


def test_a_graph_that_closes_its_streams_or_goes_elsewhere_disturbs_no_other(folder):
    """What the next case prints is kept, and its folder is the one of the run."""
    for name in ("close", "replace"):
        told = {"scenario": name, "graph": "g.py:builder", "steps": [{"invoke": {"do": name}}]}
        folder.joinpath(f"{name}.scenario.yaml").write_text(json.dumps(told))
    names = [f"{name}.scenario.yaml" for name in ("close", "a", "replace", "c")]
    done = run(*names, cwd=folder)
    assert (done.code, done.err) == (0, "")
    for name in ("a", "c"):
        assert done.case(name).printed == "to stdout go\nto stderr go\nfrom a child\n"


def test_nothing_begins_after_the_failure_that_ends_a_run(folder):
    """Not even in a process of its own."""
    bad = {"scenario": "0", "graph": "g.py:nothing", "steps": [{"invoke": {}}]}
    folder.joinpath("0.scenario.yaml").write_text(json.dumps(bad))
    done = run("-x", "0.scenario.yaml", "b.scenario.yaml", cwd=folder)
    assert (done.code, done.outcomes) == (4, {"0": "error"})
    assert not folder.joinpath("begun").exists()


EARLY = """
import sys
class Pressed:
    def find_spec(self, name, path=None, target=None):
        if name == "click":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
from scenario_runner.cli import main
main(["schema"])
"""


def test_ctrl_c_while_the_command_is_imported():
    """Is told as at any other time."""
    done = subprocess.run(
        [sys.executable, "-c", EARLY], capture_output=True, text=True, check=False,
        env=environment(),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (130, "error: interrupted\n")


def test_a_current_folder_that_is_gone(tmp_path):
    """Is told as that."""
    gone = tmp_path / "gone"
    gone.mkdir()
    done = subprocess.run(
        f"cd {gone} && rmdir {gone} && {sys.executable} -m scenario_runner run /", shell=True,
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    message = "error: the current folder is not there any more\n  help: cd to another\n"
    assert (done.returncode, done.stderr) == (2, message)


def test_a_pipe_that_is_closed_early(folder):
    """Ends the command without a traceback."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scenario_runner", "schema"],
        cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) in {0, 130}
    assert "Traceback" not in err


def test_a_run_whose_pipe_is_closed(folder):
    """Was interrupted: nothing of it has failed."""
    process = subprocess.Popen(
        [*warm.python(), "-m", "scenario_runner", "run", "a.scenario.yaml"],
        cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="it needs a full device")
@pytest.mark.parametrize(
    ("to", "code", "said"),
    [
        ("> /dev/full", 130, "error: what is printed cannot be written: No space left on device\n"),
        (">&-", 0, ""),
        (">&- 2>&-", 0, ""),
    ],
)
def test_where_nothing_can_be_printed(folder, to, code, said):
    """On a full disk, or under what gives a process no streams at all."""
    done = subprocess.run(
        f"{sys.executable} -m scenario_runner run a.scenario.yaml {to}", shell=True,
        cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (code, said)


def test_nothing_is_left_behind(folder, tmp_path_factory):
    """No temporary folder outlives the run."""
    place = tmp_path_factory.mktemp("temporary")
    done = command("run", "a.scenario.yaml", cwd=folder, env={"TMPDIR": str(place)})
    assert (done.code, list(place.iterdir())) == (0, [])


LOOK = """
import sys
import scenario_runner.cli as cli
for command in sys.argv[1:]:
    try:
        cli.main(command.split())
    except SystemExit as left:
        heavy = {"langgraph", "langchain_core", "langchain", "sqlite3", "g"}
        found = sorted(heavy & {name.partition(".")[0] for name in sys.modules})
        print(command, left.code, found, file=sys.stderr)
"""


def imported(folder, *commands):
    """What a process says of itself that does one command after the other: how each ended, and
    what was imported then."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *commands],
        cwd=folder, env=environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stderr.splitlines()


def test_what_only_reads_imports_no_langgraph(folder):
    """Nor the graph's own module."""
    commands = ["run --help", "run --list .", "schema"]
    assert imported(folder, *commands) == [f"{command} 0 []" for command in commands]


def test_the_process_of_the_command_itself_imports_no_langgraph(folder):
    """Its workers do: so a run of files that are all broken costs nothing."""
    folder.joinpath("bad.scenario.yaml").write_text("steps: 5\n")
    command = "run a.scenario.yaml bad.scenario.yaml"
    assert imported(folder, command) == [f"{command} 2 []"]
