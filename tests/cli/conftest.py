"""The command line called in this process: exit code, what it printed, and a folder of files."""

from collections import namedtuple
from pathlib import Path

import pytest
from endings import FILES

from scenario_runner.cli import main

Said = namedtuple("Said", "code out err")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a scenario for each way a case can end."""
    monkeypatch.chdir(tmp_path)
    for variable in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)
    for name, text in FILES.items():
        Path(name).write_text(text)
    return tmp_path


@pytest.fixture
def say(folder, capfd):
    """Call the command line."""

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        shown = capfd.readouterr()
        return Said(left.value.code, shown.out, shown.err)

    return call
