"""JUnit XML as Jenkins, GitLab and GitHub's readers take it.

Names are unique, or GitLab drops testcases; control characters are made visible, because
ElementTree writes them and no reader accepts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

from scenario_runner.report.console import case_text
from scenario_runner.report.junit_case import Test, error_kind, first_message, tests
from scenario_runner.report.storage import storage_told
from scenario_runner.report.visible import cut, xml_text
from scenario_runner.results.model import CaseResult, Environment, Results

_LONGEST = 100_000
"""Characters of text in one element; Jenkins keeps results in memory."""


def junit_text(results: Results) -> str:
    """The run as JUnit XML: a testsuite for each file, a testcase for each branch."""
    files: dict[str, list[CaseResult]] = {}
    for case in results.cases:
        files.setdefault(case.file, []).append(case)
    root = ET.Element("testsuites", name="scenario-runner")
    every: list[Test] = []
    for file, cases in files.items():
        found = _unique([test for case in cases for test in tests(case)])
        suite = ET.SubElement(root, "testsuite", name=xml_text(file))
        suite.set("timestamp", xml_text(results.started_at.removesuffix("Z")))
        _count(suite, found)
        _properties(suite, _environment(results.environment, cases))
        for test in found:
            _testcase(suite, file, test)
        every += found
    _count(root, every)
    del root.attrib["skipped"]  # Jenkins' schema knows it of suites alone
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _unique(found: Iterable[Test]) -> list[Test]:
    """The testcases of a file; a name that was there before gets a number."""
    taken: set[str] = set()
    unique = []
    for test in found:
        name, number = test.name, 1
        while name in taken:
            number += 1
            name = f"{test.name} ({number})"
        taken.add(name)
        unique.append(replace(test, name=name))
    return unique


def _testcase(suite: ET.Element, file: str, test: Test) -> None:
    element = ET.SubElement(suite, "testcase")
    element.set("classname", xml_text(_dotted(file)))
    element.set("name", xml_text(test.name))
    element.set("file", xml_text(file))
    element.set("line", str(test.line))
    element.set("time", f"{test.duration:.3f}")
    _properties(element, test.properties)
    _say_outcome(element, test)
    if test.told.printed.strip():
        printed = cut(xml_text(test.told.printed), _LONGEST)
        ET.SubElement(element, "system-out").text = printed


def _say_outcome(element: ET.Element, test: Test) -> None:
    match test.outcome:
        case "passed" | "flaky":
            pass
        case "skipped":
            ET.SubElement(element, "skipped", message=_line(test.reason or "skipped"))
        case "xfailed":
            reason = f"failed as expected: {test.reason}" if test.reason else "failed as expected"
            ET.SubElement(element, "skipped", type="xfail", message=_line(reason))
        case "failed" | "xpassed":
            said = ET.SubElement(element, "failure", type=test.outcome)
            _say_why(said, test)
        case "error":
            said = ET.SubElement(element, "error", type=xml_text(error_kind(test)))
            _say_why(said, test)


def _say_why(said: ET.Element, test: Test) -> None:
    said.set("message", _line(first_message(test)))
    text = case_text(replace(test.told, printed=""), color=False, width=100)
    said.text = cut(xml_text(text), _LONGEST)


def _count(element: ET.Element, found: Sequence[Test]) -> None:
    outcomes = Counter(test.outcome for test in found)
    element.set("tests", str(len(found)))
    element.set("failures", str(outcomes["failed"] + outcomes["xpassed"]))
    element.set("errors", str(outcomes["error"]))
    element.set("skipped", str(outcomes["skipped"] + outcomes["xfailed"]))
    element.set("time", f"{sum(test.duration for test in found):.3f}")


def _properties(element: ET.Element, pairs: Sequence[tuple[str, str]]) -> None:
    if pairs:
        held = ET.SubElement(element, "properties")
        for name, value in pairs:
            ET.SubElement(held, "property", name=name, value=xml_text(value))


def _environment(one: Environment, cases: Iterable[CaseResult]) -> list[tuple[str, str]]:
    pairs = (
        ("python", one.python),
        ("langgraph", one.langgraph),
        ("saver", storage_told(one, cases)),
        ("platform", one.platform),
        ("scenario-runner", one.tool),
    )
    return [(name, value) for name, value in pairs if value is not None]


def _dotted(file: str) -> str:
    """The file as a dotted name, so that Jenkins groups by folder."""
    bare = file.removesuffix(".yaml").removesuffix(".yml").removesuffix(".scenario")
    return bare.replace("/", ".").replace("\\", ".")


def _line(text: str) -> str:
    return cut(xml_text(" ".join(text.split())), 500)
