"""Conversations on a real PostgreSQL: databases of their own, gone afterwards, no password told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from private_postgres import PASSWORD, running

from scenario_runner import Options, run
from scenario_runner.suite.usage import UsageFault

LEAKY = """
import os
from typing import TypedDict
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt


class State(TypedDict, total=False):
    said: list[str]


def speak(state):
    url = os.environ.get("SCENARIO_RUNNER_STORAGE", "")
    print("kept at", url)
    answer = interrupt("what?")
    if answer == "raise":
        raise ValueError(f"no luck at {url}")
    return {"said": [*state.get("said", ()), answer, url]}


def wait(state):
    import time
    from pathlib import Path
    Path(__file__).with_name("waits").touch()
    until = time.monotonic() + 20
    while not Path(__file__).with_name("go").exists() and time.monotonic() < until:
        time.sleep(0.02)
    return {"said": ["waited"]}


def made(node):
    builder = StateGraph(State)
    builder.add_node("node", node)
    builder.add_edge(START, "node")
    builder.add_edge("node", END)
    return builder


graph = made(speak)
waiting = made(wait)
"""
ASKING = {
    "scenario": "S",
    "graph": "leaky.py:graph",
    "steps": [{"id": "asked", "invoke": {"said": []}}, {"resume": "one"}],
    "branches": {"other": {"from": "asked", "steps": [{"resume": "raise"}]}},
}
WAITING = {
    "scenario": "W",
    "graph": "leaky.py:waiting",
    "steps": [{"id": "waits", "invoke": {"said": []}}, {"invoke": {}}],
    "branches": {"other": {"from": "waits", "steps": [{"invoke": {}}]}},
}


@pytest.fixture
def psycopg():
    return pytest.importorskip("psycopg")


@pytest.fixture
def asking(tmp_path):
    return file(tmp_path, ASKING)


def file(folder, told):
    (folder / "leaky.py").write_text(LEAKY)
    path = folder / "s.scenario.yaml"
    path.write_text(json.dumps(told))
    return path


def databases(psycopg, url):
    """Those on the server that are ours."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT datname FROM pg_database").fetchall()
    return sorted(name for (name,) in rows if name.startswith("scenario_runner_"))


def command(path, *options, url):
    """The command itself, beside the file."""
    return subprocess.Popen(
        [sys.executable, "-m", "scenario_runner", "run", str(path), *options],
        cwd=path.parent, env={**os.environ, "SCENARIO_RUNNER_STORAGE": url},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_nothing_that_is_told_holds_the_password_and_no_database_is_left(
    psycopg, postgres, asking, tmp_path
):
    """Though the graph prints the URL, raises it, and keeps it in its state."""
    before = databases(psycopg, postgres.url())
    reports = [f"--report={kind}={tmp_path / kind}" for kind in ("json", "html", "junit")]
    told = command(asking, *reports, "--keep-db", tmp_path / "kept", url=postgres.url())
    output, _ = told.communicate(timeout=60)
    assert "no luck at postgresql://***storage password***" in output
    assert "the graph raised ValueError" in output
    everything = [output.encode()]
    everything += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in everything if PASSWORD.encode() in text]
    results = json.loads((tmp_path / "json").read_text())
    assert results["environment"]["saver"].endswith("on PostgreSQL")
    assert databases(psycopg, postgres.url()) == before


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://runner:wrongpassword@127.0.0.1:{port}/x", "user or the password is wrong"),
        ("postgresql://127.0.0.1:{port}/postgres?user=runner", "it asks for a password"),
        ("postgresql://runner:verysecretword@127.0.0.1:{port}/none", "database or user does not"),
        ("postgresql://runner:verysecretword@127.0.0.1:9/x", "no server listens there"),
        ("postgresql://runner:verysecretword@127.0.0.1:port/x", "cannot be reached"),
        ("postgresql://runner:verysecretword@[::1/x", "this is no PostgreSQL URL"),
        ("postgresql://runner:verysecretword@127.0.0.1/x?colour=red", "this is no PostgreSQL URL"),
        ("postgresql://plain:verysecretword@127.0.0.1:{port}/postgres", "may not create databases"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_of(psycopg, postgres, asking, url, said):
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS plain")
        connection.execute(f"CREATE ROLE plain LOGIN PASSWORD '{PASSWORD}'")
    told = url.format(port=postgres.port)
    (case,) = run([asking], Options(storage=told, in_process=True)).cases
    assert case.error is not None
    assert said in case.error.message
    assert not any(word in f"{case}" for word in (PASSWORD, "wrongpassword", "Traceback"))
    assert case.branches[0].outcome == "error"


def test_a_server_that_stops_in_the_middle_is_no_error_of_the_graph(psycopg, tmp_path):
    """The step that loses it says so; the branches that need it are errors too."""
    path = file(tmp_path, WAITING)
    with running() as server:
        told = command(path, "--in-process", f"--report=json={tmp_path / 'json'}", url=server.url())
        wait_for(tmp_path / "waits")
        server.stop()
        (tmp_path / "go").touch()
        output, _ = told.communicate(timeout=60)
    assert "the storage has gone away" in output
    assert "the graph raised" not in output
    assert "Traceback" not in output
    assert told.returncode == 4
    (case,) = json.loads((tmp_path / "json").read_text())["cases"]
    assert case["branches"][0]["steps"][0]["error"]["kind"] == "storage"


def wait_for(path):
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_what_a_killed_run_left_is_dropped_by_the_next_and_nothing_else(
    psycopg, postgres, asking, tmp_path
):
    """A run that goes on keeps its databases, as does whoever has others."""
    (tmp_path / "long").mkdir()
    path = file(tmp_path / "long", WAITING)
    before = databases(psycopg, postgres.url())  # of this process
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE scenario_runner_of_mine")
    goes_on = command(path, "--in-process", url=postgres.url())
    wait_for(path.with_name("waits"))
    kept = databases(psycopg, postgres.url())
    assert len(kept) > len(before) + 1
    (path.with_name("waits")).unlink()
    killed = command(path, "--in-process", url=postgres.url())
    wait_for(path.with_name("waits"))
    assert len(databases(psycopg, postgres.url())) > len(kept)
    killed.kill()
    killed.communicate(timeout=20)
    command(asking, "--in-process", url=postgres.url()).communicate(timeout=60)
    assert databases(psycopg, postgres.url()) == kept
    (path.with_name("go")).touch()
    output, _ = goes_on.communicate(timeout=60)
    assert goes_on.returncode == 0, output
    assert databases(psycopg, postgres.url()) == sorted([*before, "scenario_runner_of_mine"])
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE scenario_runner_of_mine")


def test_databases_can_be_kept_and_their_names_are_said(psycopg, postgres, tmp_path):
    """LangGraph's own checkpointer reads them, and a later run lets them be."""
    from langgraph.checkpoint.postgres import PostgresSaver

    before = databases(psycopg, postgres.url())
    branches = {"other": {"from": "asked", "steps": [{"resume": "two"}]}}
    path = file(tmp_path, ASKING | {"branches": branches})
    path.with_name("leaky.py").write_text(LEAKY.replace("answer, url]", "answer]"))
    told = command(path, "--in-process", "--keep-databases", url=postgres.url())
    output, _ = told.communicate(timeout=60)
    kept = sorted(set(databases(psycopg, postgres.url())) - set(before))
    assert "2 databases kept on the server:" in output
    assert all(name in output for name in kept)
    said = {}
    for name in kept:
        whole = postgres.url().removesuffix("postgres") + name
        with PostgresSaver.from_conn_string(whole) as saver:
            found = saver.get_tuple({"configurable": {"thread_id": "main"}})
            said[name.split("_", 4)[4].rsplit("_", 1)[0]] = found.checkpoint["channel_values"]
    assert {name: values["said"] for name, values in said.items()} == {
        "s_main": ["one"], "s_other": ["two"],
    }  # fmt: skip
    run([path], Options(storage=postgres.url(), in_process=False))
    assert set(kept) <= set(databases(psycopg, postgres.url()))
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        for name in kept:
            connection.execute(f"DROP DATABASE {name}")


def test_only_a_server_keeps_databases(asking):
    """Files are for the others."""
    with pytest.raises(UsageFault, match="--keep-databases keeps those of"):
        run([asking], Options(storage="memory", keep_on_server="12345678", in_process=True))
