"""Where jobs leave their journals: below one temporary folder of this process, which goes with it.

What a process that was killed has left is removed by the next one: the lock of its folder is free.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]  # where it is missing, so is what needs it

_PREFIX: Final = "scenario-runner-"
_LOCK: Final = "lock"
_BESIDE: Final = "beside"
"""Holds the name of the folder that `multiprocessing` has made for its sockets."""
_OLD: Final = 3600.0
"""Seconds after which a folder without a lock is nobody's that is still being made."""

_homes: dict[int, tuple[Path, int]] = {}
"""By process, as a fork is another one: the folder, and the descriptor that holds its lock."""
_guard = threading.Lock()
_numbers = itertools.count(1)


@contextlib.contextmanager
def job_folder() -> Iterator[str]:
    """A folder for one job; only files are put there."""
    folder = _home() / str(next(_numbers))
    folder.mkdir(mode=0o700)
    try:
        yield str(folder)
    finally:
        _take_away(folder)


def _take_away(folder: Path) -> None:
    """Looking for folders in it, as `rmtree` does, would take longer than removing the files."""
    with contextlib.suppress(FileNotFoundError):  # somebody tidies up in temporary folders
        for file in os.listdir(folder):  # noqa: PTH208  # as above: no objects for names
            os.unlink(f"{folder}/{file}")  # noqa: PTH108  # as above
        folder.rmdir()


def goes_too(folder: str) -> None:
    """`folder`, also a temporary one of this process, is removed where this one would be."""
    _home().joinpath(_BESIDE).write_text(folder, encoding="utf-8", errors="surrogateescape")


def _home() -> Path:
    with _guard:
        known = _homes.get(os.getpid())
        if known is not None and known[0].is_dir():
            return known[0]
        _sweep(Path(tempfile.gettempdir()))
        made = Path(tempfile.mkdtemp(prefix=_PREFIX))
        _homes[os.getpid()] = made, _locked(made)
        atexit.register(_remove, made, os.getpid())
        return made


def _locked(home: Path) -> int:
    """The lock comes to its place when it is held, so that nobody finds it free before."""
    beside = home / f"{_LOCK}.new"
    descriptor = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    if fcntl is not None:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            beside.replace(home / _LOCK)
    return descriptor


def _remove(home: Path, owner: int) -> None:
    if owner == os.getpid():
        shutil.rmtree(home, ignore_errors=True)


# --- what others have left ----------------------------------------------------------------


def _sweep(place: Path) -> None:
    """Remove the folders of processes that are no more. The place is anybody's: nothing is
    followed, and only what is this user's own is touched."""
    if fcntl is None:
        return
    with contextlib.suppress(OSError):
        for found in place.glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):
                if _is_own(found) and _is_left(found):
                    _remove_beside(found, place)
                    shutil.rmtree(found, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    facts = folder.lstat()
    private = stat.S_IMODE(facts.st_mode) == 0o700  # nobody else can have put anything there
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid() and private


def _is_left(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time.time() - folder.lstat().st_mtime > _OLD
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _remove_beside(folder: Path, place: Path) -> None:
    with contextlib.suppress(OSError, UnicodeError):
        named = folder.joinpath(_BESIDE).read_text(encoding="utf-8", errors="surrogateescape")
        beside = Path(named)
        if beside.parent == place and beside.name.startswith("pymp-") and _is_own(beside):
            shutil.rmtree(beside, ignore_errors=True)
