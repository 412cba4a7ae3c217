"""`validate`, `list`, `explain`, `schema`, help: what people see, and the code."""

import json
from pathlib import Path

import pytest

from scenario_runner import __version__

COMMANDS = ["run", "validate", "list", "explain", "schema", "init"]


@pytest.mark.parametrize("command", ["validate", "list", "explain"])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["good.scenario.yaml"], 0),
        (["good.scenario.yaml", "invalid.scenario.yaml"], 2),
        (["gone.scenario.yaml"], 2),
        (["nowhere"], 2),
        (["empty"], 5),
        ([], 2),
        (["good.scenario.yaml", "--bogus"], 2),
    ],
)
def test_exit_codes(say, folder, command, arguments, code):
    """As those of `run`; what is wrong is told on stderr."""
    folder.joinpath("empty").mkdir()
    said = say(command, *arguments)
    assert (said.code, bool(said.err)) == (code, code != 0)
    assert "Traceback" not in said.err


def test_validate_counts(say):
    """Files that are well, and problems; a graph that cannot be loaded is none yet."""
    said = say("validate", ".")
    assert (said.code, said.out) == (2, "5 files valid, 1 problem\n")
    assert said.err == (
        'invalid.scenario.yaml:3:1: error: unknown key "stepps"\n'
        "  3 | stepps: []\n"
        "    | ^^^^^^\n"
        '  help: did you mean "steps"?\n'
    )
    assert say("validate", "good.scenario.yaml") == (0, "1 file valid\n", "")


def test_validate_shows_every_problem_of_every_file(say):
    """In file order, each with its place."""
    Path("many.scenario.yaml").write_text("graph: 5\nsteps: [{invok: 1}]\nbranches: []\n")
    said = say("validate", "many.scenario.yaml", "invalid.scenario.yaml")
    places = [line.split(": error")[0] for line in said.err.splitlines() if ": error" in line]
    assert places == [
        "many.scenario.yaml:1:1",
        "many.scenario.yaml:1:8",
        "many.scenario.yaml:2:10",
        "many.scenario.yaml:3:11",
        "invalid.scenario.yaml:3:1",
    ]


def test_a_file_that_cannot_be_read(say, folder):
    """Is told like any other problem, and the others are read."""
    Path("link.scenario.yaml").symlink_to("nowhere")
    said = say("validate", "link.scenario.yaml", "good.scenario.yaml")
    assert (said.code, said.out) == (2, "1 file valid, 1 problem\n")
    assert said.err == (
        "link.scenario.yaml:1:1: error: there is no such file\n  help: check the path\n"
    )
    said = say("run", "--in-process", "link.scenario.yaml", "good.scenario.yaml")
    assert "  link.scenario.yaml:1:1: error: there is no such file\n    help: check" in said.out
    assert (said.code, "2 cases: 1 error, 1 passed" in said.out) == (2, True)


def test_list_by_words_and_tags(say):
    """Names, tags and branches; those of a selector alone."""
    said = say("list", ".", "-t", "hitl")
    assert said.out == "good.scenario.yaml::Good  [quick, hitl]\n  main\n  again\n"
    assert say("list", "good.scenario.yaml::Good::again").out == (
        "good.scenario.yaml::Good  [quick, hitl]\n  again\n"
    )
    said = say("list", "good.scenario.yaml", "-k", "nobody")
    assert (said.code, said.err) == (5, "error: nothing was selected: no scenario matches\n")


def test_explain_tells_the_plan(say):
    """Of a branch, with the way to it."""
    assert say("explain", "good.scenario.yaml::Good::again") == (
        0,
        """\
good.scenario.yaml: Good
  graph told in the file, with 1 node

  branch main: on an empty storage
    one  graph.invoke({"n": 1}, config)   expect values
         copy the storage: 1 branch starts here

  branch again: on the copy made after main/one
    #1  graph.invoke({"n": 1}, config)
""",
        "",
    )


def test_the_schemas_are_printed(say):
    """Of scenario files, and of results; both for editors."""
    scenario, results = (json.loads(say("schema", *option).out) for option in ([], ["--results"]))
    assert scenario["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "steps" in scenario["properties"]
    assert "cases" in results["properties"]


def test_help_names_every_command(say):
    """With a line on each."""
    said = say("--help")
    listed = {line.split()[0]: line for line in said.out.splitlines() if line.startswith("  ")}
    assert said.code == 0
    assert set(COMMANDS) <= listed.keys()
    assert all(len(listed[command].split()) > 3 for command in COMMANDS)
    assert say("-h") == said


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_help_of_its_own(say, command):
    """Every option with a word on what it does."""
    said = say(command, "--help")
    assert (said.code, said.err) == (0, "")
    options = said.out.partition("Options:\n")[2].splitlines()
    entries = " ".join(options).split("  -")
    assert all(len(entry.split()) > 2 for entry in entries[1:])
    assert say(command, "-h") == said


def test_the_version(say):
    """The package's own."""
    assert say("--version") == (0, f"scenario-runner, version {__version__}\n", "")


def test_an_unknown_command(say):
    """Is told."""
    said = say("walk")
    assert (said.code, "walk" in said.err) == (2, True)
