"""What a run leaves for later: `--failed`, and `report` of results and of journals."""

from pathlib import Path

import pytest

from scenario_runner.results.store import read_json

JOURNAL = ".scenario-runner/last-run.jsonl"


def cases(path):
    """Scenario -> outcome, in order."""
    return [(case.scenario, case.outcome) for case in read_json(Path(path)).cases]


def test_only_what_was_not_well_in_the_last_run(say, folder):
    """Until it is well; then nothing is left to run."""
    arguments = ("run", "--in-process", "--failed", "good.scenario.yaml", "failing.scenario.yaml")
    said = say(*arguments)
    assert (said.code, said.err) == (
        2,
        (
            "error: there is no last run to take the failures of\n"
            "  help: run the scenarios once; each run is remembered "
            "in the folder it is started in\n"
        ),
    )
    say("run", "--in-process", "good.scenario.yaml", "failing.scenario.yaml")
    said = say(*arguments, "--report", "json=r.json")
    assert (said.code, cases("r.json")) == (1, [("Failing", "failed")])
    file = folder / "failing.scenario.yaml"
    file.write_text(file.read_text().replace("n: 3", "n: 2"))
    said = say(*arguments, "--report", "json=r.json")
    assert (said.code, cases("r.json")) == (0, [("Failing", "passed")])
    assert say(*arguments).code == 5


def test_what_was_not_well_needs_no_paths(say):
    """The last run knows its files."""
    say("run", "--in-process", "good.scenario.yaml", "failing.scenario.yaml")
    said = say("run", "--in-process", "--failed", "--report", "json=r.json")
    assert (said.code, cases("r.json")) == (1, [("Failing", "failed")])
    assert say("run").err.endswith("Missing argument 'PATHS...'.\n")


def test_results_are_rendered_again(say):
    """The same text, the same code, and reports of every kind."""
    ran = say("run", "--in-process", "good.scenario.yaml", "failing.scenario.yaml",
              "--report", "json=r.json")  # fmt: skip
    for source in ("r.json", JOURNAL):
        again = say("report", source)
        assert (again.code, again.err) == (1, "")
        assert again.out.splitlines()[:10] == ran.out.splitlines()[:10]
    said = say("report", "r.json", "--report", "html=r.html", "--report", "json=again.json")
    assert said.out.splitlines()[-2:] == ["html report: r.html", "json report: again.json"]
    assert Path("again.json").read_text() == Path("r.json").read_text()


def test_several_results_become_one(say):
    """As parts of a run on several machines."""
    for name in ("good", "failing"):
        say("run", "--in-process", f"{name}.scenario.yaml", "--report", f"json={name}.json")
    said = say("report", "good.json", "failing.json", "--report", "json=whole.json")
    assert said.code == 1
    assert cases("whole.json") == [("Good", "passed"), ("Failing", "failed")]


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"schema_version": "99.0"}', "\0"])
def test_what_is_no_result_is_told(say, text):
    """Its name, and what to do."""
    Path("bad.json").write_text(text)
    said = say("report", "bad.json")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("bad.json:1:1: error: ")
    assert "help: " in said.err
    assert "Traceback" not in said.err


def test_results_that_are_not_there(say):
    """As any file."""
    said = say("report", "gone.json")
    assert said.code == 2
    assert "gone.json" in said.err


def test_a_run_that_was_ended_goes_on(say, folder):
    """What had finished is not played again, and is in the results."""
    files = ["good.scenario.yaml", "failing.scenario.yaml", "skipped.scenario.yaml"]
    assert say("run", "--resume", *files).err.startswith(
        "error: there is no last run to go on with"
    )
    say("run", "--in-process", *files)
    lines = Path(JOURNAL).read_text().splitlines(keepends=True)
    second = [n for n, line in enumerate(lines) if line.startswith('{"case"')][1]
    Path(JOURNAL).write_text("".join(lines[:second]) + lines[second][:50])  # killed in it
    said = say("run", "--in-process", "--resume", *files, "--report", "json=r.json")
    assert "good.scenario.yaml" not in said.out
    assert "skipped  skipped.scenario.yaml" in said.out
    assert cases("r.json") == [("Good", "passed"), ("Failing", "failed"), ("Skipped", "skipped")]
    again = say("run", "--in-process", "--resume", *files, "--report", "json=r.json")
    assert (again.code, len(cases("r.json"))) == (1, 3)
    assert "passed   good" not in again.out
