"""`[tool.scenario_runner]` in pyproject.toml: options of `run` that are said once for all."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def configure(folder):
    """Write the table, as lines of TOML."""

    def call(*lines):
        text = "\n".join(["[project]", 'name = "shop"', "[tool.scenario_runner]", *lines, ""])
        folder.joinpath("pyproject.toml").write_text(text)

    return call


def test_it_is_as_if_it_were_said(say, configure):
    """Paths, flags, numbers, several reports or one."""
    configure('paths = "good.scenario.yaml"', "in-process = true", "verbose = true",
              'report = ["json=r.json", "junit=r.xml"]')  # fmt: skip
    said = say("run")
    assert (said.code, said.err) == (0, "")
    assert "1 case: 1 passed" in said.out
    assert len(json.loads(Path("r.json").read_text())["cases"]) == 1
    assert Path("r.xml").exists()


def test_the_command_line_wins(say, configure):
    """Paths too."""
    configure('paths = "good.scenario.yaml"', 'keyword = "good"', 'workers = "auto"')
    said = say("run", "skipped.scenario.yaml", "-k", "skip", "--list")
    assert (said.code, said.out.split("::")[0]) == (0, "skipped.scenario.yaml")


def test_it_holds_below_its_folder(say, configure, folder, monkeypatch):
    """Its paths are relative to the file."""
    configure('paths = ["good.scenario.yaml"]')
    folder.joinpath("below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert say("run", "--list").out.startswith("../good.scenario.yaml::")


def test_a_run_that_goes_on_keeps_to_its_own_selection(say, configure):
    """Whatever stands there by now."""
    say("run", "--in-process", "good.scenario.yaml", "skipped.scenario.yaml")
    configure('paths = "failing.scenario.yaml"', 'keyword = "failing"')
    said = say("run", "--in-process", "--resume")
    assert (said.code, said.err) == (0, "")
    assert "2 cases: 1 passed, 1 skipped" in said.out


WHERE = "error: [tool.scenario_runner] in pyproject.toml: "


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("retrys = 1", f'{WHERE}"retrys" is no option of run\n  help: did you mean "retries"?\n'),
        ("zzz = 1", f'{WHERE}"zzz" is no option of run\n  help: it holds the options of run, '),
        ("trust = true", f'{WHERE}"trust" is for the command line alone\n'),
        ("quiet = 1", 'error: [tool.scenario_runner]: "quiet" takes true or false\n'),
        ("timeout = true", 'error: [tool.scenario_runner]: "timeout" takes one value\n'),
        ("report = {}", 'error: [tool.scenario_runner]: "report" takes text or a list of texts\n'),
        ("retries = ", "error: pyproject.toml cannot be read: "),
    ],
)
def test_what_is_wrong_there_is_told(say, configure, line, message):
    """Before anything runs; help is to be had all the same."""
    configure(line)
    said = say("run", "good.scenario.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(message)
    assert say("run", "--help").code == 0


def test_a_table_that_is_none(say, folder):
    """And a file of others is nothing to complain about."""
    folder.joinpath("pyproject.toml").write_text(
        "[tool]\nscenario_runner = 1\n# tool.scenario_runner\n"
    )
    assert "is no table" in say("run", "good.scenario.yaml").err
    folder.joinpath("pyproject.toml").write_text("[tool.other]\nretrys = 1\n")
    assert say("run", "good.scenario.yaml", "--list").code == 0
