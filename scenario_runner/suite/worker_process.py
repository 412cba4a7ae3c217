"""How the process of a worker begins, and ends by itself where its run is no more."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading

from scenario_runner.suite.session import begin_session, end_session, end_started

_GARBAGE = (10_000, 10, 10)
"""Objects after which a worker looks for garbage, and how seldom among older ones. Runs of graphs
make many that are alive for a moment."""


def begin_worker() -> None:
    """A worker begins. Ctrl-C reaches every process of the terminal; the run itself ends its
    workers, and where it was killed they end themselves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_seldom_for_garbage()
    begin_session()
    threading.Thread(target=_end_with_the_run, name="end with the run", daemon=True).start()


def look_seldom_for_garbage() -> None:
    """As a worker does. What was imported stays: looking through it again and again finds none."""
    gc.freeze()
    gc.set_threshold(*_GARBAGE)


def _end_with_the_run() -> None:
    run = multiprocessing.parent_process()
    if run is not None:
        multiprocessing.connection.wait([run.sentinel])
        end_started([os.getpid()])
        end_session(os.getpid())
        os._exit(1)
