"""A project whose graph speaks HTTP, and playing its scenarios."""

import pytest
from model_server import model_server

from scenario_runner.suite.run import Options, run


@pytest.fixture
def server():
    """Address and what was asked, of a server that is up."""
    with model_server() as (address, asked):
        yield address, asked


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Writes files and plays the scenario among them, in a process of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("")

    def played(record="none", *, files=None, **options):
        for name, text in (files or {}).items():
            (tmp_path / name).write_text(text)
        return run(["."], Options(record=record, **options)).cases[0]

    return played


def seen(case):
    """Outcome and state of each step of each branch, without LangChain's ids of its runs."""
    return {
        branch.name: [
            (step.outcome, step.observation and _plain(step.observation.values))
            for step in branch.steps
        ]
        for branch in case.branches
    }


def _plain(data):
    if isinstance(data, dict):
        return {key: _plain(part) for key, part in data.items()}
    if isinstance(data, list):
        return [_plain(part) for part in data]
    return "a run" if isinstance(data, str) and data.startswith("lc_run--") else data
