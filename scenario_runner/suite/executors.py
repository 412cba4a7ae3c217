"""Jobs played by any `concurrent.futures.Executor`: a pool of this machine's, or a cluster's."""

from __future__ import annotations

import contextlib
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from functools import lru_cache
from pathlib import Path

from scenario_runner.results.model import ErrorTold
from scenario_runner.suite.away import KEPT, Sent, play_away
from scenario_runner.suite.place import Place, WorkerEnded, unheard
from scenario_runner.suite.same_files import having
from scenario_runner.suite.study import Study
from scenario_runner.suite.told import Job

AT_ONCE = 64
"""How many cases wait for an executor at a time, unless said otherwise."""

_LOOK_UP = 0.25
_PATIENCE = 30.0
"""Seconds without any worker after which a case is given up."""


def _there() -> bool:
    return True


@contextlib.contextmanager
def in_executor(executor: Executor, is_there: Callable[[], bool] = _there) -> Iterator[Place]:
    """Where the executor's workers are; it stays open. `is_there`: whether it has any."""
    stopped = threading.Event()
    known = lru_cache(having)

    def place(job: Job | Study, folder: str, begun: Callable[[], None] = unheard, /) -> WorkerEnded:
        if isinstance(job, Study):
            raise TypeError("graphs are looked at on this machine")
        future = executor.submit(play_away, job, known(job.scenario.graph.root))
        begun()
        lost = _waited(future, stopped, is_there)
        if lost is not None:
            future.cancel()
            return lost
        try:
            sent = future.result()
        except (Exception, CancelledError) as error:  # noqa: BLE001  # told with its case
            return _lost(error)
        _unpack(sent, job, Path(folder))
        return _refused(sent.lacking) if sent.lacking is not None else sent.ended

    try:
        yield place
    finally:
        stopped.set()


def _waited(
    future: Future[Sent], stopped: threading.Event, is_there: Callable[[], bool]
) -> WorkerEnded | None:
    """Why the future is not waited for any longer; None where it is done."""
    seen = asked = time.monotonic()
    while not wait([future], timeout=_LOOK_UP).done:
        now = time.monotonic()
        if stopped.is_set():
            return WorkerEnded(whole=False, reason="the run was stopped")
        if now - asked > _PATIENCE / 10:
            asked = now
            seen = now if is_there() else seen
        if now - seen > _PATIENCE:
            return _lost_to(f"the executor has had no worker for {_PATIENCE:g} s")
    return None


def _unpack(sent: Sent, job: Job, folder: Path) -> None:
    """Put what came back where a worker of this machine would have left it."""
    for name, content in sent.files.items():
        inside = Path(name).parts
        kept = inside[0] == KEPT and job.keep is not None
        path = Path(str(job.keep), *inside[1:]) if kept else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _refused(lacking: str) -> WorkerEnded:
    hint = "give every worker the same packages, and the same files at the same path"
    error = ErrorTold(kind="graph", message=lacking, hint=hint)
    return WorkerEnded(whole=False, reason=lacking, error=error)


def _lost(error: BaseException) -> WorkerEnded:
    """A worker that is lost raises what its executor makes of it."""
    name = type(error).__name__
    if isinstance(error, ModuleNotFoundError):
        return _refused(f"a worker has no module {error.name}")
    if name in {"KilledWorker", "BrokenProcessPool", "CancelledError", "FutureCancelledError"}:
        return _lost_to(
            f"its worker was lost ({name}), more than once where the executor tries again"
        )
    told = "".join(traceback.format_exception(error))
    return WorkerEnded(whole=False, ours=True, reason=str(error), traceback=told)


def _lost_to(reason: str) -> WorkerEnded:
    hint = "look at the logs of the executor's workers: who ended them, and whether memory ran out"
    return WorkerEnded(
        whole=False,
        reason=reason,
        error=ErrorTold(kind="died", message=f"the case did not end: {reason}", hint=hint),
    )
