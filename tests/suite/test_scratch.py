"""Temporary folders: one for each process, gone with it; and what the dead have left."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import environment

from scenario_runner.suite import scratch
from scenario_runner.suite.alone import alone

HOLD = """
import os, sys, time
from scenario_runner.suite import scratch
with scratch.job_folder() as folder:
    beside = os.path.join(os.environ["TMPDIR"], "pymp-beside")
    os.mkdir(beside, 0o700)
    scratch.goes_too(beside)
    print(folder, flush=True)
    time.sleep(float(sys.argv[1]))
os.rmdir(beside)
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for temporary files in which nobody else works."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(scratch, "_homes", {})
    return tmp_path


@contextlib.contextmanager
def holding(place, seconds):
    """A process with a job's folder, once it has it; killed in the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(seconds)],
        env=environment(TMPDIR=str(place)), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        folder = Path(process.stdout.readline().strip())
        assert folder.parent.parent == place
        try:
            yield process, folder
        finally:
            process.kill()


def test_what_a_killed_process_has_left_goes_with_the_next(place):
    """And what one that runs is using stays."""
    with holding(place, 60):
        pass
    assert place.joinpath("pymp-beside").is_dir()
    with scratch.job_folder() as own:
        assert sorted(path.name for path in place.iterdir()) == [Path(own).parent.name]
    scratch._homes.clear()
    with holding(place, 60) as (_, used), scratch.job_folder():
        assert used.is_dir()
        assert place.joinpath("pymp-beside").is_dir()


def test_a_process_that_ends_leaves_nothing(place):
    """Not even the folder of its jobs."""
    with holding(place, 0) as (process, _):
        process.wait(timeout=60)
    assert list(place.iterdir()) == []


def test_nothing_of_anybody_else_is_touched(place):
    """Links, folders that others may write into, those still being made, what is named beside."""
    elsewhere = place / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    elsewhere.joinpath("lock").touch()
    place.joinpath("scenario-runner-link").symlink_to(elsewhere)
    for name, mode in (("open", 0o777), ("new", 0o700), ("names", 0o700), ("old", 0o700)):
        folder = place / f"scenario-runner-{name}"
        folder.mkdir()
        folder.chmod(mode)
    place.joinpath("scenario-runner-open", "lock").touch()
    place.joinpath("scenario-runner-names", "lock").touch()
    place.joinpath("scenario-runner-names", "beside").write_text(str(elsewhere))
    hours_ago = time.time() - 7200
    os.utime(place / "scenario-runner-old", (hours_ago, hours_ago))
    with scratch.job_folder() as own:
        left = {path.name for path in place.iterdir()} - {Path(own).parent.name}
    assert left == {
        "elsewhere", "scenario-runner-link", "scenario-runner-new", "scenario-runner-open",
    }  # fmt: skip


WAIT = """
import sys, time
from pathlib import Path
from scenario_runner.suite.alone import alone
with alone(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(60)
"""


def test_a_file_is_changed_by_one_process_at_a_time(tmp_path, monkeypatch):
    """Who waits too long is told why; what was killed lets go; no lock file is left."""
    file = tmp_path / "a.yaml"
    command = [sys.executable, "-c", WAIT, str(file)]
    monkeypatch.setattr("scenario_runner.suite.alone.PATIENCE", 0.1)
    told = "another process has been changing its folder"
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "in\n"
        with pytest.raises(OSError, match=told), alone(file):
            raise AssertionError
        other.kill()
    with alone(file):
        file.touch()
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
