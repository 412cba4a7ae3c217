"""Databases of ours on a PostgreSQL server: made, and dropped when nobody needs them any more.

Names carry a token of the process that made them, and that process is connected under the same
token as long as it lives: what has no such connection, on whatever machine, was left behind. A
database that anyone is connected to is never dropped, nor one whose name is not of this form.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import time
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from scenario_runner.graphs.errors import GraphLoadError

Connection = psycopg.Connection[dict[str, Any]]
PREFIX = "scenario_runner_"
_NAME = re.compile(rf"{PREFIX}([0-9a-f]{{12}})_\d+")
_SECONDS = 10
"""To connect."""
_PATIENCE = 5.0
"""Seconds until the server has noticed that a process has ended."""


def connect(url: str, database: str | None, token: str) -> Connection:
    """Raises GraphLoadError, which never holds the URL: it may hold a password."""
    named = {"dbname": database} if database is not None else {}
    try:
        told = make_conninfo(
            url, connect_timeout=_SECONDS, application_name=f"{PREFIX}{token}", **named
        )
    except psycopg.Error:
        raise GraphLoadError(
            "--storage: this is no PostgreSQL URL",
            "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with % and @ in a password as "
            "%25 and %40",
        ) from None
    try:
        return psycopg.connect(told, autocommit=True, prepare_threshold=0, row_factory=dict_row)
    except psycopg.OperationalError as error:
        why, hint = _why(error)
        raise GraphLoadError(f"--storage: PostgreSQL cannot be reached: {why}", hint) from None


def create(there: Connection, name: str, template: str | None) -> None:
    """Make a database. Raises GraphLoadError."""
    made = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template is not None:
        made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    try:
        there.execute(made)
    except psycopg.errors.InsufficientPrivilege as error:
        raise GraphLoadError(
            "--storage: the PostgreSQL user may not create databases",
            "each branch is a database of its own: ALTER ROLE ... CREATEDB",
        ) from error
    except psycopg.Error as error:
        why = error.diag.message_primary or "the connection is lost"
        raise GraphLoadError(f"--storage: PostgreSQL makes no database: {why}") from error


def name_of(token: str, number: int) -> str:
    """The database of that number of a process."""
    return f"{PREFIX}{token}_{number}"


def drop_left(there: Connection, own: str = "") -> None:
    """Drop what processes have left that are no longer connected, and those of `own`, a token."""
    until = time.monotonic() + _PATIENCE
    while _drop(there, own) and time.monotonic() < until:
        time.sleep(0.05)


def _drop(there: Connection, own: str) -> bool:
    """Whether someone is still connected to one that is to be dropped."""
    names = [str(row["datname"]) for row in there.execute("SELECT datname FROM pg_database")]
    alive = there.execute("SELECT DISTINCT application_name AS name FROM pg_stat_activity")
    tokens = {str(row["name"]).removeprefix(PREFIX) for row in alive} - {own}
    in_use = False
    for name in names:
        found = _NAME.fullmatch(name)
        if found is None or found[1] in tokens:
            continue
        try:
            there.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        except psycopg.errors.ObjectInUse:
            in_use = True
        except psycopg.Error:
            if there.broken:
                raise
    return in_use  # another's database is not ours to drop, and tried no further


def _why(error: psycopg.OperationalError) -> tuple[str, str | None]:
    told = str(error)
    if "no password supplied" in told:
        return "it asks for a password", "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
    if "password" in told or "authentication" in told:
        return "the user or the password is wrong", None
    if "refused" in told or "No such file" in told:
        return "no server listens there", "start it, or mend host and port"
    if "does not exist" in told:
        return "that database or user does not exist", None
    if "resolve" in told or "not known" in told or "resolution" in told:
        return "there is no host of that name", None
    if "too many" in told or "remaining connection slots" in told:
        return "it takes no more connections", "raise max_connections, or take fewer workers: -j"
    if "timeout" in told or "timed out" in told:
        return f"it did not answer within {_SECONDS} s", None
    return "the server did not answer as one should", None


def kept(there: Connection, run: str) -> list[tuple[str, str]]:
    """The databases that a run has kept: names and comments, in order of the comments."""
    rows = there.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') AS comment FROM pg_database "
        "WHERE starts_with(datname, %s) ORDER BY comment, datname",
        (f"{PREFIX}kept_{run}_",),
    )
    return [(str(row["datname"]), str(row["comment"] or "")) for row in rows]


if __name__ == "__main__":  # what a run starts when its workers have ended
    with (
        contextlib.suppress(psycopg.Error, GraphLoadError),
        connect(os.environ["SCENARIO_RUNNER_STORAGE"], None, "leaving") as _connection,
    ):
        drop_left(_connection)
        if sys.argv[1:]:
            json.dump(kept(_connection, sys.argv[1]), sys.stdout)
