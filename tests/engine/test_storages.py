"""The same conversation, whatever it is kept in."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
SCENARIOS = ["scenarios/interrupts/corrected.scenario.yaml"]
OWN = """
from langgraph.checkpoint.memory import InMemorySaver
def good(): return InMemorySaver()
SHARED = InMemorySaver()
def shared(): return SHARED
def text(): return "saver"
def broken(): raise OSError("no disk")
"""


def run(where: str, folder: Path, *paths: str) -> tuple[str, Any]:
    results = folder / "results.json"
    command = [sys.executable, "-m", "scenario_runner", "run", *paths, "--storage", where]
    told = subprocess.run(  # our own command
        [*command, "--report", f"json={results}"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    found = json.loads(results.read_text()) if results.exists() else {"cases": []}
    results.unlink(missing_ok=True)
    return told.stdout + told.stderr, [
        (case["id"], branch["name"], branch["outcome"], [s["outcome"] for s in branch["steps"]])
        for case in found["cases"]
        for branch in case["branches"]
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("storages")


@pytest.fixture(scope="module")
def by_sqlite(folder: Path) -> Any:
    outcomes = run("sqlite", folder, *SCENARIOS)[1]
    assert len(outcomes) > 1
    return outcomes


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
        pytest.skip("no PostgreSQL on this machine: initdb and pg_ctl are not in PATH")
    as_root = os.getuid() == 0
    room = Path("/tmp") / f"sr-pg-{os.getpid()}"  # a socket's path must be short
    room.mkdir(mode=0o700)
    asked = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if as_root else []
    if as_root:
        os.chown(room, 65534, 65534)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(*command: str) -> None:
        subprocess.run([*asked, *command], cwd=room, check=True, stdout=subprocess.DEVNULL)

    data = str(room / "data")
    try:
        call("initdb", "-D", data, "-U", "runner", "-A", "trust", "--no-sync")
        options = f"-p {port} -k {room} -c fsync=off"
        call("pg_ctl", "-D", data, "-w", "-l", str(room / "log"), "-o", options, "start")
        yield f"postgresql://runner:verysecretword@127.0.0.1:{port}/postgres"
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(room)


def test_memory_gives_the_outcomes_of_sqlite(folder: Path, by_sqlite: Any) -> None:
    assert run("memory", folder, *SCENARIOS)[1] == by_sqlite


def test_postgresql_gives_them_too_and_leaves_no_database(
    folder: Path, by_sqlite: Any, server: str
) -> None:
    psycopg = pytest.importorskip("psycopg")
    told, outcomes = run(server, folder, *SCENARIOS)
    assert outcomes == by_sqlite
    assert "verysecretword" not in told
    with psycopg.connect(server) as connection:
        left = connection.execute("SELECT datname FROM pg_database").fetchall()
    assert sorted(name for (name,) in left) == ["postgres", "template0", "template1"]


@pytest.mark.parametrize(
    ("factory", "said"),
    [
        ("shared", "holds checkpoints already"),
        ("text", "gave a str, not a checkpointer"),
        ("broken", "raised OSError: no disk"),
        ("goood", "goood"),
    ],
)
def test_a_factory_that_is_none_is_told_of(folder: Path, factory: str, said: str) -> None:
    (folder / "own.py").write_text(OWN)
    told, _ = run(f"{folder / 'own.py'}:{factory}", folder, SCENARIOS[0])
    assert said in told
    assert "Traceback" not in told


def test_a_checkpointer_of_ones_own_gives_the_outcomes_of_sqlite(
    folder: Path, by_sqlite: Any
) -> None:
    (folder / "own.py").write_text(OWN)
    assert run(f"{folder / 'own.py'}:good", folder, *SCENARIOS)[1] == by_sqlite


def test_a_server_that_is_not_there_is_told_of_without_the_password(folder: Path) -> None:
    told, _ = run("postgresql://me:verysecretword@127.0.0.1:9/x", folder, SCENARIOS[0])
    assert "no server listens there" in told
    assert "verysecretword" not in told
