"""The `export` command, and what it says where there is no script to print."""

import subprocess
import sys
from pathlib import Path

import pytest
from exported import CANNOT, PROJECT

from scenario_runner.cli import main

GOOD = """\
scenario: Count
graph:
  state: {n: {type: integer, reducer: add}}
  nodes: {more: {returns: {n: 1}}}
  edges: [START -> more -> END]
steps:
  - {id: one, invoke: {n: 1}, expect: {values: {n: 2}, duration: {$lt: 5}}}
branches:
  again:
    from: one
    steps: [{invoke: {n: 1}, expect: {values: {n: 4}}}]
"""


@pytest.fixture
def say(tmp_path, monkeypatch, capfd):
    """Call the command in a folder with scenarios; its exit code, and what it printed."""
    monkeypatch.chdir(tmp_path)
    Path("good.scenario.yaml").write_text(GOOD)
    Path("other.scenario.yaml").write_text(GOOD.replace("Count", "Other"))
    Path("broken.scenario.yaml").write_text(GOOD.replace("invoke", "invok"))
    Path("lost.scenario.yaml").write_text("scenario: L\ngraph: langgraph.json#a\nsteps: []\n")

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main(["export", *arguments])
        return (left.value.code, *capfd.readouterr())

    return call


def test_the_script_is_printed_and_says_what_it_does_not_check(say):
    """On standard output, with nothing else."""
    code, out, err = say("good.scenario.yaml")
    assert (code, err) == (0, "")
    assert out.startswith('"""Count.\n')
    assert "# Not checked: duration, expected" in out
    assert "async def branch_again(opened):" in out


def test_of_a_branch_only_its_way_is_printed(say):
    """As one conversation."""
    code, out, _ = say("good.scenario.yaml::Count::again")
    assert (code, "copy_of" in out, "# main/one" in out, "# again/#1" in out) == (
        0,
        False,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (".", "scenarios\n  help: name one of them: FILE::case\n"),
        ("broken.scenario.yaml", '"invok"'),
        ("good.scenario.yaml::Nobody", "Nobody"),
        ("lost.scenario.yaml", "langgraph.json"),
    ],
)
def test_what_cannot_be_exported_is_told(say, path, told):
    """A message, nothing printed, and the code of an invalid file or of an empty selection."""
    code, out, err = say(path)
    assert (code in (2, 5), out) == (True, "")
    assert told in err
    assert "Traceback" not in err


def test_langgraph_is_not_imported():
    """As for all commands that run nothing."""
    file = PROJECT / "scenarios" / "forum" / "sums.scenario.yaml"
    code = (
        "import sys; from scenario_runner.cli import cli\n"
        f"cli(['export', {str(file)!r}], standalone_mode=False)\n"
        "sys.exit('langgraph' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("patch", "why"),
    [
        ("shop.tools:send: [{returns: 1}]", "one after another"),
        ("shop.tools:send: {value: 1}", "by a function or an object of the application"),
        ("shop.tools:send: {call: shop.fakes:send}", "by a function or an object"),
    ],
)
def test_some_stand_ins_cannot_become_a_script(say, patch, why):
    """The patch is named."""
    Path("good.scenario.yaml").write_text(GOOD + f"patches: {{{patch}}}\n")
    code, out, err = say("good.scenario.yaml")
    assert (code, out) == (2, "")
    assert f"it patches shop.tools:send {why}" in err


@pytest.mark.parametrize(("file", "why"), CANNOT.items())
def test_shipped_scenarios_without_a_script_say_why(file, why, capfd, monkeypatch):
    """Those that the other tests leave out."""
    monkeypatch.chdir(PROJECT)
    with pytest.raises(SystemExit):
        main(["export", file])
    assert why in capfd.readouterr().err
