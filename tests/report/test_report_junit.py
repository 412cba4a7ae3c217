"""JUnit XML, read back by the readers that CI systems use."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import sample
from junitparser import Error, Failure, JUnitXml, Skipped

from scenario_runner.report.junit import junit_text


def read(*cases):
    return JUnitXml.fromstring(junit_text(sample.results(*cases)).encode())


def outcomes(*cases):
    return {
        test.name: [type(one) for one in test.result] for suite in read(*cases) for test in suite
    }


def test_each_branch_is_a_testcase_with_its_outcome():
    """Failures, errors and skips are told apart, branch by branch."""
    assert outcomes(*sample.SUITE.cases) == {
        "The reviewer changes their mind::main": [],
        "The reviewer changes their mind::rejected": [Failure],
        "The reviewer changes their mind::edited": [],
        "The reviewer changes their mind::breaks": [Error],
        "The reviewer changes their mind::confused": [Error],
        "A draft is written::main": [],
        "A later idea::main": [Skipped],
        "A later idea::other": [Skipped],
        "Broken": [Error],
        "The worker dies": [Error],
    }


def test_foretold_failures_are_skips_and_unforetold_passes_are_failures():
    """CI stays green on what is known to fail, and red when it starts to pass."""
    branches = (
        sample.branch(outcome="xfailed", reason="issue 6663"),
        sample.branch(name="b", outcome="xpassed"),
    )
    assert outcomes(sample.case(scenario="s", branches=branches)) == {
        "s::main": [Skipped],
        "s::b": [Failure],
    }


def test_a_testcase_says_where_it_stands():
    """File, line, class name and time are what CI systems link and group by."""
    root = ET.fromstring(junit_text(sample.results(sample.RICH)))
    assert root.find("testsuite/testcase[2]").attrib == {
        "classname": "scenarios.publish",
        "name": "The reviewer changes their mind::rejected",
        "file": "scenarios/publish.scenario.yaml",
        "line": "17",
        "time": "0.014",
    }


def test_a_failure_tells_what_the_console_tells():
    """The element holds the picture; its message is the first thing that went wrong."""
    root = ET.fromstring(junit_text(sample.results(sample.RICH)))
    failure = root.find(".//failure")
    assert failure.get("message") == '$.values.status: expected "rejected", got "published"'
    assert "22 |           values: {status: rejected}" in failure.text
    assert "older answer" in failure.text
    assert "archive" not in failure.text


def test_the_counts_are_those_of_the_testcases():
    """Totals are right on the suites and on the whole."""
    xml = read(*sample.SUITE.cases)
    assert (xml.tests, xml.failures, xml.errors) == (10, 1, 4)
    told = sorted((suite.tests, suite.errors, suite.skipped) for suite in xml)
    assert told == [(1, 1, 0), (9, 3, 2)]


def test_names_are_unique():
    """Cases of one name in one file get numbers."""
    names = [
        test.name for suite in read(sample.PASSES, sample.PASSES, sample.PASSES) for test in suite
    ]
    assert names == [
        "A draft is written::main",
        "A draft is written::main (2)",
        "A draft is written::main (3)",
    ]


def test_control_characters_leave_readable_xml():
    """Escape sequences, NUL and half surrogates do not break the file."""
    nasty = "a\x00b\x1b[31mc\ud800d\uffffe\u202ef]]>&<g"
    case = replace(
        sample.RICH,
        printed=nasty,
        scenario=nasty,
        id=nasty,
        tags=(nasty,),
        rerun=nasty,
        source=nasty,
    )
    root = ET.fromstring(junit_text(sample.results(case)).encode())
    assert root.find(".//system-out").text == "a␀b␛[31mc⟨U+D800⟩d⟨U+FFFF⟩e⟨U+202E⟩f]]>&<g"


def test_printed_output_goes_to_the_first_branch_that_went_wrong():
    """It is told once, where people look."""
    root = ET.fromstring(junit_text(sample.results(sample.RICH)))
    holders = [
        one.get("name") for one in root.iter("testcase") if one.find("system-out") is not None
    ]
    assert holders == ["The reviewer changes their mind::rejected"]


def test_tags_and_the_rerun_command_are_properties():
    """What a dashboard may want to group by or to show."""
    root = ET.fromstring(junit_text(sample.results(sample.RICH)))
    held = root.find("testsuite/testcase[2]/properties")
    assert [(one.get("name"), one.get("value")) for one in held] == [
        ("tag", "hitl"),
        ("tag", "smoke"),
        ("branch", "rejected"),
        ("from", "main/draft"),
        ("rerun", sample.REJECTED.rerun),
    ]


def test_comparisons_are_testcases_and_branches_on_the_way_are_not():
    """What fails between branches is not lost; what was not selected is not counted."""
    assert outcomes(sample.TRAVELS) == {
        "Back and forth::main": [],
        "Back and forth::again": [Skipped],
        "Back and forth::compare main, again": [Failure],
        "Back and forth::compare main, gone": [Skipped],
    }


def test_an_unmet_finding_of_the_case_is_a_testcase():
    """A check that belongs to no branch turns CI red too."""
    finding = replace(sample.TRAVELS.findings[0], outcome="failed")
    case = replace(sample.PASSES, outcome="failed", findings=(finding,))
    assert outcomes(case) == {"A draft is written": [Failure], "A draft is written::main": []}


def test_a_branch_that_could_not_begin_is_an_error_that_says_why():
    """Its message and kind are the branch's own."""
    lost = next(test for suite in read(sample.LOST) for test in suite if "lost" in test.name)
    ((kind, message, text),) = [(one.type, one.message, one.text) for one in lost.result]
    assert (kind, message) == ("refused", 'no checkpoint of this branch has "nowhere" next')
    assert "help: next were __start__, write, review" in text
