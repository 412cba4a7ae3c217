"""How a worker ended, by what its pool says of the job that it had."""

from __future__ import annotations

import signal
import traceback
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from pebble import ProcessExpired, ProcessFuture

from scenario_runner.suite.place import WorkerEnded
from scenario_runner.suite.remote import FAILED, SPOILED, UNFIT

NOT_BEGUN: Final = WorkerEnded(whole=False, reason="its process was lost before it began")


def ended_by(future: ProcessFuture[float], where: Path) -> WorkerEnded:
    """How a worker's job ended."""
    try:
        seconds = future.result()
    except BrokenProcessPool:
        return NOT_BEGUN
    except ProcessExpired as expired:
        if expired.exitcode == UNFIT:
            return _unfit(where)
        return WorkerEnded(whole=False, reason=reason_of(expired.exitcode))
    except TimeoutError:
        return WorkerEnded(
            whole=False, reason="its process was killed from outside, as it did not end"
        )
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told with its case
        return failed(error)
    return WorkerEnded(whole=True, seconds=seconds)


def failed(error: Exception) -> WorkerEnded:
    """What we have failed to do ourselves."""
    told = "".join(traceback.format_exception(error))
    return WorkerEnded(whole=False, ours=True, reason=str(error), traceback=told)


def _unfit(where: Path) -> WorkerEnded:
    """What a worker said that could not go on, where it could still say it."""
    try:
        told = where.joinpath(FAILED).read_text(encoding="utf-8", errors="replace")
    except OSError:
        told = "its process could not go on, and not say why"
    return WorkerEnded(whole=False, ours=True, reason=told.splitlines()[-1], traceback=told)


def reason_of(exitcode: int | None) -> str:
    """Why a worker has ended; empty where it gave the rest of its job to another."""
    if exitcode is None:
        return "its process ended"
    if exitcode == SPOILED:
        return ""
    if exitcode < 0:
        try:
            name = signal.Signals(-exitcode).name
        except ValueError:
            name = "unknown"
        return f"its process was killed by signal {-exitcode}, {name}"
    return f"its process ended with exit code {exitcode}"
