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
