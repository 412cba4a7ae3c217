"""CTRF, https://ctrf.io: the names and types that its readers take."""

import json
from collections import Counter
from dataclasses import replace

import pytest
import sample
from hostile import NASTY, infected
from jsonschema import Draft7Validator

from scenario_runner.report.ctrf import ctrf_text
from scenario_runner.results.model import Attempt

WORD, NUMBER = {"type": "string"}, {"type": "integer"}


def closed(properties, *required):
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


STATUS = {"enum": ["passed", "failed", "skipped", "pending", "other"]}
ATTEMPT = closed(
    {
        "attempt": {"type": "integer", "minimum": 1},
        "status": STATUS,
        "duration": NUMBER,
        "message": WORD,
    },
    *("attempt", "status"),
)
TEST = {
    "name": {"type": "string", "minLength": 1},
    "status": STATUS,
    "duration": NUMBER,
    "line": NUMBER,
    "suite": {"type": "array", "items": WORD, "minItems": 1},
    **dict.fromkeys(("rawStatus", "filePath", "type", "message", "trace"), WORD),
    **{name: {"type": "array", "items": WORD} for name in ("tags", "stdout")},
    "flaky": {"type": "boolean"},
    "retries": NUMBER,
    "retryAttempts": {"type": "array", "items": ATTEMPT},
    "extra": {"type": "object"},
}
COUNTED = ("tests", "passed", "failed", "skipped", "pending", "other", "start", "stop")


PART = closed(
    {
        "reportFormat": {"const": "CTRF"},
        "specVersion": {"pattern": r"^\d+\.\d+\.\d+$"},
        "generatedBy": WORD,
        "results": closed(
            {
                "tool": closed({"name": {**WORD, "minLength": 1}, "version": WORD}, "name"),
                "summary": closed(
                    dict.fromkeys((*COUNTED, "flaky", "suites", "duration"), NUMBER), *COUNTED
                ),
                "tests": {"type": "array", "items": closed(TEST, "name", "status", "duration")},
                "environment": closed({"osPlatform": WORD, "extra": {"type": "object"}}),
            },
            "tool",
            "summary",
            "tests",
        ),
    },
    "reportFormat",
    "specVersion",
    "results",
)
"""The part of the specification that we write, in our own words: schema/ctrf.schema.json of
github.com/ctrf-io/ctrf, as of November 2026."""
TRIED = replace(
    sample.PASSES,
    outcome="flaky",
    attempts=(
        Attempt(outcome="error", duration=0.5, message="a.yaml:1:1: it was slow"),
        Attempt(outcome="passed", duration=0.25, message=None),
    ),
)


@pytest.mark.parametrize("nasty", ["", *NASTY.values()])
def test_every_key_is_one_that_the_format_has(nasty):
    """Also where graphs say what they should not."""
    suite = sample.results(*sample.EVERYTHING.cases, TRIED)
    suite = infected(suite, nasty) if nasty else suite
    report = json.loads(ctrf_text(suite))
    errors = Draft7Validator(PART).iter_errors(report)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_each_branch_is_a_test_and_the_numbers_are_theirs():
    """Six outcomes become four; the original is kept beside."""
    results = json.loads(ctrf_text(sample.EVERYTHING))["results"]
    tests, summary = results["tests"], results["summary"]
    assert {(test["rawStatus"], test["status"]) for test in tests} == {
        ("error", "failed"),
        ("failed", "failed"),
        ("passed", "passed"),
        ("skipped", "skipped"),
        ("xfailed", "other"),
    }
    told = {name: summary[name] for name in ("passed", "failed", "skipped", "other")}
    assert told == Counter(test["status"] for test in tests)
    assert summary["tests"] == len(tests)
    assert (summary["start"], summary["stop"]) == (1795167000000, 1795167001500)


def test_a_failure_says_why_and_how_to_run_it_again():
    """The message is one sentence, the trace what the console shows."""
    tests = json.loads(ctrf_text(sample.results(sample.RICH)))["results"]["tests"]
    failed = next(test for test in tests if test["name"].endswith("::rejected"))
    assert failed["message"] == '$.values.status: expected "rejected", got "published"'
    assert "scenarios/publish.scenario.yaml:22:28" in failed["trace"]
    assert failed["extra"]["rerun"] == sample.REJECTED.rerun


def test_a_flaky_case_tells_its_attempts():
    """Readers rank tests by it."""
    results = json.loads(ctrf_text(sample.results(TRIED, sample.PASSES)))["results"]
    flaky, steady = results["tests"]
    assert (results["summary"]["flaky"], results["summary"]["passed"]) == (1, 2)
    assert (flaky["flaky"], flaky["retries"], "flaky" in steady) == (True, 1, False)
    assert flaky["retryAttempts"] == [
        {
            "attempt": 1,
            "status": "failed",
            "duration": 500,
            "message": "a.yaml:1:1: it was slow",
        },
        {"attempt": 2, "status": "passed", "duration": 250},
    ]
