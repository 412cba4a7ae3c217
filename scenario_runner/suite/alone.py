"""Changing a file of the user's: one process at a time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]  # where it is missing, so is what needs it


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """No other process of ours changes the file meanwhile. What dies lets go of it."""
    name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32]
    owner = os.getuid() if hasattr(os, "getuid") else ""
    lock = Path(tempfile.gettempdir(), f"scenario-runner-{owner}-{name}.lock")
    with _here(name), lock.open("ab") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)  # closing the file unlocks it
        yield


_locks: dict[str, threading.Lock] = {}
_guard = threading.Lock()


@contextlib.contextmanager
def _here(name: str) -> Iterator[None]:
    """The same among the threads of this process."""
    with _guard:
        lock = _locks.setdefault(name, threading.Lock())
    with lock:
        yield
