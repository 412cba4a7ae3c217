"""Whatever a graph starts ends with the worker that plays it: each worker is a session of its own.

Without a terminal, too: what asks for a password there must not wait for somebody to type it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

_BEGUN = "begun"
"""A file that says who plays a job, made when a worker takes it up; until then it waits."""


def begin_session() -> None:
    """This process and what it starts from now on are a session."""
    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):  # it leads one already
            os.setsid()


def note_begun(folder: Path) -> None:
    """Say in the folder of a job that this process has taken it up."""
    folder.joinpath(_BEGUN).write_text(str(os.getpid()))


def session_in(folder: Path) -> int | None:
    """Who plays, or played, the job of a folder; None where nobody has begun it."""
    with contextlib.suppress(OSError, ValueError):
        return int(folder.joinpath(_BEGUN).read_text())
    return None


def seconds_since_begun(folder: Path) -> float | None:
    """How long ago a worker took up the job of a folder; None where none has said so."""
    try:
        return max(time.time() - folder.joinpath(_BEGUN).stat().st_mtime, 0.0)
    except OSError:
        return None


def is_over(leader: int | None) -> bool:
    """Whether a session's leader is no more; False where nobody can tell."""
    if leader is None or not hasattr(os, "killpg"):  # elsewhere asking would end it
        return False
    try:
        os.kill(leader, 0)
    except OSError as error:
        return isinstance(error, ProcessLookupError)
    return False


def end_started(leaders: Iterable[int | None]) -> None:
    """End what processes have started, and what these have, in sessions of their own too, as many
    servers of tools are. For leaders that are alive: later nobody knows whose they are. Only
    where there is /proc."""
    known = {leader for leader in leaders if leader is not None}
    parents, started = _parents(), set(known)
    while more := {pid for pid, parent in parents.items() if parent in started} - started:
        started |= more
    for pid in started - known:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _parents() -> dict[int, int]:
    """All processes, each with its parent."""
    found = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            after_name = place.read_bytes().rpartition(b")")[2].split()
            found[int(place.parent.name)] = int(after_name[1])
    return found


def end_session(leader: int | None) -> None:
    """End what is left of a session whose leader is no more, or is this process."""
    if leader is not None and hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(leader, signal.SIGKILL)
