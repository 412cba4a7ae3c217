"""Whatever a graph starts ends with the worker that plays it: each worker is a session of its own.

Without a terminal, too: what asks for a password there must not wait for somebody to type it.
"""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

_FILE = "session"


def begin_session() -> None:
    """This process and what it starts from now on are a session."""
    if hasattr(os, "setsid"):
        with contextlib.suppress(PermissionError):  # it leads one already
            os.setsid()


def note_session(folder: Path) -> None:
    """Say in the folder of a job who plays it."""
    folder.joinpath(_FILE).write_text(str(os.getpid()))


def session_in(folder: str) -> int | None:
    """Who plays, or played, the job of a folder; None where nobody has begun it."""
    with contextlib.suppress(OSError, ValueError):
        return int(Path(folder, _FILE).read_text())
    return None


def end_session(leader: int | None) -> None:
    """End what is left of a session whose leader is no more, or is this process."""
    if leader is not None and hasattr(os, "killpg"):
        with contextlib.suppress(OSError):
            os.killpg(leader, signal.SIGKILL)
