"""Snapshots of cases that are played side by side: nothing is lost."""

import json
import os
import subprocess
import sys
import textwrap
import threading

import pytest
import warm
from processes import command, environment

from scenario_runner.language.source import read
from scenario_runner.suite.snapshots import change
from scenario_runner.whole_file import write_text

ROWS = """\
scenario: Rows
parameters: [{id: a, n: 1}, {id: b, n: 2}, {id: c, n: 3}, {id: d, n: 4}]
graph: {state: {n: integer}, nodes: {x: {returns: {n: "{{ state.n + 1 }}"}}}, edges: [START -> x]}
steps: [{id: one, invoke: {n: "{{ n }}"}, expect: {snapshot: {of: $.values.n}}}]
branches:
  more: {from: one, steps: [{invoke: {n: 10}, expect: {snapshot: {of: $.values.n}}}]}
"""
ALL = {
    f"Rows[{row}]": {"main": {"one": number}, "more": {"#1": 11}}
    for row, number in {"a": 2, "b": 3, "c": 4, "d": 5}.items()
}


@pytest.fixture(autouse=True)
def not_in_ci(monkeypatch):
    monkeypatch.delenv("CI", raising=False)


def stored(path):
    return read("f", path.read_bytes()).data


@pytest.mark.parametrize("workers", ["1", "2"])
def test_cases_of_one_file_side_by_side(tmp_path, workers):
    """Every case is stored, in the order of the file; then all hold."""
    (tmp_path / "rows.scenario.yaml").write_text(ROWS)
    done = command("run", "-j", workers, "--update-snapshots", "rows.scenario.yaml", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    found = stored(tmp_path / "rows.snapshots.yaml")
    assert (found, list(found)) == (ALL, list(ALL))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".rows")] == []
    assert command("run", "rows.scenario.yaml", cwd=tmp_path).code == 0


def test_under_xdist(tmp_path):
    """Also where the branches of a case are on two workers."""
    (tmp_path / "rows.scenario.yaml").write_text(ROWS)
    arguments = ["-n", "2", "--dist", "load", "-p", "no:cacheprovider", "rows.scenario.yaml"]
    done = subprocess.run(
        [*warm.python(), "-m", "pytest", "--scenario-update-snapshots", *arguments],
        cwd=tmp_path, env=environment(PYTEST_ADDOPTS="-p no:langsmith_plugin"),
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert stored(tmp_path / "rows.snapshots.yaml") == ALL
    assert "+++ b/rows.snapshots.yaml" in done.stdout


WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from scenario_runner.suite.snapshots import change
    for number in range(15):
        name = f"{sys.argv[1]}-{number}"
        change("f", Path("f.yaml"), lambda stored: {**stored, name: {"main": {"one": number}}})
""")


def test_many_processes_and_threads_lose_nothing(tmp_path, monkeypatch):
    """Each begins from what the file holds when it is its turn."""
    monkeypatch.chdir(tmp_path)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(n)], env=environment())
        for n in range(3)
    ]

    def write(me):
        for number in range(15):
            new = {f"{me}-{number}": {"main": {"one": number}}}
            change("f", tmp_path / "f.yaml", lambda stored, new=new: {**stored, **new})

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(stored(tmp_path / "f.yaml")) == 5 * 15


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    """Whole or not at all, and nothing of it lies about."""
    path = tmp_path / "f.yaml"
    path.write_text("a: {}\n")

    def fails(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("pathlib.Path.replace", fails)
    told = change("f.yaml", path, lambda stored: {**stored, "b": {"main": {"x": 1}}})
    assert told.faults == ("f.yaml cannot be written: No space left on device",)
    assert told.before == told.after
    assert (path.read_text(), list(tmp_path.iterdir())) == ("a: {}\n", [path])


def test_links_are_followed_and_permissions_kept(tmp_path):
    """The file behind a link is written, and stays readable by whom it was."""
    real = tmp_path / "real.yaml"
    real.write_text("old")
    real.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to(real)
    write_text(tmp_path / "link.yaml", "new")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (real.read_text(), real.stat().st_mode & 0o777) == ("new", 0o640)


def test_what_no_file_can_hold_is_told(tmp_path):
    """And the rest is stored."""
    (tmp_path / "long.py").write_text('def node(state):\n    return {"s": {"key" * 500: 1}}\n')
    scenario = {
        "scenario": "Long",
        "graph": {
            "state": {"s": "mapping", "n": "integer"},
            "nodes": {"x": {"call": "long:node"}},
            "edges": ["START -> x"],
        },
        "steps": [
            {"invoke": {"n": 1}, "expect": {"snapshot": {"of": "$.values.n"}}},
            {"invoke": {"n": 1}, "expect": {"snapshot": True}},
        ],
    }
    (tmp_path / "long.scenario.yaml").write_text(json.dumps(scenario))
    done = command("run", "--update-snapshots", "long.scenario.yaml", cwd=tmp_path)
    told = "the snapshot of main/#2 cannot be stored: a key has more than 1,000 characters"
    assert (done.code, told in done.err) == (2, True)
    assert stored(tmp_path / "long.snapshots.yaml") == {"Long": {"main": {"#1": 1}}}
