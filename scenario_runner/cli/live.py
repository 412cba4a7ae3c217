"""What `run` shows while it goes on: cases as they end, and below them how far it has come."""

from __future__ import annotations

import math
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from types import TracebackType
from typing import Self

import click

from scenario_runner.judge.outcome import is_bad
from scenario_runner.report.progress import Progress, progress_line
from scenario_runner.results.model import CaseResult

_REDRAW = 0.2
"""Seconds between two looks at the clock, on a terminal."""

_LOG_WIDTH = 200

SILENCE = 60.0
"""Seconds after which a log hears that the run goes on: CI systems end what is silent."""


class Live:
    """Shows a run as it goes on; called from the threads that play."""

    def __init__(self, *, terminal: bool, took: Mapping[str, float], workers: int) -> None:
        self._terminal, self._took, self._workers = terminal, took, workers
        self._lock = threading.RLock()
        self._running: dict[str, float] = {}
        self._waiting: dict[str, None] = {}
        self._total = self._done = self._bad = 0
        self._drawn = False
        self._said = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tick, name="progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        with self._lock:
            self._wipe()

    def selected(self, cases: list[str]) -> None:
        """These are to be played."""
        with self._lock:
            self._total, self._waiting = len(cases), dict.fromkeys(cases)

    @property
    def total(self) -> int:
        """How many cases were to be played."""
        return self._total

    @property
    def unplayed(self) -> int:
        """How many of them have not ended."""
        return self._total - self._done

    def begun(self, case: str) -> None:
        """A case is being played."""
        with self._lock:
            self._waiting.pop(case, None)
            self._running[case] = time.monotonic()

    def ended(self, case: CaseResult, text: str) -> None:
        """A case has ended; `text` is what is said of it, empty for nothing."""
        with self._lock:
            self._running.pop(case.id, None)
            self._next_begins()
            self._waiting.pop(case.id, None)
            self._done += 1
            self._bad += is_bad(case.outcome)
            self._wipe()
            if text:
                click.echo(text)
                self._said = time.monotonic()

    def _next_begins(self) -> None:
        """A worker takes up the case that was at hand for it."""
        at_hand = list(self._running)[self._workers - 1 : self._workers]
        self._running.update(dict.fromkeys(at_hand, time.monotonic()))

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Something else is printed meanwhile."""
        with self._lock:
            self._wipe()
            yield
            self._said = time.monotonic()

    def _tick(self) -> None:
        while not self._ended.wait(_REDRAW if self._terminal else 1.0):
            with self._lock:
                if self._terminal:
                    self._draw()
                elif time.monotonic() - self._said >= SILENCE:
                    click.echo(f"... {progress_line(self._progress(), _LOG_WIDTH)}", err=True)
                    self._said = time.monotonic()

    def _draw(self) -> None:
        line = progress_line(self._progress(), shutil.get_terminal_size().columns - 1)
        sys.stdout.write(f"\r\x1b[2K{line}")
        sys.stdout.flush()
        self._drawn = True

    def _wipe(self) -> None:
        if self._drawn:
            sys.stdout.write("\r\x1b[2K")
            sys.stdout.flush()
            self._drawn = False

    def _progress(self) -> Progress:
        now = time.monotonic()
        played = islice(self._running.items(), self._workers)  # the others are at hand
        running = {case: now - began for case, began in played}
        return Progress(
            total=self._total, done=self._done, bad=self._bad, running=running,
            left=self._left(running),
        )  # fmt: skip

    def _left(self, running: Mapping[str, float]) -> float | None:
        """By what the cases took last time; those that are new take what the others do."""
        if not self._took:
            return None
        usual = math.fsum(self._took.values()) / len(self._took)
        waiting = math.fsum(self._took.get(case, usual) for case in self._waiting)
        going = (max(self._took.get(case, usual) - been, 0.0) for case, been in running.items())
        return (waiting + math.fsum(going)) / self._workers


def is_terminal() -> bool:
    """Whether somebody looks at a terminal that can be drawn on."""
    return sys.stdout.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
