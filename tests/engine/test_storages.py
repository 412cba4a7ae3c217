"""The same conversation, whatever it is kept in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenario_runner import Options, run

REPOSITORY = Path(__file__).parents[2]
CORRECTED = str(REPOSITORY / "scenarios/interrupts/corrected.scenario.yaml")
OWN = """
import aiosqlite
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
def good(): return InMemorySaver()
SHARED = InMemorySaver()
def shared(): return SHARED
def text(): return "saver"
def broken(): raise OSError("no disk")
def not_sync(): return AsyncSqliteSaver(aiosqlite.connect(":memory:"))
def entered(): return AsyncSqliteSaver.from_conn_string(":memory:")
"""


def played(where, **options):
    """The results; and of each step the outcome and the values."""
    results = run([CORRECTED], Options(storage=where, in_process=True, **options))
    return results, [
        (branch.name, step.id, step.outcome, step.observation and step.observation.values)
        for case in results.cases
        for branch in case.branches
        for step in branch.steps
    ]


def error_of(results):
    """That of the one case."""
    (case,) = results.cases
    return case.error or next(branch.error for branch in case.branches if branch.error)


@pytest.fixture(scope="module")
def by_sqlite():
    results, steps = played("sqlite")
    assert results.outcome == "passed"
    assert len(steps) > 2
    return steps


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.py").write_text(OWN)
    return f"{tmp_path / 'own.py'}"


def test_memory_gives_what_sqlite_does(by_sqlite):
    results, steps = played("memory")
    assert steps == by_sqlite
    assert results.environment.saver.endswith("InMemorySaver")


def test_a_checkpointer_of_ones_own_does_too(own, by_sqlite):
    results, steps = played(f"{own}:good")
    assert steps == by_sqlite
    assert results.environment.saver == f"{own}:good"


def test_the_environment_names_it_where_the_option_does_not(monkeypatch):
    monkeypatch.setenv("SCENARIO_RUNNER_STORAGE", "memory")
    assert "InMemorySaver" in played("")[0].environment.saver
    assert "sqlite" in played("sqlite")[0].environment.saver


@pytest.mark.parametrize(
    ("factory", "said"),
    [
        ("shared", "holds checkpoints already"),
        ("text", "returned str, not a checkpointer"),
        ("broken", "raised OSError: no disk"),
        ("goood", "goood"),
        ("not_sync", "returned AsyncSqliteSaver, which cannot be read inside an event loop"),
        ("entered", "not a checkpointer"),
    ],
)
def test_a_factory_that_is_none_is_told_of(own, factory, said):
    results, _ = played(f"{own}:{factory}")
    assert said in error_of(results).message
    assert "Traceback" not in error_of(results).message


def test_an_async_checkpointer_has_a_synchronous_twin(own):
    hint = error_of(played(f"{own}:not_sync")[0]).hint
    assert hint.startswith("return the synchronous one, SqliteSaver")


def test_databases_are_kept_as_sqlite_files(tmp_path, by_sqlite):
    """They can be recorded from, and gone on from, like those of SQLite."""
    played("memory", keep_databases=tmp_path)
    (manifest,) = tmp_path.rglob("manifest.json")
    told = json.loads(manifest.read_text())
    assert {branch["name"] for branch in told["branches"]} == {name for name, *_ in by_sqlite}
    for branch in told["branches"]:
        assert (manifest.parent / branch["database"]).read_bytes().startswith(b"SQLite format 3")
