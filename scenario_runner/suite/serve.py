"""`python -m scenario_runner.suite.serve`: plays the jobs that come in, one at a time, in a worker
that can be killed, and says how each ended. Ends with whoever started it, or when idle."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from typing import BinaryIO

from scenario_runner.suite.places import in_workers

_IDLE = 60.0
"""Seconds without a job after which the process ends; another is begun when there is one."""


def main() -> None:
    """Serve until there is nobody to serve. Standard output carries answers alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    jobs: queue.SimpleQueue[object] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin.buffer, jobs), daemon=True).start()
    with in_workers(1) as place:
        while True:
            try:
                wanted = jobs.get(timeout=_IDLE)
            except queue.Empty:
                break
            if not isinstance(wanted, tuple):
                break
            done: queue.SimpleQueue[object] = queue.SimpleQueue()
            player = threading.Thread(target=lambda w=wanted, d=done: d.put(place(*w)), daemon=True)
            player.start()
            while player.is_alive() and jobs.empty():
                player.join(0.05)
            if player.is_alive():  # nobody waits for it any more
                break
            pickle.dump(done.get(), answers)
            answers.flush()


def _read(stream: BinaryIO, jobs: queue.SimpleQueue[object]) -> None:
    """Jobs as they come, then None."""
    while True:
        try:
            jobs.put(pickle.load(stream))  # noqa: S301  # from the process that started this one
        except (EOFError, OSError, pickle.UnpicklingError):
            jobs.put(None)
            return


if __name__ == "__main__":
    main()
