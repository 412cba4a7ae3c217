"""Results in the Common Test Report Format, https://ctrf.io, specification 0.0.0.

A test for each branch, as in JUnit. What is foretold to fail and does is `other`: it is
neither a pass nor a failure, and it was not skipped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from scenario_runner.judge.verdict import Outcome
from scenario_runner.report.console import case_text
from scenario_runner.report.junit_case import Test, first_message, tests
from scenario_runner.report.storage import storage_told
from scenario_runner.report.visible import cut, visible
from scenario_runner.results.model import Attempt, Results

_STATUS: Mapping[Outcome, str] = {
    "error": "failed",
    "failed": "failed",
    "xpassed": "failed",
    "flaky": "passed",
    "passed": "passed",
    "xfailed": "other",
    "skipped": "skipped",
}
_LONGEST = 100_000
"""Characters of one text."""


def ctrf_text(results: Results) -> str:
    """The run as CTRF."""
    found = [_test(test) for case in results.cases for test in tests(case)]
    environment = results.environment
    report = {
        "reportFormat": "CTRF",
        "specVersion": "0.0.0",
        "generatedBy": "scenario-runner",
        "results": {
            "tool": {"name": "scenario-runner", "version": environment.tool},
            "summary": _summary(results, found),
            "tests": found,
            "environment": {
                "osPlatform": environment.platform,
                "extra": {
                    name: version
                    for name, version in (
                        ("python", environment.python),
                        ("langgraph", environment.langgraph),
                        ("saver", storage_told(environment, results.cases)),
                    )
                    if version is not None
                },
            },
        },
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _summary(results: Results, found: list[dict[str, Any]]) -> dict[str, int]:
    numbers = Counter(test["status"] for test in found)
    start = _milliseconds(results.started_at)
    return {
        "tests": len(found),
        **{name: numbers[name] for name in ("passed", "failed", "skipped", "pending", "other")},
        "flaky": sum(bool(test.get("flaky")) for test in found),
        "suites": len({test["filePath"] for test in found}),
        "start": start,
        "stop": start + round(1000 * results.duration),
        "duration": round(1000 * results.duration),
    }


def _test(test: Test) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": visible(test.name) or "unnamed",
        "status": _STATUS[test.outcome],
        "rawStatus": test.outcome,
        "duration": round(1000 * test.duration),
        "suite": [visible(test.told.file)],
        "filePath": visible(test.told.file),
        "line": test.line,
        "type": "scenario",
        "tags": [visible(tag) for tag in test.told.tags],
        "extra": {name: visible(value) for name, value in test.properties if name != "tag"},
    }
    if _STATUS[test.outcome] == "failed":
        told["message"] = cut(visible(first_message(test)), _LONGEST)
        text = case_text(replace(test.told, printed=""), color=False)
        told["trace"] = cut(visible(text), _LONGEST)
    elif test.reason:
        told["message"] = visible(test.reason)
    if test.told.attempts:
        told["retries"] = len(test.told.attempts) - 1
        told["flaky"] = ("flaky", "true") in test.properties
        told["retryAttempts"] = [
            _attempt(number, one) for number, one in enumerate(test.told.attempts, start=1)
        ]
    if test.told.printed.strip():
        told["stdout"] = cut(visible(test.told.printed), _LONGEST).rstrip("\n").split("\n")
    return told


def _attempt(number: int, one: Attempt) -> dict[str, Any]:
    told: dict[str, Any] = {
        "attempt": number,
        "status": _STATUS[one.outcome],
        "duration": round(1000 * one.duration),
    }
    return told if one.message is None else {**told, "message": cut(visible(one.message), _LONGEST)}


def _milliseconds(iso: str) -> int:
    """A moment as milliseconds since 1970; 0 for a text that is none."""
    try:
        return round(1000 * datetime.fromisoformat(iso).timestamp())
    except ValueError:
        return 0
