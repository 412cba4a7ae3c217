"""Where a step was when its time was up: the user's own frames of whatever still runs."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Iterable, Iterator

from scenario_runner.graphs.errors import is_users

TITLE = "It was here (most recent call last):"


def where_it_hangs(late: BaseException) -> str | None:
    """The innermost stack of the user's files: of a coroutine that was cancelled, or of a
    thread that goes on. None where there is none."""
    stacks = [*_cancelled(late), *_threads()]
    for stack in stacks:
        own = [frame for frame in stack if is_users(frame.filename)]
        if own:
            return "\n".join([TITLE, *"".join(traceback.format_list(own)).splitlines()])
    return None


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
