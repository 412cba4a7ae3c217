"""Where a step was when its time was up: the user's own frames of whatever still runs."""

from __future__ import annotations

import asyncio
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Any, Self

from scenario_runner.graphs.errors import is_users

TITLE = "It was here (most recent call last):"

_JUST_BEFORE = 0.005
"""Seconds before the time is up: what is cancelled then forgets where it waited."""


class Lookout:
    """Looks, just before a step's time is up, where the tasks of the event loop wait."""

    def __init__(self, seconds: float) -> None:
        self._seconds = max(seconds - _JUST_BEFORE, 0)
        self._waiting: list[traceback.StackSummary] = []

    async def __aenter__(self) -> Self:
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._look)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        stacks = (_awaited(task.get_coro()) for task in asyncio.all_tasks())
        self._waiting = [traceback.StackSummary.extract(stack) for stack in stacks]

    def where_it_hangs(self, late: BaseException) -> str | None:
        """The innermost stack of the user's files: of a coroutine that waited or was
        cancelled, or of a thread that goes on. None where there is none."""
        stacks = [*self._waiting, *_cancelled(late), *_threads()]
        for stack in stacks:
            own = [frame for frame in stack if is_users(frame.filename)]
            if own:
                return "\n".join([TITLE, *"".join(traceback.format_list(own)).splitlines()])
        return None


def _awaited(waiting: Any) -> Iterator[tuple[FrameType, int]]:
    """The frames of a coroutine and of what it awaits, outermost first."""
    while (frame := getattr(waiting, "cr_frame", None)) is not None:
        yield frame, frame.f_lineno
        waiting = waiting.cr_await


def _cancelled(late: BaseException) -> Iterator[Iterable[traceback.FrameSummary]]:
    error: BaseException | None = late
    seen: set[int] = set()
    found = []
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        found.append(traceback.extract_tb(error.__traceback__))
        error = error.__cause__ or error.__context__
    yield from reversed(found)


def _threads() -> Iterator[Iterable[traceback.FrameSummary]]:
    here = threading.get_ident()
    for thread, frame in sys._current_frames().items():  # noqa: SLF001  # its documented name
        if thread != here:
            yield traceback.extract_stack(frame)
