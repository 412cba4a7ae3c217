"""Reports by kind, and writing them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scenario_runner.report.coverage import coverage_json
from scenario_runner.report.ctrf import ctrf_text
from scenario_runner.report.html import html_text
from scenario_runner.report.junit import junit_text
from scenario_runner.report.markdown import markdown_text
from scenario_runner.results.model import Results
from scenario_runner.results.store import json_text, to_json
from scenario_runner.whole_file import write_text

RENDERERS: dict[str, Callable[[Results], str]] = {
    "coverage": coverage_json,
    "ctrf": ctrf_text,
    "html": html_text,
    "json": lambda results: json_text(to_json(results)),
    "junit": junit_text,
    "markdown": markdown_text,
}
"""What `--report KIND=PATH` can be; a renderer is a pure function of the results."""


class UnknownKindError(ValueError):
    """A kind of report that is not there; the message lists those that are."""

    def __init__(self, kind: str) -> None:
        super().__init__(f'there is no report "{kind}"; there are: {", ".join(sorted(RENDERERS))}')


def render(results: Results, kind: str) -> str:
    """The text of a report. Raises UnknownKindError."""
    if kind not in RENDERERS:
        raise UnknownKindError(kind)
    return RENDERERS[kind](results)


def write(results: Results, kind: str, path: Path) -> None:
    """Write a report: the whole file or none of it. Raises UnknownKindError and OSError."""
    write_text(path, render(results, kind))
