"""What a run must know of the storage that is chosen, without importing any of it."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import parse_qs, unquote, urlsplit

from scenario_runner.masking.mask import SHORTEST, Values
from scenario_runner.suite.usage import UsageFault

VARIABLE = "SCENARIO_RUNNER_STORAGE"
_NAMES = ("sqlite", "memory")
_URL = ("postgresql://", "postgres://")
_FACTORY = re.compile(r"[^:/]+(\.[^:]+)*:\w+|.+\.py:\w+")
_PACKAGES = {
    "sqlite": ("langgraph-checkpoint-sqlite", "in memory"),
    "memory": ("langgraph-checkpoint", "InMemorySaver"),
    "postgresql": ("langgraph-checkpoint-postgres", "on PostgreSQL"),
}
_LONG = 8
"""Characters from which on a password is masked wherever it stands."""
_COMMON = frozenset({"password", "postgres", "postgresql"})
"""Passwords of databases for tests, which stand in too many other texts."""


def chosen(told: str) -> str:
    """The storage that is told, or else the environment's, or else SQLite."""
    return told or os.environ.get(VARIABLE, "") or "sqlite"


def require_storage(told: str) -> None:
    """Check the shape only. Its text is never in a message where it may hold a password. Raises
    UsageFault."""
    if not told or told in _NAMES or told.startswith(_URL):
        return
    if "://" in told:
        message = "only postgresql:// is a database that can be named by its URL"
        raise UsageFault(message, "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
    if _FACTORY.fullmatch(told):
        return
    near = difflib.get_close_matches(told, [*_NAMES, "postgresql"], n=1)
    message = "write sqlite, memory, postgresql://..., module:factory or FILE.py:factory"
    if not near:
        raise UsageFault(message)
    raise UsageFault(f"{message}. Did you mean {near[0] + '://...' * (near[0] == 'postgresql')}?")


def saver_named(told: str) -> str | None:
    """The storage as results name it, without user, password and host; None: not installed."""
    kind = chosen(told)
    if kind.startswith(_URL):
        kind = "postgresql"
    if kind not in _PACKAGES:
        return kind
    package, where = _PACKAGES[kind]
    try:
        return f"{package} {version(package)}, {where}"
    except PackageNotFoundError:
        return None


def password_values(told: str) -> Values:
    """What must not be shown of the storage: its password, as it is and as the URL spells it. A
    short or common word is hidden in the URL alone: it stands in too many other texts."""
    url = chosen(told)
    if not url.startswith(_URL):
        return ()
    return tuple(("storage password", value) for value in dict.fromkeys(_hidden(url)))


def _hidden(url: str) -> Iterator[str]:
    authority = url.partition("://")[2].partition("/")[0]
    user, has_user, _ = authority.rpartition("@")
    name, _, spelled = user.partition(":")
    try:
        words = parse_qs(urlsplit(url).query).get("password", [])
    except ValueError:
        words = []
    if has_user and spelled:
        yield f"{user}@"
        words = [spelled, unquote(spelled), *words]
    words += [word for word in [os.environ.get("PGPASSWORD", "")] if word]
    for word in words:
        if len(word) >= _LONG and word.lower() not in {*_COMMON, name.lower()}:
            yield word
        elif len(word) >= SHORTEST:
            yield f"password={word}"


def require_kept_there(told: str) -> None:
    """Whether `--keep-databases` can be. Raises UsageFault."""
    if not chosen(told).startswith(_URL):
        message = "--keep-databases keeps those of --storage postgresql://..."
        raise UsageFault(message, "--keep-db FOLDER keeps SQLite files, whatever the storage is")


def database_named(run: str, case: str, branch: str) -> str:
    """What a database is called that stays on the server: at most 63 bytes, unique in a run."""
    words = re.sub(r"[^a-z0-9]+", "_", f"{case.rpartition('::')[2]} {branch}".lower()).strip("_")
    digest = hashlib.sha256(f"{case}::{branch}".encode()).hexdigest()[:8]
    return f"scenario_runner_kept_{run}_{words[:22]}_{digest}"


def drop_databases(told: str, kept_by: str = "") -> list[tuple[str, str]]:
    """Drop the databases of workers that have ended, and tell those that a run has kept: in a
    process of its own, as this one imports no LangGraph, and told by its environment, as others
    can read its arguments."""
    url = chosen(told)
    if not url.startswith(_URL):
        return []
    command = [sys.executable, "-m", "scenario_runner.engine.postgres_server"]
    command += [kept_by] if kept_by else []
    done = subprocess.run(  # noqa: S603  # ours
        command, env={**os.environ, VARIABLE: url}, capture_output=True, check=False
    )
    return [(name, comment) for name, comment in json.loads(done.stdout or "[]")]
