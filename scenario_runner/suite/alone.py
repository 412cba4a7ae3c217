"""Changing a file of the user's: one process at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]  # where it is missing, so is what needs it

PATIENCE = 20.0
"""Seconds to wait for another process; changing a file takes a moment."""

_LOOK_UP = 0.02


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process of ours changes the file meanwhile. Raises OSError where another one
    does not come to an end.

    It is the file's folder that is locked: a lock file of its own would be left behind, and the
    file itself is replaced by whoever changes it. What dies lets go of it.
    """
    folder = path.resolve().parent
    with _here(str(folder)), _locked(folder):
        yield


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)  # which unlocks it


def _lock(descriptor: int) -> None:
    """Where the file system has no such locks, there are none."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                message = f"another process has been changing its folder for {PATIENCE:g} s"
                raise OSError(errno.EAGAIN, message) from None
            time.sleep(_LOOK_UP)
        except OSError:
            return
        else:
            return


_locks: dict[str, threading.Lock] = {}
_guard = threading.Lock()


@contextlib.contextmanager
def _here(name: str) -> Iterator[None]:
    """The same among the threads of this process."""
    with _guard:
        lock = _locks.setdefault(name, threading.Lock())
    with lock:
        yield
