"""Python that has its imports behind it, for tests that start many processes.

`[*warm.python(), "-m", "scenario_runner", ...]` is a process as `[sys.executable, "-m", ...]` is:
with the arguments, folder, environment and streams that it is given, and it ends as that would.
But it is forked from one that has imported the command line (see warm_server), and the process
that its workers are forked from is a fork of one that has imported LangGraph: seconds each time.

Tests about how a process starts, is found, is interrupted or killed use `sys.executable`.
"""

import atexit
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import scenario_runner

PACKAGE = Path(scenario_runner.__file__).parents[1]
"""Where the package under test is importable from, installed or not."""
HERE = Path(__file__).parent


@functools.cache
def python():
    """The words that a warm Python is called with, before its arguments."""
    if not hasattr(os, "fork"):
        return (sys.executable,)
    return (sys.executable, "-I", "-S", str(HERE / "warm_client.py"), _started(), sys.executable)


@functools.cache
def _started():
    """The folder of the sockets of this session's servers; they end with this process."""
    folder = tempfile.mkdtemp(prefix="warm-")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    server = subprocess.Popen(
        [sys.executable, str(HERE / "warm_server.py"), folder],
        env=kept | {"PYTHONPATH": str(PACKAGE)}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip

    def end():
        server.stdin.close()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return folder
