"""`run`: what it plays, shows, writes, and the code it exits with."""

import contextlib
import json
import os
import sqlite3
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from endings import FILES

from scenario_runner.results.store import read_json


def files(*names):
    """The paths of scenarios by name."""
    return [f"{name}.scenario.yaml" for name in names]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good"], 0),
        (["skipped"], 0),
        (["good", "skipped"], 0),
        (["failing"], 1),
        (["raising"], 1),
        (["invalid"], 2),
        (["unloadable"], 4),
        (["good", "invalid"], 2),
        (["good", "unloadable"], 4),
        (["invalid", "unloadable"], 4),
        (["invalid", "failing"], 1),
        (["unloadable", "failing", "good", "invalid", "raising", "skipped"], 1),
        (["gone"], 2),
    ],
)
def test_exit_codes(say, names, code):
    """The first that applies of 1, 4, 2; good and skipped cases give 0."""
    assert say("run", "--in-process", *files(*names)).code == code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["-k", "nobody"], 5),
        (["-t", "nobody"], 5),
        (["-k", "good and"], 2),
        (["--maxfail", "0"], 2),
        (["--timeout", "0"], 2),
        (["--timeout", "soon"], 2),
        (["--color", "blue"], 2),
        (["--report", "html"], 2),
        (["--report", "html="], 2),
        (["--report", "pdf=x.pdf"], 2),
        (["--bogus"], 2),
    ],
)
def test_what_cannot_be_run_has_its_own_code(say, arguments, code):
    """Nothing selected is 5, bad usage 2; no traceback of ours."""
    said = say("run", "--in-process", "good.scenario.yaml", *arguments)
    assert said.code == code
    assert said.err
    assert "Traceback" not in said.out + said.err


def test_an_empty_folder(say, folder):
    """Nothing was selected."""
    folder.joinpath("empty").mkdir()
    said = say("run", "empty")
    assert (said.code, said.err) == (
        5,
        "error: nothing was selected: no scenario matches\n",
    )


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["nowhere"], "error: nowhere: there is no such file or folder\n  help: check the path\n"),
        (
            ["good.scenario.yaml::Good::agan"],
            (
                'error: "Good" in good.scenario.yaml has no branch "agan"\n'
                '  help: did you mean "again"? it has main, again\n'
            ),
        ),
        (
            ["-k", "a b", "."],
            (
                'error: the expression "a b" cannot be read\n'
                '  help: write words with and, or, not and brackets: "hitl and not slow"\n'
            ),
        ),
    ],
)
def test_bad_usage_is_told_with_what_to_do(say, arguments, error):
    """Where, what, and how to mend it."""
    said = say("run", *arguments)
    assert (said.code, said.out, said.err) == (2, "", error)


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (["html=."], '"html=." names a folder: name a file in it'),
        (["json=.."], '"json=.." names a folder: name a file in it'),
        (["json=-"], '"json=-": name a file; /dev/stdout prints it'),
        (["html=a", "json=./a"], "./a is asked for twice, as html and as json"),
    ],
)
def test_a_report_has_a_file_of_its_own(say, asked, error):
    """Told before anything runs."""
    said = say("run", "good.scenario.yaml", *(f"--report={one}" for one in asked))
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith(f"{error}\n")


def test_an_unknown_report_names_the_known_ones(say):
    """All of them."""
    said = say("run", "good.scenario.yaml", "--report", "htlm=a.html")
    assert said.code == 2
    assert (
        '"htlm=a.html" is not KIND=PATH with a KIND of coverage, ctrf, html, json, junit'
        in said.err
    )


def test_reports_of_every_kind_are_written(say):
    """Each is named, and its folder made."""
    kinds = {"html": "a/report.html", "json": "a/b/r.json", "junit": "junit.xml"}
    reports = [word for kind, path in kinds.items() for word in ("--report", f"{kind}={path}")]
    said = say("run", "--in-process", *files("good", "failing"), *reports)
    assert said.out.splitlines()[-3:] == [f"{kind} report: {path}" for kind, path in kinds.items()]
    assert Path(kinds["html"]).read_text().startswith("<!doctype html>")
    assert ET.parse(kinds["junit"]).getroot().tag == "testsuites"
    results = read_json(Path(kinds["json"]))
    assert {case.scenario: case.outcome for case in results.cases} == {
        "Good": "passed",
        "Failing": "failed",
    }


@pytest.mark.parametrize(("file", "code"), [("good", 2), ("failing", 1)])
def test_a_report_that_cannot_be_written_is_told(say, file, code):
    """After the run, whose text has been shown; the others are written, and what failed in the run
    counts for more."""
    reports = ["--report", "html=good.scenario.yaml/r.html", "--report", "json=r.json"]
    said = say("run", "--in-process", f"{file}.scenario.yaml", *reports)
    message = "error: the report good.scenario.yaml/r.html cannot be written: File exists\n"
    assert (said.code, said.err) == (code, message)
    assert said.out.endswith("json report: r.json\n")
    assert read_json(Path("r.json")).cases


def test_a_report_may_go_into_a_pipe(say, folder):
    """As it is; databases are kept elsewhere than beside it."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text)
        said = say("run", "--in-process", "failing.scenario.yaml", "--report", "json=pipe")
        assert json.loads(read.result(timeout=30))["outcome"] == "failed"
    assert (said.code, pipe.is_fifo(), folder.joinpath("pipe.databases").exists()) == (1, 1, False)


@pytest.mark.parametrize("option", [["-x"], ["--maxfail", "1"]])
def test_stop_at_the_first_failure(say, option):
    """What comes after it is not played."""
    said = say("run", "--in-process", *option, *files("good", "failing", "raising"))
    assert said.code == 1
    assert "2 cases: 1 failed, 1 passed" in said.out
    assert "Raising" not in said.out


def test_stop_after_some_failures(say):
    """An invalid file is one of them."""
    names = files("invalid", "good", "failing", "raising", "skipped")
    said = say("run", "--in-process", "--maxfail", "2", *names)
    assert "raising" not in said.out
    assert said.code == 1


def test_only_some_cases(say):
    """By words and by tags; an invalid file is told whatever is selected."""
    for option in (["-k", "good"], ["-t", "quick and hitl"]):
        said = say("run", "--in-process", *option, *files("good", "failing"))
        assert (said.code, "1 case: 1 passed" in said.out) == (0, True)


def test_list_shows_what_would_run(say):
    """And runs nothing."""
    said = say("run", "--list", "good.scenario.yaml", "skipped.scenario.yaml::Skipped::main")
    assert said == (
        0,
        (
            "good.scenario.yaml::Good  [quick, hitl]\n  main\n  again\n"
            "skipped.scenario.yaml::Skipped\n  main\n"
        ),
        "",
    )
    assert not Path(".scenario-runner").exists()


def test_kept_databases_are_plain_ones(say, folder):
    """One for each branch, readable by LangGraph's own saver, with no table of ours."""
    from langgraph.checkpoint.sqlite import SqliteSaver

    said = say("run", "--in-process", "--keep-db", "kept/dbs", "good.scenario.yaml",
               "--report", "json=r.json")  # fmt: skip
    assert said.code == 0
    (case,) = read_json(Path("r.json")).cases
    place = Path(case.database)
    assert sorted(path.name for path in place.glob("*.sqlite")) == ["again.sqlite", "main.sqlite"]
    found = {}
    for path in place.glob("*.sqlite"):
        with contextlib.closing(sqlite3.connect(path)) as connection:
            saver = SqliteSaver(connection)
            config = {"configurable": {"thread_id": "main"}}
            found[path.stem] = len(list(saver.list(config)))
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type <> 'index'")
            assert sorted(tables.fetchall()) == [("checkpoints",), ("writes",)]
    assert found == {"main": 3, "again": 6}


def test_a_folder_for_databases_that_cannot_be(say, folder):
    """Is bad usage, told before anything runs."""
    said = say("run", "--in-process", "--keep-db", "good.scenario.yaml/x", "good.scenario.yaml")
    assert said == (
        2,
        "",
        (
            "error: databases cannot be kept in good.scenario.yaml/x: Not a directory\n"
            "  help: name a folder that can be written to\n"
        ),
    )


def test_a_folder_that_cannot_be_written_to_is_no_hindrance(say, folder):
    """The run goes on without a journal."""
    folder.joinpath(".scenario-runner").write_text("in the way")
    assert say("run", "--in-process", "good.scenario.yaml").code == 0


def test_databases_of_different_files_do_not_share_a_folder(say, folder):
    """Whatever their names are made of."""
    for name in ("a b", "a_b", "d/b", "d__b"):
        path = Path(f"{name}.scenario.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(FILES["good.scenario.yaml"])
    said = say("run", "--in-process", "--keep-db", "dbs", "-k", "not failing", ".")
    assert said.code != 0
    manifests = [json.loads(path.read_text()) for path in Path("dbs").rglob("manifest.json")]
    assert {manifest["file"] for manifest in manifests} >= {
        "a b.scenario.yaml",
        "a_b.scenario.yaml",
        "d/b.scenario.yaml",
        "d__b.scenario.yaml",
    }


def test_the_timeout_of_a_case_can_be_set(say, folder):
    """For every case, instead of the scenario's own."""
    folder.joinpath("slow.py").write_text(
        "import asyncio\n\n\nasync def wait(state):\n    await asyncio.sleep(30)\n"
    )
    Path("slow.scenario.yaml").write_text(
        "scenario: Slow\ntimeout: 50\n"
        "graph: {state: {n: integer}, nodes: {a: {call: 'slow:wait'}}, edges: [START -> a]}\n"
        "steps: [{invoke: {n: 1}}]\n"
    )
    said = say("run", "--in-process", "--timeout", "0.2", "slow.scenario.yaml")
    assert said.code == 1
    assert "the time of the case was up: the step did not end in the 0." in said.out
    assert "slow.py" in said.out


@pytest.mark.parametrize(
    ("option", "variables", "painted"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, False),
        (["--color", "auto"], {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colour(say, monkeypatch, option, variables, painted):
    """The option wins, then NO_COLOR, then FORCE_COLOR, then the terminal."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    said = say("run", "--in-process", *option, "failing.scenario.yaml")
    assert ("\x1b[" in said.out) == painted


def test_colour_is_for_problems_too(say):
    """On stderr."""
    said = say("validate", "--color", "always", "invalid.scenario.yaml")
    assert "\x1b[" in said.err


def test_a_failing_case_is_shown_with_its_place(say):
    """Line, column, what was expected, what came, and the command that runs it again."""
    said = say("run", "--in-process", "failing.scenario.yaml")
    for part in ("failing.scenario.yaml:3:47", "expected", "3", "2",
                 "run again: scenario-runner run failing.scenario.yaml::Failing"):  # fmt: skip
        assert part in said.out


def test_an_invalid_file_is_shown_with_its_problems(say):
    """Where the others are shown, so that nothing is missed."""
    said = say("run", "--in-process", "invalid.scenario.yaml", "good.scenario.yaml")
    assert 'invalid.scenario.yaml:3:1: error: unknown key "stepps"' in said.out
    assert 'did you mean "steps"?' in said.out
    assert "2 cases: 1 error, 1 passed" in said.out


def test_results_know_their_schema(say):
    """The file says its version, and the schema printed takes it."""
    from jsonschema import Draft7Validator

    say("run", "--in-process", *files("good", "failing", "invalid"), "--report", "json=r.json")
    schema = json.loads(say("schema", "--results").out)
    told = json.loads(Path("r.json").read_text())
    assert [case["outcome"] for case in told["cases"]] == ["passed", "failed", "error"]
    assert list(Draft7Validator(schema).iter_errors(told)) == []
    assert list(Draft7Validator(schema).iter_errors({**told, "schema_version": -1}))
