"""Bundles on the command line, where no graph has to run for it."""

import json
from pathlib import Path

import pytest
from hostile_bundles import GOOD

HINT = "  help: unpack it and go into its folder project, where it is a project like others\n"


@pytest.fixture
def given(tmp_path):
    """A bundle in the current folder."""
    Path(tmp_path, "case.zip").write_bytes(GOOD)
    return tmp_path


@pytest.mark.parametrize(
    "option",
    ["--resume", "--failed", "--update-snapshots", "--update-expected", "--record=all", "--from=x"],
)
def test_what_changes_files_is_not_for_bundles(say, given, option):
    """They would be gone a moment later."""
    said = say("run", "case.zip", "--trust", option)
    assert (said.code, said.out) == (2, "")
    assert said.err == f"error: {option.partition('=')[0]} is not for a bundle\n{HINT}"


def test_graphs_are_not_loaded_to_validate_one(say, given):
    """Looking runs no code."""
    assert say("validate", "--graphs", "case.zip").err.startswith("error: --graphs is not for")


def test_a_bundle_is_named_alone(say, given):
    """It is a project of its own."""
    said = say("run", "case.zip", "other.scenario.yaml")
    assert said.code == 2
    assert "name it alone" in said.err


def test_what_is_read_of_a_bundle(say, given):
    """As of the file in it."""
    assert say("validate", "case.zip").out == "1 file valid\n"
    assert say("list", "case.zip").out == "doors.scenario.yaml::Two doors\n  main\n"
    assert "resume" in say("explain", "case.zip::Two doors::main").out
    assert say("export", "case.zip").code == 0
    assert say("run", "--list", "case.zip").code == 0
    assert [path.name for path in given.iterdir()] == ["case.zip"]


def test_results_that_are_not_there(say, given):
    """Are told like those that cannot be read."""
    said = say("report", "case.zip")
    assert said.code == 2
    assert "this bundle holds no results" in said.err


def test_inspect_for_machines(say, given):
    """The manifest with the scenario's text and the outcomes."""
    told = json.loads(say("inspect", "case.zip", "--format", "json").out)
    assert told["selection"]["file"] == "doors.scenario.yaml"
    assert told["scenario"].startswith("scenario: Two doors")
    assert told["cases"] == []


def test_a_bundle_that_is_not_there(say, tmp_path):
    """As any file."""
    assert say("run", "gone.zip", "--trust").err.startswith(
        "error: gone.zip cannot be read: No such"
    )
    assert say("inspect", "gone.zip").code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["doors.scenario.yaml"], "nothing says where the bundle goes"),
        (["doors.scenario.yaml", "-o", "case.tar"], "does not end in .zip"),
        (["doors.scenario.yaml", "-o", "other.zip"], "is there and is no bundle"),
        (["doors.scenario.yaml", "-o", "other.zip/new.zip"], "cannot be written"),
        ([".", "-o", "new.zip"], "is a folder"),
        (["gone.scenario.yaml", "-o", "new.zip"], "there is no such file"),
        (["doors.scenario.yaml::gone", "-o", "new.zip"], "holds no case"),
    ],
)
def test_what_cannot_be_bundled(say, given, arguments, words):
    """Said before anything is played; what is there stays as it is."""
    Path(given, "doors.scenario.yaml").write_text(
        "scenario: Doors\ngraph: a:b\nsteps: [{invoke: 1}]"
    )
    Path(given, "other.zip").write_bytes(b"somebody's")
    said = say("bundle", *arguments)
    assert said.code == 2
    assert words in said.err
    assert Path(given, "other.zip").read_bytes() == b"somebody's"
    assert not Path(given, "new.zip").exists()
