"""A PostgreSQL database for each storage, made from a template.

A freed one is emptied and used again. Names carry host and process: when a run ends, or a later
one begins, what processes of the same host have left is dropped. No other database is ever touched.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import uuid
from functools import lru_cache
from typing import Any

import psycopg
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from scenario_runner.engine.journal import Fresh
from scenario_runner.graphs.errors import GraphLoadError

_SECONDS = 10
"""To connect."""
_HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
_NAME = re.compile(rf"scenario_runner_{_HOST}_(\d+)_[0-9a-f]{{12}}")


_free: dict[tuple[str, int], list[psycopg.Connection[Any]]] = {}
"""By URL and process, the emptied databases that wait for a next storage: to make one and to drop
one costs a tenth of a second or more, to empty one a millisecond."""


def fresh(url: str) -> Fresh:
    """An empty checkpointer on a database of its own. Raises GraphLoadError."""
    waiting = _free.setdefault((url, os.getpid()), [])
    connection = waiting.pop() if waiting else _made(url)
    return Fresh(saver=PostgresSaver(connection), close=lambda: _empty(connection, waiting))


def _made(url: str) -> psycopg.Connection[Any]:
    template, name = _template(url, os.getpid()), _new_name()
    _create(url, name, template)
    return _connect(url, name)


def _empty(connection: psycopg.Connection[Any], waiting: list[psycopg.Connection[Any]]) -> None:
    """Empty a database for the next storage; one that cannot be is dropped with the process."""
    if connection.closed or any(connection is other for other in waiting):
        return
    try:
        for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    except psycopg.Error:
        connection.close()
    else:
        waiting.append(connection)


@lru_cache(maxsize=4)
def _template(url: str, _process: int) -> str:
    """The database with LangGraph's tables, one for each process."""
    drop_left(url)
    name = _new_name()
    _create(url, name, None)
    with _connect(url, name) as connection:
        PostgresSaver(connection).setup()
    return name


def drop_left(url: str) -> None:
    """Drop what processes of this host that no longer run have left. Raises GraphLoadError."""
    with _connect(url, None) as connection:
        rows = connection.execute("SELECT datname FROM pg_database").fetchall()
        for name in (str(row["datname"]) for row in rows):
            found = _NAME.fullmatch(name)
            if found is None or _runs(int(found[1])):
                continue
            dropped = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            with contextlib.suppress(psycopg.Error):  # the next run tries again
                connection.execute(dropped.format(sql.Identifier(name)))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _new_name() -> str:
    return f"scenario_runner_{_HOST}_{os.getpid()}_{uuid.uuid4().hex[:12]}"


def _create(url: str, name: str, template: str | None) -> None:
    made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    with _connect(url, None) as connection:
        try:
            connection.execute(made)
        except psycopg.errors.InsufficientPrivilege as error:
            raise GraphLoadError(
                "--storage: the PostgreSQL user may not create databases",
                "each branch is a database of its own: ALTER ROLE ... CREATEDB",
            ) from error


def _connect(url: str, database: str | None) -> psycopg.Connection[dict[str, Any]]:
    """Raises GraphLoadError, which never holds the URL: it may hold a password."""
    named = {"dbname": database} if database is not None else {}
    try:
        told = make_conninfo(url, connect_timeout=_SECONDS, **named)
    except psycopg.Error:
        raise GraphLoadError(
            "--storage: this is no PostgreSQL URL",
            "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE",
        ) from None
    try:
        return psycopg.connect(told, autocommit=True, prepare_threshold=0, row_factory=dict_row)
    except psycopg.OperationalError as error:
        raise GraphLoadError(f"--storage: PostgreSQL cannot be reached: {_why(error)}") from None


def _why(error: psycopg.OperationalError) -> str:
    told = str(error)
    if "password" in told or "authentication" in told:
        return "the user or the password is wrong"
    if "refused" in told or "No such file" in told:
        return "no server listens there"
    if "does not exist" in told:
        return "that database or user does not exist"
    return "the server did not answer as one should"


if __name__ == "__main__":  # what the command line starts when its workers have ended
    with contextlib.suppress(psycopg.Error, GraphLoadError):
        drop_left(os.environ["SCENARIO_RUNNER_STORAGE"])
