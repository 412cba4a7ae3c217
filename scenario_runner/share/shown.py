"""What is told of a bundle: its files, where it comes from, what came of it. Everything in it may
be somebody's who means harm, so nothing is shown as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from scenario_runner.report.visible import visible
from scenario_runner.results.model import Results
from scenario_runner.share.manifest import PROJECT, BundledFile, Kind, Manifest

_TITLES: dict[Kind, str] = {
    "code": "code",
    "scenario": "scenario",
    "read": "files it reads",
    "results": "results",
    "report": "report",
    "database": "databases of what failed",
}
"""In the order they are listed."""


def files_text(manifest: Manifest) -> str:
    """The files by what they are, code first."""
    return "\n".join(_files_lines(manifest))


def code_text(manifest: Manifest) -> str:
    """The Python files that a run executes."""
    files = [file for file in manifest.files if file.kind == "code"]
    if not files:
        return "no Python files; the scenario itself may name functions to call"
    return "\n".join(map(_file_line, files))


def inspect_text(manifest: Manifest, scenario: str, results: Results | None) -> str:
    """All that is worth knowing before it is run."""
    lines = [*_head(manifest), "", *_files_lines(manifest), "", "packages it was played with"]
    lines += [f"  {name} {version}" for name, version in manifest.packages.items()]
    lines += ["", visible(manifest.selection.file), *_indented(visible(scenario).rstrip())]
    lines += [
        "",
        "what came of it",
        *(_outcomes(results) if results is not None else ["  unknown"]),
    ]
    return "\n".join(line.rstrip() for line in lines)


def inspect_json(manifest: Manifest, scenario: str, results: Results | None) -> str:
    """The same for machines. Non-ASCII characters are escaped, so nothing in it acts."""
    cases = [] if results is None else [_case_data(case) for case in results.cases]
    told: dict[str, Any] = {**asdict(manifest), "scenario": scenario, "cases": cases}
    return json.dumps(told, indent=2)


def _head(manifest: Manifest) -> Iterator[str]:
    selection = manifest.selection
    names = f"::{selection.names}" if selection.names else ""
    yield f"scenario   {visible(selection.file + names)}"
    yield f"outcome    {manifest.outcome}"
    yield f"made by    Scenario Runner {manifest.tool}, Python {manifest.python}, " + visible(
        manifest.platform
    )
    yield f"command    {visible(manifest.command)}"
    if manifest.secrets:
        yield f"needs      {', '.join(manifest.secrets)} in the environment"
    if manifest.outside:
        yield f"not in it  {visible(', '.join(manifest.outside))}"


def _files_lines(manifest: Manifest) -> Iterator[str]:
    for kind, title in _TITLES.items():
        files = [file for file in manifest.files if file.kind == kind]
        if files:
            yield title
            yield from map(_file_line, files)


def _file_line(file: BundledFile) -> str:
    """The project's own with their sizes; the others are no larger than a run makes them."""
    if not file.path.startswith(PROJECT):
        return f"  {visible(file.path)}"
    return f"  {visible(file.path.removeprefix(PROJECT))}  {_size(file.size)}"


def _size(count: int) -> str:
    if count < 1_000:
        return f"{count} B"
    return f"{count / 1_000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def _outcomes(results: Results) -> Iterator[str]:
    for case in results.cases:
        yield f"  {case.outcome:8} {visible(case.id)}"
        for branch in case.branches:
            yield f"    {branch.outcome:8} {visible(branch.name)}"
            for step in branch.steps:
                yield f"      {step.outcome:8} {visible(step.id)}"


def _case_data(case: Any) -> dict[str, Any]:
    branches = [
        {
            "name": branch.name,
            "outcome": branch.outcome,
            "steps": [{"id": step.id, "outcome": step.outcome} for step in branch.steps],
        }
        for branch in case.branches
    ]
    return {"id": case.id, "outcome": case.outcome, "branches": branches}


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.split("\n")]
