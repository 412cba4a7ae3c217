"""What an executor's worker does, wherever it is: plays a job in a process of its own, and sends
back what that process left."""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import socket
import subprocess  # the process is this program itself
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.suite.place import WorkerEnded
from scenario_runner.suite.same_files import Having, difference
from scenario_runner.suite.told import Job

KEPT = "kept"
"""The folder, among what is sent back, of the databases."""


@frozen
class Sent:
    """What comes back."""

    ended: WorkerEnded
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What was left, by path below the job's folder."""
    lacking: str | None = None
    """Why this worker cannot play it."""


def play_away(job: Job, having: Having) -> Sent:
    """Play a job here, if everything is here that it needs."""
    lacking = difference(having, socket.gethostname())
    if lacking is not None:
        return Sent(ended=WorkerEnded(whole=False, reason=lacking), lacking=lacking)
    with tempfile.TemporaryDirectory(prefix="scenario-runner-") as folder:
        keep = str(Path(folder, KEPT)) if job.keep is not None else None
        ended = _server_plays(replace(job, keep=keep), folder)
        left = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in Path(folder).rglob("*")
            if path.is_file()
        }
    return Sent(ended=ended, files=left)


# --- servers ------------------------------------------------------------------------------


_idle: list[subprocess.Popen[bytes]] = []
_guard = threading.Lock()


def _server_plays(job: Job, folder: str) -> WorkerEnded:
    """A server is a process that has workers, as ours may not: those of Dask are daemons. It
    ends by itself when this process does, and after some time without a job."""
    server = _taken()
    if server.stdin is None or server.stdout is None:
        raise TypeError("a server has pipes")
    try:
        pickle.dump((job, folder), server.stdin)
        server.stdin.flush()
        ended = pickle.load(server.stdout)  # noqa: S301  # our own process's
    except (EOFError, OSError, pickle.UnpicklingError):
        _end(server)
        return WorkerEnded(whole=False, reason="the process that watches its worker ended")
    with _guard:
        _idle.append(server)
    if not isinstance(ended, WorkerEnded):
        raise TypeError("a server answers with how a worker ended")
    return ended


def _taken() -> subprocess.Popen[bytes]:
    with _guard:
        while _idle:
            server = _idle.pop()
            if server.poll() is None:
                return server
            _end(server)
    command = [sys.executable, "-m", "scenario_runner.suite.serve"]
    return subprocess.Popen(  # noqa: S603  # as above
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
    )


def _environment() -> dict[str, str]:
    """Modules are found as here, where this process was given more than its environment says."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def close_servers() -> None:
    """End the processes that wait for jobs."""
    with _guard:
        waiting, _idle[:] = list(_idle), []
    for server in waiting:
        _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    for pipe in (server.stdin, server.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # it was broken
                pipe.close()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


atexit.register(close_servers)
