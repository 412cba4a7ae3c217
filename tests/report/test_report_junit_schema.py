"""JUnit XML against what Jenkins takes, and what of ours goes beyond it.

The rules are those of types/model/xsd/junit-10.xsd of github.com/jenkinsci/xunit-plugin, in our own
words: what an element may hold, which of its attributes must be there, which may.
"""

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
import sample
from hostile import NASTY, infected

from scenario_runner.report.junit import junit_text
from scenario_runner.results.model import Attempt

COUNTS = {"tests", "failures", "errors"}
SAID = (set(), set(), {"type", "message"})
TEXT = (set(), set(), set())
AGAIN = ({"stackTrace", "system-out", "system-err"}, {"type"}, {"message"})
RULES = {
    "testsuites": ({"testsuite"}, set(), {"name", "time", *COUNTS}),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", *COUNTS},
        {
            *("group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log"),
            "url",
        },
    ),
    "testcase": (
        {
            *("skipped", "error", "failure", "system-out", "system-err"),
            *("rerunFailure", "rerunError", "flakyFailure", "flakyError"),
        },
        {"name"},
        {"time", "classname", "group"},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, set()),
    "failure": SAID,
    "error": SAID,
    "skipped": SAID,
    "system-out": TEXT,
    "system-err": TEXT,
    "stackTrace": TEXT,
    **dict.fromkeys(("rerunFailure", "rerunError", "flakyFailure", "flakyError"), AGAIN),
}
TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")
MEANT = {
    "testcase has an attribute file",  # GitLab links to it
    "testcase has an attribute line",  # editors and annotations of GitHub do
    "testcase holds properties",  # as pytest writes them; Jenkins' junit step shows them
}
"""Ours beyond the schema; docs/report.md says so too."""
TRIED = replace(
    sample.PASSES,
    outcome="flaky",
    attempts=(
        Attempt(outcome="failed", duration=0.5, message="a.yaml:1:1: it was slow"),
        Attempt(outcome="passed", duration=0.25, message=None),
    ),
)
FORETOLD = sample.case(
    scenario="Foretold",
    branches=(
        sample.branch(outcome="xfailed", reason="issue 6663"),
        sample.branch(name="b", outcome="xpassed"),
    ),
)
SUITE = sample.results(*sample.EVERYTHING.cases, TRIED, FORETOLD)


def strays(element):
    """What the schema does not allow, in and below an element."""
    holds, must, may = RULES[element.tag]
    for child in element:
        if child.tag not in holds:
            yield f"{element.tag} holds {child.tag}"
        yield from strays(child)
    for name in element.attrib.keys() - must - may:
        yield f"{element.tag} has an attribute {name}"
    for name in must - element.attrib.keys():
        yield f"{element.tag} lacks the attribute {name}"
    if element.tag != "testcase" and TIME.fullmatch(element.get("time", "")) is None:
        yield f"{element.tag} has a time {element.get('time')}"
    if holds and element.text and element.text.strip():
        yield f"{element.tag} has a text"


@pytest.mark.parametrize("nasty", ["", *NASTY.values()])
def test_only_what_is_meant_goes_beyond_jenkins_schema(nasty):
    """All outcomes, properties, printed text; also where graphs say what they should not."""
    suite = infected(SUITE, nasty) if nasty else SUITE
    root = ET.fromstring(junit_text(suite).encode())
    assert set(strays(root)) == MEANT


def test_every_outcome_is_there():
    """Else the test above would prove little."""
    root = ET.fromstring(junit_text(SUITE).encode())
    held = Counter(element.tag for element in root.iter())
    assert held.keys() == {
        *("testsuites", "testsuite", "testcase", "properties", "property"),
        *("failure", "error", "skipped", "system-out"),
    }
    told = {(one.get("name"), one.get("value")) for one in root.iter("property")}
    assert {("flaky", "true"), ("attempts", "2")} <= told
    assert {one.get("type") for one in root.iter("skipped")} == {None, "xfail"}
    assert "xpassed" in {one.get("type") for one in root.iter("failure")}
