"""What `init` says in the end: what it wrote, or why it wrote nothing."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NoReturn

import click

from scenario_runner.cli.ending import fail
from scenario_runner.cli.graphs import show_lines
from scenario_runner.judge.verdict import Finding
from scenario_runner.results.model import CaseResult, ErrorTold
from scenario_runner.suite.begin import Beginning, Begun
from scenario_runner.suite.exits import FAILED, INTERNAL, INVALID, NOT_LOADED

_NO_SERVICE = re.compile("Connect|Authenticat|PermissionDenied|RateLimit")
"""In the names of exceptions of clients of models, databases and the like."""


def told(wanted: Beginning, begun: Begun) -> list[str]:
    """What was done, and what is left to do."""
    lines = [f"{wanted.path} is written, and passes"]
    seen = begun.seen
    if seen.raises is not None:
        said = f"{seen.raises.type}: {seen.raises.message}".split("\n")[0].removesuffix(": ")
        lines.append(f"  the graph raised {said}; the scenario expects that")
        if _NO_SERVICE.search(seen.raises.type):
            lines.append("  a service did not answer: say what does in its place, under models or")
            lines.append("  patches in defaults.scenario-runner.yaml, and write it anew: --force")
    if seen.interrupts:
        lines.append(f"  it asks: {', '.join(one.address for one in seen.interrupts)}")
    if begun.varied:
        lines.append("  it did not do the same twice: what differed is expected loosely")
    if begun.checks:
        lines.append(f"  warnings of the built-in checks: {', '.join(begun.checks)}")
    if begun.branches:
        names = ", ".join(branch.name for branch in begun.branches)
        lines.append(f"  {_branches(len(begun.branches))} to fill in: {names}")
    lines.append(f"  run it: scenario-runner run {shlex.quote(str(wanted.path))}")
    return lines


def _branches(count: int) -> str:
    return "1 branch" if count == 1 else f"{count} branches"


def give_up(result: CaseResult, varies: bool) -> NoReturn:
    """Say why there is no scenario."""
    error = _error_of(result)
    if error is None:
        for finding in _failed(result):
            click.echo(f"  {finding.path}: {finding.message}", err=True)
        hint = "give the graph a fixed model, clock or seed" if varies else None
        fail("no scenario was written: none that passes could be made", FAILED, hint)
    show_lines("", error.traceback)
    show_lines("the graph printed:", result.printed)
    hint = _HINTS.get(error.kind, error.hint)
    fail(f"no scenario was written: {error.message}", _CODES.get(error.kind, FAILED), hint)


_CODES = {"graph": NOT_LOADED, "internal": INTERNAL, "template": INVALID}

_HINTS = {
    "timeout": "give it more time with --timeout, or find out what it waits for",
    "died": "find out in the graph what ends its process",
}
"""Where a run says more than is right here."""


def _error_of(result: CaseResult) -> ErrorTold | None:
    steps = (step.error for branch in result.branches for step in branch.steps)
    told = (result.error, *(branch.error for branch in result.branches), *steps)
    return next((error for error in told if error is not None), None)


def _failed(result: CaseResult) -> Iterator[Finding]:
    steps = (step for branch in result.branches for step in branch.steps)
    findings = (finding for step in steps for finding in step.findings)
    yield from (finding for finding in findings if finding.outcome == "failed")
