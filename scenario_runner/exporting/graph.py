"""The graph of a script: imported from the application, or written out as LangGraph code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.exporting.binding import compiled
from scenario_runner.exporting.importable import importable_lines, project_folders
from scenario_runner.exporting.imported import Application, imported
from scenario_runner.exporting.inline import inline_graph
from scenario_runner.exporting.limits import CannotExport
from scenario_runner.exporting.manifest import from_manifest
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import lines
from scenario_runner.exporting.values import data
from scenario_runner.language.model import (
    FileGraph,
    FixtureGraph,
    Graph,
    InlineGraph,
    ManifestGraph,
    ModuleGraph,
    ServerGraph,
)


def application(graph: Graph, scope: Scope) -> Application:
    """The graph of a scenario in a script. Raises CannotExport."""
    found = _application(graph, scope)
    return replace(found, setting=(*_given_environment(graph, scope), *found.setting))


def _given_environment(graph: Graph, scope: Scope) -> Iterator[str]:
    """What the scenario sets before anything of the application is imported."""
    if graph.environment is not None and graph.environment.data:
        scope.script.imports.add("os")
        yield from lines("os.environ.update(", data(graph.environment.data, scope), ")")


def _application(graph: Graph, scope: Scope) -> Application:
    match graph.source:
        case InlineGraph() as told:
            definition = tuple(inline_graph(told, scope))
            setting = tuple(importable_lines(project_folders(graph.root), scope.script))
            return Application(
                setting=setting, imports=(), definition=definition, bound=compiled("builder")
            )
        case ModuleGraph(module=module, attribute=attribute):
            folders = project_folders(graph.root)
            return imported(module, attribute, folders, graph, scope)
        case FileGraph(path=path, attribute=attribute):
            return imported(path, attribute, project_folders(graph.root), graph, scope)
        case ManifestGraph(path=path, name=name):
            return from_manifest(path, name, graph, scope)
        case ServerGraph():
            raise CannotExport("its graph is on a server, and the script runs graphs itself")
        case FixtureGraph(name=name):
            raise CannotExport(f"its graph is the pytest fixture {name}, which only pytest makes")
