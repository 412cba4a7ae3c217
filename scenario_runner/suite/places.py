"""Where jobs are played: in warm worker processes, or in this one for debuggers."""

from __future__ import annotations

import contextlib
import threading
import time
from asyncio import CancelledError
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from dataclasses import replace
from pathlib import Path

from pebble import ProcessFuture, ProcessPool

from scenario_runner.suite.forks import forkserver
from scenario_runner.suite.lasting_pool import LastingPool
from scenario_runner.suite.place import Place, WorkerEnded, unheard
from scenario_runner.suite.remote import work
from scenario_runner.suite.session import (
    end_session,
    end_started,
    is_over,
    session_in,
)
from scenario_runner.suite.study import Study
from scenario_runner.suite.told import Job
from scenario_runner.suite.worker_ended import NOT_BEGUN, ended_by, failed, reason_of
from scenario_runner.suite.worker_process import begin_worker

_SPARE = 30.0
"""Seconds after which a worker is killed from outside, should its own alarm not end it."""

_LOOK_UP = 0.25
"""Seconds after which a thread that waits for a worker looks whether the run was stopped."""

_SURE = 8
"""How often it must have found the worker gone to know that nobody will tell: of one that has
ended with exit code 0 in the middle of a job, pebble says nothing."""

_LONG, _FIRST = 40, 240
"""How often a job must have been found waiting, though a worker is free, to be known as lost; and
the first ones, which wait until LangGraph is imported: on a cold disk that takes its time."""


@contextlib.contextmanager
def in_workers(count: int) -> Iterator[Place]:
    """`count` processes of which each plays one job at a time; the dead are replaced."""
    workers = _Workers(count)
    try:
        yield workers.place
    except BaseException:
        workers.end()
        raise
    else:
        workers.end_idle()


class _Workers:
    """Processes that play jobs."""

    def __init__(self, count: int) -> None:
        context = forkserver()
        self._pool = LastingPool(
            lambda: ProcessPool(max_workers=count, context=context, initializer=begin_worker), count
        )
        self._stopped = threading.Event()
        self._playing = set[int | None]()
        """The workers that have played and are alive."""
        self._has_played = False
        self._at = set[Path]()
        """The folders of the jobs that are being played."""

    def place(
        self, job: Job | Study, folder: str, begun: Callable[[], None] = unheard, /
    ) -> WorkerEnded:
        """Play a job in one of them."""
        future = self._pool.schedule(work, (job, folder), job.timeout + _SPARE)
        begun()
        self._at.add(where := Path(folder))
        lost = self._waited(future, where)
        self._at.discard(where)
        self._playing.add(session := session_in(where))
        self._has_played |= session is not None
        if self._stopped.is_set():
            return WorkerEnded(whole=False, reason="the run was stopped")
        self._pool.left(future, lost=lost is NOT_BEGUN)
        ended = lost or ended_by(future, where)
        if not ended.whole and not ended.ours:
            end_session(session)
            self._playing.discard(session)
        return ended

    def _waited(self, future: ProcessFuture[float], where: Path) -> WorkerEnded | None:
        """None once the future is done or the run was stopped; else how the job ended without
        its being told."""
        gone = passed_over = 0
        while not self._stopped.is_set() and not wait([future], timeout=_LOOK_UP).done:
            gone = gone + 1 if is_over(session_in(where)) else 0
            if gone == _SURE:
                return WorkerEnded(whole=False, reason=reason_of(0))
            passed_over = passed_over + 1 if self._pool.is_passed_over(future) else 0
            if passed_over >= (_LONG if self._has_played else _FIRST):
                return NOT_BEGUN
        return None

    def end(self) -> None:
        """End them all, with what they have started."""
        self._stop()
        self._pool.join()
        self._end_sessions()

    def end_idle(self) -> None:
        """End them all, none of which plays any more. The pool's threads, which look up ten times
        a second, need not be waited for."""
        self._stop()
        self._end_sessions()
        threading.Thread(target=self._pool.join, name="the end of the pool", daemon=True).start()

    def _stop(self) -> None:
        self._stopped.set()
        end_started((*self._playing, *map(session_in, tuple(self._at))))
        self._pool.stop()

    def _end_sessions(self) -> None:
        for session in tuple(self._playing):
            end_session(session)


@contextlib.contextmanager
def in_this_process() -> Iterator[Place]:
    """No process of its own: a step that will not end cannot be ended."""
    played = contextlib.ExitStack()

    def place(
        job: Job | Study, folder: str, _begun: Callable[[], None] = unheard, /
    ) -> WorkerEnded:
        if isinstance(job, Study):
            raise TypeError("a graph is looked at in a process that can be killed")
        from scenario_runner.suite.worker import (  # noqa: PLC0415  # imports LangGraph
            close_runner,
            work_here,
        )

        played.callback(close_runner)
        began = time.perf_counter()
        try:
            work_here(replace(job, own_process=False), folder)
        except (SystemExit, CancelledError):
            return WorkerEnded(whole=False)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told with its case
            return failed(error)
        return WorkerEnded(whole=True, seconds=time.perf_counter() - began)

    with played:
        yield place
