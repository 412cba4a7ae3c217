"""The process that workers are forked from: it has imported LangGraph and nothing of a user's.

Its import takes longer than all that a run does before its first case, so the command starts it
before it reads anything. Nothing here imports more than a few modules of Python's own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.context
import multiprocessing.util
import os
import signal
import sys
from collections.abc import Iterator

from scenario_runner.suite.scratch import goes_too

SAFE_PATH, OURS = "PYTHONSAFEPATH", "scenario-runner"
"""Python's variable, and what it says for the process that is started here alone."""

_used = False


def forkserver() -> multiprocessing.context.BaseContext:
    """What workers are forked from, started unless it runs already."""
    global _used  # noqa: PLW0603  # there is one for the whole process
    _used = True
    return _start()


def begin_early() -> None:
    """Start it now, for workers that will be wanted soon."""
    _start()


def end_unused() -> None:
    """End it where no worker was wanted after all: it would hold on to the terminal or the pipe
    of the command until it has imported everything."""
    if not _used and "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver as server  # noqa: PLC0415  # not there everywhere

        process = getattr(server._forkserver, "_forkserver_pid", None)  # noqa: SLF001  # no other way
        if process is not None:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)


@contextlib.contextmanager
def _no_other_folder() -> Iterator[None]:
    """Python has that process look for modules in the current folder before all others, where this
    one does not: a `yaml.py` there, or another copy of this package, would be taken for the
    installed one."""
    here = os.getcwd()  # noqa: PTH109  # pathlib would be imported for this alone
    if sys.path[:1] in ([""], [here]) or SAFE_PATH in os.environ:
        yield
        return
    os.environ[SAFE_PATH] = OURS
    try:
        yield
    finally:
        del os.environ[SAFE_PATH]


def _start() -> multiprocessing.context.BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver as server  # noqa: PLC0415  # not there on every platform
    from multiprocessing import resource_tracker  # noqa: PLC0415  # as above

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scenario_runner.suite.preloaded"])
    # Ctrl-C while that process starts is not for it. It starts another one first, after which
    # Python lets Ctrl-C through again: that one must be there already.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    goes_too(multiprocessing.util.get_temp_dir())  # where the socket of that process is to be
    try:
        with _no_other_folder():
            server.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context
