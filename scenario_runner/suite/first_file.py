"""Where a first scenario goes, and how it names its graph from there."""

from __future__ import annotations

import os
import re
from pathlib import Path

from scenario_runner.language.model import FileGraph, Graph, ManifestGraph, ModuleGraph
from scenario_runner.language.references import rebased
from scenario_runner.language.value import Data

_SAYS_LITTLE = frozenset(
    {"graph", "app", "agent", "workflow", "builder", "build", "make_graph", "compiled", "main"}
)
"""Names of graphs that say less than the name of their file."""


def name_of(graph: Graph) -> str:
    """What a graph is best called: by its own name, or by its file's where that says more."""
    match graph.source:
        case ManifestGraph(name=name):
            return name
        case ModuleGraph(module=module, attribute=attribute):
            return module.rpartition(".")[2] if attribute in _SAYS_LITTLE else attribute
        case FileGraph(path=path, attribute=attribute):
            return Path(path).stem if attribute in _SAYS_LITTLE else attribute
        case _:
            return "a graph"


def file_for(graph: Graph) -> Path:
    """The file in the current folder that a first scenario is written to."""
    plain = re.sub(r"[^\w.-]+", "-", name_of(graph)).strip("-.") or "first"
    return Path(f"{plain}.scenario.yaml")


def graph_from(written: Data, folder: Path) -> Data:
    """The value of `graph`, written in the current folder, as a file in `folder` has it."""
    if isinstance(written, str):
        return rebased(written, Path.cwd(), folder.resolve())
    if isinstance(written, dict) and isinstance(written.get("ref"), str):
        return {**written, "ref": rebased(written["ref"], Path.cwd(), folder.resolve())}
    return written


def schema_for(path: Path, root: Path) -> str | None:
    """The schema that an editor finds from a scenario at `path`, where the project has one: made
    for this graph beside it, or one for all scenarios in a folder above, up to the root."""
    folder = path.resolve().parent
    own = path.name.partition(".scenario.")[0] + ".schema.json"
    candidates = [folder / own]
    for above in (folder, *folder.parents):
        candidates += [above / "schemas" / "scenario.schema.json", above / "scenario.schema.json"]
        if above == root:
            break
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    return None if found is None else Path(os.path.relpath(found, folder)).as_posix()
