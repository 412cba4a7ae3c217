"""A PostgreSQL database for each storage, made from a template.

A freed one is emptied and used again: to make one and to drop one costs a tenth of a second or
more, to empty one a millisecond.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import psycopg
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg import sql

from scenario_runner.engine.journaled_storage import Fresh
from scenario_runner.engine.postgres_server import Connection, connect, create, drop_left, name_of
from scenario_runner.graphs.errors import GraphLoadError

_TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")


def fresh(url: str) -> Fresh:
    """An empty checkpointer on a database of its own. Raises GraphLoadError."""
    ours = _ours(url, os.getpid())
    connection = ours.waiting.pop() if ours.waiting else ours.made()
    return Fresh(
        saver=PostgresSaver(connection),
        close=lambda: ours.take_back(connection),
        is_lost=lambda: connection.broken,
        kept_as=ours.kept,
    )


@dataclass(kw_only=True, slots=True)
class _Ours:
    """The databases of one process on one server."""

    url: str = field(repr=False)
    process: int
    token: str
    there: Connection
    """Open as long as the process lives: without it they count as left behind."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    all: list[Connection] = field(default_factory=list)
    waiting: list[Connection] = field(default_factory=list)
    """Emptied, for a next storage."""

    def made(self) -> Connection:
        """A new database, made from the template. Raises GraphLoadError."""
        name = name_of(self.token, next(self.numbers))
        create(self.there, name, name_of(self.token, 0))
        connection = connect(self.url, name, self.token)
        self.all.append(connection)
        return connection

    def kept(self, name: str, comment: str) -> Fresh:
        """A new database that stays, in the place of one of that name. Raises GraphLoadError."""
        named, told = sql.Identifier(name), sql.Literal(comment)
        self.there.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(named))
        create(self.there, name, name_of(self.token, 0))
        self.there.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(named, told))
        connection = connect(self.url, name, self.token)
        return Fresh(saver=PostgresSaver(connection), close=connection.close)

    def take_back(self, connection: Connection) -> None:
        """Empty one; one that cannot be is dropped when the process has ended."""
        if connection.closed or any(connection is other for other in self.waiting):
            return
        try:
            for table in _TABLES:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        except psycopg.Error:
            connection.close()
        else:
            self.waiting.append(connection)

    def leave(self) -> None:
        """Drop them all."""
        if os.getpid() != self.process:  # forked off; they are the other's
            return
        for connection in self.all:
            connection.close()
        with contextlib.suppress(psycopg.Error), self.there:
            drop_left(self.there, own=self.token)


@lru_cache(maxsize=4)
def _ours(url: str, process: int) -> _Ours:
    """Those of this process, with the template, a database with LangGraph's tables."""
    token = uuid.uuid4().hex[:12]
    there = connect(url, None, token)
    try:
        with contextlib.suppress(psycopg.Error):  # before PostgreSQL 14 there is none
            there.execute("SET idle_session_timeout = 0")
        drop_left(there)
        create(there, template := name_of(token, 0), None)
        with connect(url, template, token) as connection:
            PostgresSaver(connection).setup()
    except psycopg.Error as error:
        there.close()
        raise GraphLoadError("--storage: PostgreSQL has ended the connection") from error
    except BaseException:
        there.close()
        raise
    ours = _Ours(url=url, process=process, token=token, there=there)
    atexit.register(ours.leave)
    return ours
