"""The command line called in this process, in a folder of its own."""

from collections import namedtuple

import pytest

from scenario_runner.cli import main

Said = namedtuple("Said", "code out err")


@pytest.fixture
def say(tmp_path, monkeypatch, capfd):
    """Call the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        return Said(left.value.code, *capfd.readouterr())

    return call
