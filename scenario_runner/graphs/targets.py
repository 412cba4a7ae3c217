"""Where references lead: module or file, attribute, and what must be importable around it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import assert_never

from scenario_runner.frozen import frozen
from scenario_runner.graphs.files import package_base
from scenario_runner.graphs.manifest import read_manifest
from scenario_runner.graphs.surroundings import project_folders
from scenario_runner.language.model import (
    FileGraph,
    Graph,
    GraphReference,
    ManifestGraph,
    ModuleGraph,
)


@frozen
class Target:
    """Where a reference leads, before anything is imported."""

    module: str
    """A dotted name, or a file (absolute)."""
    attribute: str
    where: str
    """As messages name it."""
    folders: tuple[str, ...]
    """To be first on `sys.path`, in this order."""
    environment: Mapping[str, str] = field(default_factory=dict)


def target_of(source: GraphReference, graph: Graph) -> Target:
    """Where `source` leads in the project of `graph`. Raises GraphLoadError."""
    folders = project_folders(graph.root)
    match source:
        case ModuleGraph(module=module, attribute=name):
            return Target(module=module, attribute=name, where=f"{module}:{name}", folders=folders)
        case FileGraph(path=path, attribute=name):
            return Target(
                module=path,
                attribute=name,
                where=f"{_shown(path, graph)}:{name}",
                folders=_merged(folders, (os.path.realpath(graph.folder), _base(path))),
            )
        case ManifestGraph(path=path, name=name):
            entry = read_manifest(path, name)
            is_file = Path(entry.target).is_absolute()
            shown = _shown(entry.target, graph) if is_file else entry.target
            own = (_base(entry.target),) if is_file else ()
            return Target(
                module=entry.target,
                attribute=entry.attribute,
                where=f"{shown}:{entry.attribute}",
                folders=_merged(folders, (*entry.folders, *own)),
                environment=entry.environment,
            )
        case _:
            assert_never(source)


def _base(path: str) -> str:
    return package_base(os.path.realpath(path))


def _merged(first: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *more)))


def _shown(path: str, graph: Graph) -> str:
    """A path as short as the reader needs it."""
    for base in (graph.folder, graph.root):
        if Path(path).is_relative_to(base):
            return str(Path(path).relative_to(base))
    return path
