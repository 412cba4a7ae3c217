"""The shipped scenarios as they would be told of graphs on a server, and what serves these.

A scenario whose graph is a reference has it replaced by `url` and `assistant`, its options kept.
Which
of them a server cannot play is what the reader of scenarios says of them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scenario_runner.language.load import cases_of, load
from scenario_runner.language.model import FileGraph, ManifestGraph
from scenario_runner.problem import ProblemsError
from scenario_runner.results.model import BranchResult, CaseResult, Results, StepResult


@dataclass(frozen=True, kw_only=True)
class Told:
    """A scenario told of a graph on a server."""

    file: str
    """Relative to the project."""
    text: str
    """With URL where the url is to be."""
    assistant: str
    reference: str
    """As a langgraph.json names a graph."""
    environment: dict[str, str]
    """What the langgraph.json sets that the scenario names."""
    refused: frozenset[str]
    """The codes of the problems that are found in it; none: it can be played."""

    def at(self, url: str) -> str:
        """Its text for a server."""
        return self.text.replace("URL", url)


def as_served(project: Path, paths: Sequence[str]) -> list[Told]:
    """The scenarios below the paths whose graphs are references."""
    files = (file for path in paths for file in sorted((project / path).rglob("*.scenario.yaml")))
    return [told for file in files for told in _told(project, file)]


FOLDERS = ("scenarios", "tests/apps")
"""Where everything is that a scenario there may name."""


def copied(project: Path, told: Sequence[Told], folder: Path) -> dict[str, str]:
    """All of them again, in another folder, whose langgraph.json has the graphs; what it sets in
    the environment, as theirs do."""
    around: dict[str, str] = {}
    for path in FOLDERS:
        shutil.copytree(project / path, folder / path, ignore=shutil.ignore_patterns("__pycache__"))
    for one in told:
        around |= one.environment
    graphs = {one.assistant: one.reference for one in told}
    manifest = {"dependencies": ["."], "graphs": graphs, "env": around}
    (folder / "langgraph.json").write_text(json.dumps(manifest))
    return around


def _told(project: Path, file: Path) -> Iterator[Told]:
    source = load(file).graph.source
    reference = _reference(source)
    if reference is None:
        return
    relative = reference.relative_to(project)
    assistant = re.sub(r"\W+", "-", str(relative))
    text = _rewritten(file.read_text(), "url: 'URL'", f"assistant: {assistant}")
    try:
        cases_of(text.replace("URL", "http://127.0.0.1:2024").encode(), file)
        refused = frozenset()
    except ProblemsError as error:
        refused = frozenset(problem.code for problem in error.problems)
    yield Told(
        file=str(file.relative_to(project)),
        text=text,
        assistant=assistant,
        reference=f"./{relative}",
        environment=_manifest(source).get("env", {}) if isinstance(source, ManifestGraph) else {},
        refused=refused,
    )


def _reference(source: object) -> Path | None:
    """The file of a graph and the graph's name in it, `/folder/file.py:name`."""
    match source:
        case FileGraph():
            return Path(f"{source.path}:{source.attribute}")
        case ManifestGraph():
            written = _manifest(source)["graphs"][source.name]
            path = written if isinstance(written, str) else written["path"]
            return Path(source.path).parent / path
        case _:
            return None


def _manifest(source: ManifestGraph) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path(source.path).read_text())
    return told


def _rewritten(text: str, *where: str) -> str:
    flow, block = ", ".join(where), "\n  ".join(where)
    for pattern, new in (
        (r"^graph: (?!\{).+$", f"graph: {{{flow}}}"),
        (r"""^graph: \{ref: ("[^"]+"|[^,}\n]+)""", f"graph: {{{flow}"),
        (r"^graph:\n  ref: .+$", f"graph:\n  {block}"),
    ):
        text, count = re.subn(pattern, new, text, flags=re.MULTILINE)
        if count:
            return text
    raise ValueError(f"a graph that is told in another way: {text}")


def as_a_server_tells(results: Results) -> Results:
    """The results without what no server tells: what an `interrupt()` call returned, and what
    follows from it; and, of a branch, which checkpoint its first one follows, since a branch that
    is told anew has all of them anew."""
    return replace(results, cases=tuple(map(_case, results.cases)))


def _case(case: CaseResult) -> CaseResult:
    return replace(case, branches=tuple(map(_branch, case.branches)))


def _branch(branch: BranchResult) -> BranchResult:
    seen = [step.observation for step in branch.steps if step.observation is not None]
    own = {made.id for one in seen for made in one.checkpoints}
    return replace(branch, steps=tuple(_step(step, own) for step in branch.steps))


def _step(step: StepResult, own: set[str]) -> StepResult:
    findings = tuple(one for one in step.findings if one.expectation != "stale_resume")
    seen = step.observation
    if seen is not None:
        made = (
            replace(one, parent=one.parent if one.parent in own else None)
            for one in seen.checkpoints
        )
        seen = replace(seen, answers=(), checkpoints=tuple(made))
    return replace(step, findings=findings, observation=seen)
