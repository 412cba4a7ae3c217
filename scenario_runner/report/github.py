"""Annotations for GitHub Actions: workflow commands that mark lines of scenario files.

See https://docs.github.com/actions/reference/workflow-commands-for-github-actions. A step shows
ten of them at most, so the tenth says how many more there are.
"""

from __future__ import annotations

from scenario_runner.report.visible import visible
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.results.wrong import Wrong, wrong_in

MOST = 9


def github_text(results: Results) -> str:
    """The commands, one a line; nothing where all is well."""
    found = [(case, one) for case in results.cases for one in wrong_in(case)]
    lines = [_command(case, one) for case, one in found]
    lines += [_flaky(case) for case in results.cases if case.outcome == "flaky"]
    if len(lines) > MOST:
        lines[MOST:] = [f"::notice::{len(lines) - MOST} more are in the log and in the reports"]
    return "\n".join(lines)


def _flaky(case: CaseResult) -> str:
    """A warning, as it fails nothing unless that was asked for."""
    bad = [one for one in case.attempts if one.message is not None]
    title = _property(f"{case.id} is flaky")
    where = f"file={_property(case.file)},line={case.line},title={title}"
    message = f"{len(bad)} of {len(case.attempts)} attempts did not end well"
    first = f"; {bad[0].message}" if bad else ""
    return f"::warning {where}::{_data(message + first)}"


def _command(case: CaseResult, one: Wrong) -> str:
    title = case.id if one.branch is None else f"{case.scenario}::{one.branch}"
    where = {
        "file": one.place.file,
        "line": one.place.line,
        "col": one.place.column,
        "title": "invalid scenario" if case.problems else title,
    }
    told = ",".join(f"{key}={_property(str(value))}" for key, value in where.items())
    message = f"{one.said}\n{one.hint}" if one.hint else one.said
    return f"::error {told}::{_data(message)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
