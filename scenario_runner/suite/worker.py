"""The process that plays: one job at a time, its journal on disk, an alarm set for each step.

Imported where jobs are played; importing it imports LangGraph.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, TextIO

from scenario_runner.results.masked import masked
from scenario_runner.suite.masked_printing import printing_masked
from scenario_runner.suite.play import play
from scenario_runner.suite.play_steps import ProcessSpoiled
from scenario_runner.suite.remote import SPOILED
from scenario_runner.suite.seen import telling
from scenario_runner.suite.study import STUDIED, Study
from scenario_runner.suite.told import Job, Told
from scenario_runner.suite.watchdog import Watchdog

_STOPPED = "Event loop stopped before Future completed."
"""What asyncio says where a graph calls `loop.stop()`."""

_runner: list[asyncio.Runner] = []


def runner() -> asyncio.Runner:
    """The one event loop of this process; clients that graphs keep stay bound to it."""
    if not _runner:
        _runner.append(asyncio.Runner())
    return _runner[0]


def close_runner() -> None:
    """Close the event loop, if there is one; the next job gets a new one."""
    with contextlib.suppress(SystemExit, Exception):  # what the graph left may raise once more
        _runner.pop().close()


def work(job: Job | Study, folder: str) -> None:
    """Play a job, writing `journal`, `printed` and, should it hang, `hung` into `folder`; or
    look at a graph, and write what is known of it there."""
    place = Path(folder)
    with (
        place.joinpath("journal").open("ab", buffering=0) as journal,
        place.joinpath("hung").open("w") as hung,
        _printing_to(place / "printed"),
        contextlib.chdir(Path.cwd()),  # where a graph goes, the next case must not be
    ):

        def tell(told: Told) -> None:
            pickle.dump(_masked(told, job), journal)

        alarm = Watchdog(hung)
        try:
            if isinstance(job, Study):
                from scenario_runner.suite.look import look  # noqa: PLC0415  # few graphs are

                alarm(job.timeout)
                (place / STUDIED).write_bytes(pickle.dumps(runner().run(look(job))))
            else:
                with telling(job.seen):
                    runner().run(play(job, tell, alarm))
        except ProcessSpoiled:
            _leave(SPOILED)
        except (SystemExit, KeyboardInterrupt, asyncio.CancelledError, RuntimeError) as left:
            if isinstance(left, RuntimeError) and str(left) != _STOPPED:
                raise
            place.joinpath("reason").write_text(job.mask.text(_reason(left)))
            _leave(SPOILED)
        finally:
            alarm(0)
            _stop_timers()


def _stop_timers() -> None:
    """What a graph has asked the system for must not come to the next case."""
    if hasattr(signal, "setitimer"):
        for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
            signal.setitimer(timer, 0)


def _masked(told: Told, job: Job | Study) -> Told:
    """What is written of it: whoever reads it must not have to be trusted with secrets."""
    return masked(told, job.mask, names=frozenset({"branch"}))


def _leave(code: int) -> NoReturn:
    """End the process now: what hangs in it, or in its event loop, would end it never."""
    _flush(sys.stdout, sys.stderr)
    os._exit(code)


def _flush(*streams: TextIO) -> None:
    """Also where a graph has closed them or taken them away."""
    for stream in streams:
        with contextlib.suppress(AttributeError, OSError, ValueError):
            stream.flush()


def _reason(left: BaseException) -> str:
    if isinstance(left, SystemExit):
        return f"the graph called sys.exit({left.code if left.code is not None else ''})"
    if isinstance(left, asyncio.CancelledError):
        return "the graph cancelled all tasks of its event loop, the one that plays it too"
    if isinstance(left, RuntimeError):
        return "the graph stopped the event loop that plays it"
    return "the graph raised KeyboardInterrupt"


def work_here(job: Job, folder: str) -> None:
    """Play a job in the caller's process: no alarm, and what is printed is printed, masked."""

    def tell(told: Told) -> None:
        pickle.dump(_masked(told, job), journal)

    with Path(folder, "journal").open("ab", buffering=0) as journal, printing_masked(job.mask):
        try:
            runner().run(play(job, tell, lambda _seconds: None))
        except (SystemExit, asyncio.CancelledError) as left:
            Path(folder, "reason").write_text(job.mask.text(_reason(left)))
            close_runner()  # it is of no use any more
            raise


@contextlib.contextmanager
def _printing_to(path: Path) -> Iterator[None]:
    """Whatever the process prints, from C too, goes to a file. Each job gets streams of its own,
    since a graph may close them or put others in their place."""
    saved, streams = [os.dup(1), os.dup(2)], (sys.stdout, sys.stderr)
    with path.open("ab", buffering=0) as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout, sys.stderr = own = _stream(1), _stream(2)
    try:
        yield
    finally:
        _flush(sys.stdout, sys.stderr, *own)
        sys.stdout, sys.stderr = streams
        for descriptor, original in enumerate(saved, start=1):
            os.dup2(original, descriptor)
            os.close(original)


def _stream(descriptor: int) -> TextIO:
    """What is printed, a line at a time, so that both streams stay in order."""
    return os.fdopen(
        descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
