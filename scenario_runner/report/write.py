"""Reports by kind, and writing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from scenario_runner.report.compose import Since
from scenario_runner.report.coverage import coverage_json
from scenario_runner.report.ctrf import ctrf_text
from scenario_runner.report.html import html_pages, html_text
from scenario_runner.report.junit import junit_text
from scenario_runner.report.markdown import markdown_text
from scenario_runner.report.packing import CALL
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


def write(results: Results, kind: str, path: Path, since: Since | None = None) -> str:
    """Write a report: the whole file or none of it; the page tells what changed `since` another
    run. Gives what else is to be said of it. Raises UnknownKindError and OSError."""
    if kind != "html":
        write_text(path, render(results, kind))
        return ""
    folder = path.with_name(f"{path.stem}-files")
    pages = html_pages(results, since, folder.name)
    _write_beside(folder, pages.files)
    write_text(path, pages.page)
    return f", with the folder {folder} beside it: keep both together" if pages.files else ""


def _write_beside(folder: Path, files: Mapping[str, str]) -> None:
    """The files of a large page; those of an earlier one are taken away."""
    old = [file for file in folder.glob("part-*.js") if _is_ours(file)]
    for file in old:
        file.unlink()
    if files:
        folder.mkdir(parents=True, exist_ok=True)
    elif old and not any(folder.iterdir()):
        folder.rmdir()
    for name, text in files.items():
        write_text(folder / name, text)


def _is_ours(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(CALL)) == CALL.encode()
