"""A database of LangGraph's SQLite saver, read from a copy: the source is never touched."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

_MAGIC: Final = b"SQLite format 3\0"
_WANTED: Final = {
    "checkpoints": {
        "thread_id", "checkpoint_ns", "checkpoint_id", "parent_checkpoint_id", "type",
        "checkpoint", "metadata",
    },
    "writes": {
        "thread_id", "checkpoint_ns", "checkpoint_id", "task_id", "idx", "channel", "type", "value",
    },
}  # fmt: skip


class CannotRecord(Exception):  # not an error of ours: it is told to whoever asked
    """What keeps a thread from being recorded, and what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a copy of a database, its write-ahead log included. Raises CannotRecord."""
    with tempfile.TemporaryDirectory(prefix="scenario-runner-") as folder:
        copy = _copied(path, Path(folder))
        with closing(sqlite3.connect(copy)) as connection:
            try:
                _check(connection, path)
                yield connection
            except sqlite3.OperationalError as error:
                raise _unusable(path, error) from error
            except sqlite3.DatabaseError as error:
                hint = "make a sound copy of it with sqlite3's .recover"
                raise CannotRecord(f"{path} is damaged", hint) from error


def _copied(path: Path, folder: Path) -> Path:
    """The file and its log, copied as files: opening the source would write beside it."""
    try:
        with path.open("rb") as source:
            head = source.read(len(_MAGIC))
    except IsADirectoryError:
        hint = "name the database itself, or a folder that run --keep-db wrote"
        raise CannotRecord(f"{path} is a folder without a manifest", hint) from None
    except OSError as error:
        raise CannotRecord(f"{path} cannot be read: {error.strerror}") from error
    if head != _MAGIC:
        hint = "name the file that SqliteSaver writes to"
        raise CannotRecord(f"{path} is no SQLite database", hint)
    if path.with_name(f"{path.name}-journal").exists():
        hint = "wait until it has ended, or let the application open it once more after a crash"
        raise CannotRecord(f"{path} is being written to: a transaction is open", hint)
    copy = folder / "copy.sqlite"
    before = _stamp(path)
    try:
        shutil.copyfile(path, copy)
        log = path.with_name(f"{path.name}-wal")
        if log.exists():
            shutil.copyfile(log, folder / "copy.sqlite-wal")
    except OSError as error:
        raise CannotRecord(f"{path} cannot be copied: {error.strerror}") from error
    if _stamp(path) != before:
        raise CannotRecord(f"{path} is being written to", "record it when the application is idle")
    return copy


def _stamp(path: Path) -> tuple[tuple[int, int] | None, ...]:
    """Sizes and times of the file and its log, which change where somebody writes."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return tuple(
        (file.stat().st_size, file.stat().st_mtime_ns) if file.exists() else None for file in files
    )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    for table, wanted in _WANTED.items():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if not columns:
            hint = "it is not, or not yet, one of LangGraph's SqliteSaver"
            raise CannotRecord(f"{path} has no table {table}", hint)
        if missing := sorted(wanted - columns):
            hint = "it was written by a saver of another release than this one knows"
            raise CannotRecord(f"{path}: the table {table} has no column {missing[0]}", hint)
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _unusable(path: Path, error: sqlite3.OperationalError) -> CannotRecord:
    if "locked" in str(error) or "busy" in str(error):
        return CannotRecord(f"{path} is locked", "record it when the application is idle")
    return CannotRecord(f"{path} cannot be read as a database")
