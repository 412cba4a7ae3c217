"""A database of LangGraph's PostgreSQL saver, copied into a file as its SQLite saver lays it out.

One read-only transaction reads the tables; nothing is decoded, built or written there.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import ormsgpack

from scenario_runner.stored.database import CannotRead

PREFIXES: Final = ("postgresql://", "postgres://")
_SECONDS: Final = 20
_UNREAD: Final = 127
"""An extension that nobody knows: what is stored so is named as a gap."""
_CHECKPOINTS = """
    SELECT thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata
    FROM checkpoints ORDER BY checkpoint_id
"""
_BLOBS = "SELECT thread_id, checkpoint_ns, channel, version, type, blob FROM checkpoint_blobs"
# rows have no order of their own; the transactions that wrote them do
_WRITES = """
    SELECT thread_id, checkpoint_ns, checkpoint_id, task_id, idx, channel, type, blob
    FROM checkpoint_writes ORDER BY xmin::text::bigint, checkpoint_id, task_id, idx
"""
_LAYOUT = """
    CREATE TABLE checkpoints (
        thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT, parent_checkpoint_id TEXT,
        type TEXT, checkpoint BLOB, metadata BLOB,
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id));
    CREATE TABLE writes (
        thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT, task_id TEXT, idx INTEGER,
        channel TEXT, type TEXT, value BLOB,
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));
"""


@contextmanager
def as_sqlite(url: str) -> Iterator[Path]:
    """A file with all threads of the database, which goes afterwards. Raises CannotRead, whose
    message never holds the URL: it may hold a password."""
    try:
        import psycopg  # noqa: PLC0415  # an extra
    except ImportError as error:
        hint = 'install it: pip install "scenario-runner[postgres]"'
        raise CannotRead(
            "reading PostgreSQL needs psycopg, which is not installed", hint
        ) from error
    with tempfile.TemporaryDirectory(prefix="scenario-runner-") as folder:
        path = Path(folder, "threads.sqlite")
        try:
            with psycopg.connect(url, connect_timeout=_SECONDS) as connection:
                connection.read_only = True
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                _copy(connection, path)
        except psycopg.errors.UndefinedTable as error:
            hint = "it is not, or not yet, one of LangGraph's PostgresSaver"
            raise CannotRead("the database has no tables of checkpoints", hint) from error
        except (psycopg.Error, UnicodeError) as error:
            raise CannotRead(f"the database cannot be read: {_kind(error)}", _HINT) from error
        yield path


_HINT = "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, and look whether the server answers"


def _kind(error: Exception) -> str:
    """What went wrong, without the words of the server, which may quote the URL."""
    told = str(error).lower()
    known = {
        "password": "the user or the password is wrong",
        "refused": "nothing listens there",
        "does not exist": "there is no such database or user",
        "timeout": "the server did not answer",
        "resolve": "there is no such host",
    }
    return next((said for part, said in known.items() if part in told), type(error).__name__)


def _copy(connection: Any, path: Path) -> None:
    blobs: dict[tuple[str, str, str, str], tuple[str, bytes | None]] = {}
    for thread, namespace, channel, version, kind, blob in connection.execute(_BLOBS):
        blobs[thread, namespace, channel, version] = kind, blob
    with closing(sqlite3.connect(path)) as target:
        target.executescript(_LAYOUT)
        for row in connection.execute(_CHECKPOINTS):
            thread, namespace, own, parent, checkpoint, metadata = row
            held = {
                channel: blobs[key]
                for channel, version in (checkpoint.get("channel_versions") or {}).items()
                if (key := (thread, namespace, channel, str(version))) in blobs
            }
            packed = _packed(checkpoint, held)
            told = (thread, namespace, own, parent, "msgpack", packed, json.dumps(metadata))
            target.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)", told)
        for row in connection.execute(_WRITES):
            target.execute("INSERT INTO writes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", tuple(row))
        target.commit()


def _packed(checkpoint: Mapping[str, Any], held: Mapping[str, tuple[str, bytes | None]]) -> bytes:
    """A checkpoint with its values in it, which are put there as they are stored."""
    values = {
        name: _pack(value) for name, value in (checkpoint.get("channel_values") or {}).items()
    }
    values |= {name: _raw(*blob) for name, blob in held.items() if blob[0] != "empty"}
    rest = {name: _pack(part) for name, part in checkpoint.items() if name != "channel_values"}
    return _map({**rest, "channel_values": _map(values)})


def _raw(kind: str, blob: bytes | None) -> bytes:
    if kind == "null" or blob is None:
        return _pack(None)
    if kind == "msgpack":
        return blob
    if kind in {"bytes", "bytearray"}:
        return _pack(blob)
    return _pack(ormsgpack.Ext(_UNREAD, kind.encode()))


def _map(parts: Mapping[str, bytes]) -> bytes:
    """A MessagePack map of packed values: https://github.com/msgpack/msgpack/blob/master/spec.md"""
    head = bytes([0xDF]) + len(parts).to_bytes(4, "big")
    return head + b"".join(_pack(name) + part for name, part in parts.items())


def _pack(value: Any) -> bytes:
    return ormsgpack.packb(value, option=ormsgpack.OPT_NON_STR_KEYS)
