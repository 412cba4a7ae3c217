"""Scenario files under pytest, run by pytest itself."""

import json
import multiprocessing.forkserver
import multiprocessing.popen_forkserver  # noqa: F401  # as below: one fork server for all tests
import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import scenario_runner.pytest_plugin
import scenario_runner.pytest_plugin.nodes
import scenario_runner.pytest_plugin.records  # stays imported from test to test
from scenario_runner.suite.run import run

pytest_plugins = ["pytester"]

SCENARIOS = Path(__file__).parents[2] / "scenarios"

GRAPH = """
import os, time
from typing import TypedDict
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt

class State(TypedDict, total=False):
    text: str
    answer: str

def note(word):
    with open(os.path.join(os.path.dirname(__file__), "ran.txt"), "a") as file:
        file.write(f"{word} {os.getpid()}\\n")

def write(state):
    note("write")
    print("writing about", state["text"])
    return {}

def review(state):
    answer = interrupt({"question": "Publish?"})
    note(f"review:{answer}")
    while answer == "hang":
        time.sleep(0.05)
    if answer == "raise":
        raise ValueError("no such answer")
    return {"answer": answer}

graph = StateGraph(State).add_node(write).add_node(review)
graph = graph.add_edge(START, "write").add_edge("write", "review").add_edge("review", END)
"""

SCENARIO = """\
scenario: A review
tags: [hitl, two words, skip]
graph: agents.py:graph
steps:
  - id: asked
    invoke: {text: tea}
    expect: {next: [review]}
  - id: approved
    resume: "yes"
    expect: {values: {answer: "yes"}}
branches:
  refused:
    from: asked
    steps: [{id: refused, resume: "no", expect: {values: {answer: "no"}}}]
"""

FAILING = f"""\
{SCENARIO}\
  wrong:
    from: asked
    steps:
      - resume: "no"
        expect: {{values: {{answer: maybe}}}}
  later: {{from: approved, steps: [{{expect: {{next: []}}}}]}}
"""

PICTURE = """\
FAILED   review.scenario.yaml::A review::wrong (TIME)

  branch wrong, step 1  resume: "no"
    review.scenario.yaml:19:35: error: $.values.answer is not as expected
      19 |         expect: {values: {answer: maybe}}
         |                                   ^^^^^
      expected  "maybe"
      actual    "no"

  run again: scenario-runner run 'review.scenario.yaml::A review::wrong'
"""


@pytest.fixture
def folder(pytester, monkeypatch):
    """A folder with a graph; `tell` adds a scenario, `play` runs pytest there."""
    monkeypatch.setenv("PYTHONPATH", str(SCENARIOS.parent))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # other plugins take their time
    pytester.makepyfile(agents=GRAPH)
    return Folder(pytester)


class Folder:
    def __init__(self, pytester):
        self.pytester = pytester
        self.path = pytester.path

    def tell(self, text, name="review"):
        self.path.joinpath(f"{name}.scenario.yaml").write_text(text)

    def play(self, *arguments):
        plugins = [scenario_runner.pytest_plugin]
        return self.pytester.runpytest_inprocess("--color=no", *arguments, plugins=plugins)

    def play_outside(self, *arguments):
        plugins = ("-p", "xdist", "-p", "scenario_runner.pytest_plugin")
        return self.pytester.runpytest_subprocess(*plugins, "--color=no", *arguments)

    def ran(self):
        return [line.split()[0] for line in self.path.joinpath("ran.txt").read_text().splitlines()]


def text_of(result):
    return re.sub(r"\(\d+(\.\d+)? m?s\)", "(TIME)", result.stdout.str())


def outcomes(result):
    return {key: n for key, n in result.parseoutcomes().items() if key != "warnings"}


def test_each_branch_is_a_test_and_the_prefix_runs_once(folder):
    """A file's branches are tests below its scenario; what they share is played once."""
    folder.tell(SCENARIO)
    listed = folder.play("--collect-only", "-q").stdout.str().split("\n")
    assert listed[:2] == [
        "review.scenario.yaml::A review::main",
        "review.scenario.yaml::A review::refused",
    ]
    assert outcomes(folder.play()) == {"passed": 2}
    assert folder.ran() == ["write", "review:yes", "review:no"]


def test_a_failure_is_the_same_picture_as_on_the_console(folder):
    """pytest shows the place, the caret and the difference, and no traceback of ours."""
    folder.tell(FAILING)
    result = folder.play("-rf")
    assert outcomes(result) == {"passed": 3, "failed": 1}
    shown = text_of(result)
    assert PICTURE in shown
    assert "Traceback" not in shown
    summary = "FAILED review.scenario.yaml::A review::wrong - $.values.answer: expected"
    assert summary in shown.replace("\n", "")


def test_a_node_id_selects_a_branch_and_plays_only_its_way(folder):
    """Selected branches play what they come from up to where they start, and nothing else."""
    folder.tell(FAILING)
    result = folder.play("review.scenario.yaml::A review::refused")
    assert outcomes(result) == {"passed": 1}
    assert folder.ran() == ["write", "review:no"]


def test_each_row_is_a_case_of_its_own(folder):
    """A row of parameters is a case, and its node id selects it."""
    rows = "parameters: [{id: tea, what: tea}, {id: salt, what: salt}]\ngraph:"
    folder.tell(SCENARIO.replace("graph:", rows, 1).replace("text: tea", 'text: "{{ what }}"'))
    assert outcomes(folder.play()) == {"passed": 4}
    listed = folder.play("--collect-only", "-q", "review.scenario.yaml::A review[salt]")
    assert listed.stdout.str().split("\n")[:2] == [
        "review.scenario.yaml::A review[salt]::main",
        "review.scenario.yaml::A review[salt]::refused",
    ]


def test_words_select_by_name_and_tag(folder):
    """-k finds branches and tags, -m tags that are one word, strict markers or not."""
    folder.tell(FAILING)
    strict = ("--strict-markers", "--strict-config", "--collect-only", "-q")
    assert "1/4 tests collected" in folder.play("-k", "refused", *strict).stdout.str()
    assert "4 tests collected" in folder.play("-m", "hitl", *strict).stdout.str()
    assert "4 tests collected" in folder.play("-k", "words", *strict).stdout.str()
    assert "no tests collected" in folder.play("-m", "skip", *strict).stdout.str()


def test_last_failed_and_stop_at_the_first(folder):
    """--lf plays the branch that failed, -x ends with it."""
    folder.tell(FAILING)
    assert outcomes(folder.play("-x")) == {"passed": 2, "failed": 1}
    folder.path.joinpath("ran.txt").unlink()
    again = folder.play("--lf")
    assert outcomes(again) == {"failed": 1, "deselected": 3}
    assert folder.ran() == ["write", "review:no"]


EXPECTED = """\
scenario: A review
graph: agents.py:graph
steps: [{id: asked, invoke: {text: tea}}]
branches:
  skipped: {from: asked, skip: not here, steps: [{resume: a}]}
  known: {from: asked, expect_failure: a known bug, steps: [{resume: a, expect: {next: [x]}}]}
  mended: {from: asked, expect_failure: a known bug, steps: [{resume: a, expect: {next: []}}]}
  lenient:
    from: asked
    expect_failure: {reason: a known bug, strict: false}
    steps: [{resume: a, expect: {next: []}}]
"""


def test_skips_and_expected_failures_are_pytests_own(folder):
    """skip and expect_failure are pytest's skip and xfail, with their reasons and places."""
    folder.tell(EXPECTED)
    result = folder.play("-rsx", "-k", "not main")
    assert outcomes(result) == {
        "passed": 1, "skipped": 1, "xfailed": 1, "failed": 1, "deselected": 1,
    }  # fmt: skip
    shown = text_of(result)
    assert "SKIPPED [1] review.scenario.yaml:5: not here" in shown
    reason = r"XFAIL review.scenario.yaml::A review::known - (reason: )?a known bug\n"
    assert re.search(reason, shown)  # the word is that of pytest 8.2
    assert "branch mended: passed, though it was expected to fail" in shown


def test_runxfail_shows_what_an_expected_failure_hides(folder):
    """Under --runxfail an expected failure fails with its picture, and a pass passes."""
    folder.tell(EXPECTED)
    result = folder.play("--runxfail", "-k", "known or mended")
    assert outcomes(result) == {"passed": 1, "failed": 1, "deselected": 3}
    assert 'no next node left that matches "x"' in text_of(result)


def test_an_expected_failure_of_the_whole_scenario(folder):
    """Its failing branches are xfailed; if none fails, all of them say so."""
    known = "expect_failure: {reason: a known bug}\ngraph: agents.py:graph"
    differ = "compare: [{branches: [main, wrong], equal: [$.values.answer]}]\n"
    folder.tell(FAILING.replace("graph: agents.py:graph", known) + differ, "failing")
    folder.tell(SCENARIO.replace("graph: agents.py:graph", known), "mended")
    assert outcomes(folder.play("failing.scenario.yaml")) == {"passed": 3, "xfailed": 2}
    shown = folder.play("--runxfail", "failing.scenario.yaml")
    assert outcomes(shown) == {"passed": 3, "failed": 2}
    assert text_of(shown).count(": error: ") == 2  # each says why
    result = folder.play("mended.scenario.yaml")
    assert outcomes(result) == {"failed": 2}
    assert "branch main: passed, though it was expected to fail" in text_of(result)


def test_a_scenario_that_is_skipped_plays_nothing(folder):
    """All branches of a skipped scenario are skipped, and no graph is loaded."""
    folder.tell(SCENARIO.replace("graph:", "skip: not today\ngraph:"))
    result = folder.play("-rs")
    assert outcomes(result) == {"skipped": 2}
    assert "not today" in text_of(result)
    assert not folder.path.joinpath("ran.txt").exists()


ON_THE_WAY = """\
scenario: A review
graph: agents.py:graph
steps:
  - invoke: {text: tea}
  - resume: raise
  - {id: end, expect: {next: []}}
branches:
  later: {from: end, steps: [{expect: {next: []}}]}
"""


def test_what_goes_wrong_on_the_way_is_told_by_the_branch_that_needed_it(folder):
    """A selected branch that could not run because its way failed is no mere skip."""
    folder.tell(ON_THE_WAY)
    assert outcomes(folder.play()) == {"failed": 1, "skipped": 1}
    result = folder.play("-k", "later")
    assert outcomes(result) == {"failed": 1, "deselected": 1}
    shown = text_of(result)
    assert "the graph raised ValueError: no such answer" in shown
    assert "branch later did not run: it starts after main/end, which did not run" in shown


COMPARED = f"""\
{FAILING}\
compare:
  - branches: [main, refused]
    equal: ["$.values.answer"]
"""


def test_a_comparison_is_a_test(folder):
    """What compares branches is a test after them; it fails with both values."""
    folder.tell(COMPARED)
    result = folder.play("-k", "compare")
    assert outcomes(result) == {"failed": 1, "deselected": 4}
    assert "refused differs from main" in text_of(result)


def test_an_invalid_file_is_a_collection_error_with_its_pictures(folder):
    """The problems of a file are drawn as by validate."""
    folder.tell("scenario: Wrong\ngraph: agents.py:graph\nstepz: []\n", "wrong")
    result = folder.play()
    assert result.ret == pytest.ExitCode.INTERRUPTED
    picture = [
        'wrong.scenario.yaml:3:1: error: unknown key "stepz"',
        "  3 | stepz: []",
        "    | ^^^^^",
        '  help: did you mean "steps"?',
    ]
    assert "\n".join(picture) in result.stdout.str()


def test_a_hanging_branch_is_ended_and_the_others_go_on(folder):
    """A step that does not end is killed at its timeout, told with where it hung."""
    hanging = "{id: h, resume: hang, timeout: 0.7}"
    folder.tell(SCENARIO.replace('{id: refused, resume: "no"', hanging[:-1]))
    result = folder.play()
    assert outcomes(result) == {"passed": 1, "failed": 1}
    shown = text_of(result)
    assert "the step did not end within its 0.7 s" in shown
    assert "time.sleep(0.05)" in shown


SECRET = """\
scenario: A secret
secrets: [SHOP_KEY]
graph: agents.py:graph
steps:
  - invoke: {text: "{{ env.SHOP_KEY }}"}
    expect: {next: [review], values: {text: "no {{ env.SHOP_KEY }}"}}
  - resume: raise
    expect: {raises: {message: "{{ env.SHOP_KEY }}"}}
"""


@pytest.mark.parametrize("more", [(), ("--scenario-in-process", "-s")])
def test_secrets_are_masked_in_all_that_is_shown(more, folder, monkeypatch):
    """In findings, in what the graph printed, in reports of ours and of pytest's."""
    monkeypatch.setenv("SHOP_KEY", "sk-live-4711")
    folder.tell(SECRET)
    result = folder.play(*more, "--junitxml=j.xml", "--scenario-report", "json=r.json", "-vv")
    result.assert_outcomes(failed=1)
    shown = result.stdout.str() + result.stderr.str()
    files = folder.path.joinpath("j.xml").read_text() + folder.path.joinpath("r.json").read_text()
    assert 'expected  "no ***SHOP_KEY***"' in shown
    assert "writing about ***SHOP_KEY***" in shown
    assert "sk-live-4711" not in shown + files
    assert "***SHOP_KEY***" in files


def test_a_secret_that_is_not_set_is_an_error_at_its_line(folder, monkeypatch):
    """With its picture; nothing is played."""
    monkeypatch.delenv("SHOP_KEY", raising=False)
    folder.tell(SECRET)
    result = folder.play()
    result.assert_outcomes(failed=1)
    said = 'review.scenario.yaml:2:11: error: the environment variable "SHOP_KEY" is not set'
    assert said in result.stdout.str()
    assert not folder.path.joinpath("ran.txt").exists()


def test_what_the_graph_prints_is_shown_with_what_went_wrong(folder):
    """Printed output is in pytest's own section of the first test that failed."""
    folder.tell(FAILING)
    shown = text_of(folder.play())
    printed = "----- Captured stdout call -----"
    assert shown.count("writing about tea") == 1
    assert shown.index(PICTURE) < shown.index(printed) < shown.index("writing about tea")


def test_in_process_plays_in_pytests_own_process(folder):
    """--scenario-in-process is for debuggers."""
    folder.tell(SCENARIO)
    result = folder.play("--scenario-in-process")
    assert outcomes(result) == {"passed": 2}
    ran = folder.path.joinpath("ran.txt").read_text().split()
    assert set(ran[1::2]) == {str(os.getpid())}


def test_junit_has_the_properties_of_each_branch(folder):
    """Tags, branch, where it starts and how to run it again."""
    folder.tell(SCENARIO)
    folder.play("--junitxml=junit.xml", "-k", "refused")
    tree = ET.parse(folder.path / "junit.xml")
    (case,) = tree.iter("testcase")
    assert (case.get("classname"), case.get("name")) == ("review.scenario.yaml.A review", "refused")
    assert [(p.get("name"), p.get("value")) for p in case.iter("property")] == [
        ("tag", "hitl"),
        ("tag", "two words"),
        ("tag", "skip"),
        ("branch", "refused"),
        ("from", "main/asked"),
        ("rerun", "scenario-runner run 'review.scenario.yaml::A review::refused'"),
    ]


def told(path):
    """The outcome of each branch in a results file, and of cases without any."""
    cases = json.loads(path.read_text())["cases"]
    return {
        f"{case['id']}::{branch['name']}": branch["outcome"]
        for case in cases
        for branch in case["branches"] or [{"name": "-", "outcome": case["outcome"]}]
    }


def test_reports_are_written_as_by_the_command(folder):
    """Each report asked for has all cases, also those of files that cannot be run."""
    folder.tell(FAILING)
    folder.tell("scenario: Wrong\n", "wrong")
    result = folder.play(
        "--continue-on-collection-errors", "--scenario-report", "json=out/results.json",
        "--scenario-report=html=out/report.html",
    )  # fmt: skip
    assert result.stdout.str().count("report: out/") == 2
    assert "A review" in folder.path.joinpath("out/report.html").read_text()
    assert told(folder.path / "out/results.json") == {
        "review.scenario.yaml::A review::main": "passed",
        "review.scenario.yaml::A review::refused": "passed",
        "review.scenario.yaml::A review::wrong": "failed",
        "review.scenario.yaml::A review::later": "passed",
        "wrong.scenario.yaml::-": "error",
    }


def test_a_report_that_cannot_be_is_said(folder):
    """An unknown kind ends the run at its start, one that cannot be written at its end."""
    folder.tell(SCENARIO)
    unknown = folder.play("--scenario-report", "pdf=x.pdf")
    assert unknown.ret == pytest.ExitCode.USAGE_ERROR
    assert '"pdf=x.pdf" is not KIND=PATH with a KIND of' in unknown.stderr.str()
    unheard = folder.play("--scenario-storage=memmory")
    assert "--scenario-storage: write sqlite, memory" in unheard.stderr.str()
    assert "Did you mean memory?" in unheard.stderr.str()
    unwritable = folder.play("--scenario-report", "html=agents.py/report.html")
    assert unwritable.ret == pytest.ExitCode.USAGE_ERROR
    assert "the report agents.py/report.html cannot be written" in unwritable.stdout.str()


def test_patterns_say_which_files_are_collected(folder):
    """scenario_files limits what is collected; a file named on the command line always is."""
    folder.tell(SCENARIO)
    folder.pytester.makeini("[pytest]\nscenario_files = suite/*.scenario.yaml\n")
    assert folder.play("-q").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert outcomes(folder.play("review.scenario.yaml")) == {"passed": 2}


def test_nothing_heavy_is_imported_without_scenarios(folder, pytester):
    """In a folder without scenarios the plugin costs nothing."""
    pytester.makepyfile("def test_it(): pass")
    pytester.makeconftest(
        "import sys\n"
        "def pytest_sessionfinish():\n"
        "    heavy = {'yaml', 'jinja2', 'jsonschema', 'jsonpath', 'pebble', 'langgraph'}\n"
        "    ours = {m for m in sys.modules if m.startswith('scenario_runner')}\n"
        "    print('imported', sorted(heavy & set(sys.modules)), sorted(ours))\n"
    )
    result = folder.play_outside("--collect-only", "-q")
    assert "imported [] ['scenario_runner', 'scenario_runner.pytest_plugin']" in result.stdout.str()


def test_xdist_keeps_the_branches_of_a_case_together(folder):
    """With --dist loadscope a case is played once, and reports hold all cases."""
    for name in ("a", "b", "c"):
        folder.tell(SCENARIO, name)
    result = folder.play_outside("-n", "2", "--dist=loadscope", "--scenario-report=json=r.json")
    assert outcomes(result) == {"passed": 6}
    assert folder.ran().count("write") == 3
    assert sorted(told(folder.path / "r.json").values()) == ["passed"] * 6


def test_xdist_may_spread_branches_and_still_be_right(folder):
    """With xdist's default a case may be played by two workers; the header says what to ask."""
    folder.tell(FAILING)
    result = folder.play_outside("-n", "2", "--scenario-report=json=r.json")
    assert outcomes(result) == {"passed": 3, "failed": 1}
    assert PICTURE in text_of(result)
    assert "with --dist loadscope the branches of a case stay on one worker" in text_of(result)
    assert sorted(told(folder.path / "r.json").values()) == ["failed", *["passed"] * 3]


def test_pytest_and_the_command_agree(folder):
    """The shipped scenarios end the same way through pytest as through the command."""
    paths = [str(SCENARIOS / "interrupts"), str(SCENARIOS / "language")]
    results = run(paths)
    expected = {
        f"{case.id}::{branch.name}": branch.outcome
        for case in results.cases
        for branch in case.branches
    }
    result = folder.play(*paths, "--scenario-report=json=r.json", "-rA", "-o", "addopts=")
    found = told(folder.path / "r.json")
    assert found == expected
    assert outcomes(result) == {
        outcome: list(expected.values()).count(outcome) for outcome in set(expected.values())
    }
