"""Writing a file of the user's: whole or not at all, and one process at a time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]  # where it is missing, so is what needs it

_MODE = 0o666
"""Of a new file, before the umask."""


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


def write_whole(path: Path, text: str) -> None:
    """Put a file in the place of what is there, in one step; links are followed, permissions
    kept. Raises OSError, and then nothing has changed."""
    target = path.resolve()
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    new = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        if mode is not None:
            new.chmod(mode)
        new.replace(target)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
