"""A whole case that is expected to fail, as a run and each of its reports tell of it."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

SCENARIO = """\
scenario: Known
expect_failure: waits for ticket 42
graph:
  state: {said: string}
  nodes: {say: {returns: {said: hello}}}
  edges: [START -> say -> END]
steps:
  - {id: said, invoke: {said: ""}, expect: {values: {said: EXPECTED}}}
branches:
  fine: {from: start, steps: [{invoke: {said: ""}}]}
compare:
  - {branches: [main, fine], COMPARED: [$.values.said]}
"""


@pytest.fixture
def play(folder, say):
    """Run the case; what was said, and what the reports hold, by kind."""

    def of(expected, compared, *more):
        text = SCENARIO.replace("EXPECTED", expected).replace("COMPARED", compared)
        (folder / "known.scenario.yaml").write_text(text)
        kinds = ("html", "junit", "ctrf", "json")
        reports = [f"--report={kind}=r.{kind}" for kind in kinds]
        done = say("run", "--in-process", "known.scenario.yaml", *reports, *more)
        return done, {kind: Path(f"r.{kind}").read_text() for kind in kinds}

    return of


def of_junit(xml):
    """The outcome of each testcase: the element it has, and its message."""
    return {
        test.get("name"): [(one.tag, one.get("message")) for one in test if one.get("message")]
        for test in ET.fromstring(xml).iter("testcase")
    }


def test_what_fails_in_it_is_no_failure_of_any_report(play):
    """A branch and a comparison fail as foretold: JUnit and CTRF stay green, with the reason."""
    done, told = play("hullo", "differ")
    foretold = [("skipped", "failed as expected: waits for ticket 42")]
    assert done.code == 0
    assert of_junit(told["junit"]) == {
        "Known::main": foretold, "Known::fine": [], "Known::compare main, fine": foretold,
    }  # fmt: skip
    (case,) = json.loads(told["json"])["cases"]
    assert (case["outcome"], case["reason"]) == ("xfailed", "waits for ticket 42")
    tests = json.loads(told["ctrf"])["results"]["tests"]
    assert [test["status"] for test in tests] == ["other", "passed", "other"]
    assert "Failed as expected: waits for ticket 42" in told["html"]
    assert 'aria-label="What went wrong"' not in told["html"]
    assert not Path("r.databases").exists()  # who would look into what is known?
    lines = done.out.splitlines()
    assert lines[0].startswith("xfailed  known.scenario.yaml::Known (waits for ticket 42, ")
    assert lines[1].startswith("1 case: 1 xfailed in ")


def test_passing_unexpectedly_is_told_with_its_reason(play):
    """The run fails, and so one testcase does, which says what to do about it."""
    done, told = play("hello", "equal")
    said = "passed, though it was expected to fail: waits for ticket 42"
    assert done.code == 1
    assert of_junit(told["junit"]) == {
        "Known": [("failure", said)], "Known::main": [], "Known::fine": [],
        "Known::compare main, fine": [],
    }  # fmt: skip
    assert "take expect_failure out" in done.out
    assert said in told["html"]


def test_both_are_annotated_as_they_are(play):
    """Nothing where it failed as foretold; the reason where it did not."""
    assert "::error" not in play("hullo", "differ", "--format", "github")[0].out
    (line,) = [one for one in play("hello", "equal", "--format", "github")[0].out.splitlines()
               if one.startswith("::error")]  # fmt: skip
    assert line.endswith("::passed, though it was expected to fail: waits for ticket 42")
