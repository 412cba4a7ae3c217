"""The graph of a script: imported from the application, or written out as LangGraph code."""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scenario_runner.exporting.inline import inline_graph
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import Source, call, lines, mapping, text
from scenario_runner.exporting.values import data, relative
from scenario_runner.language.model import (
    FileGraph,
    FixtureGraph,
    Graph,
    InlineGraph,
    ManifestGraph,
    ModuleGraph,
    ServerGraph,
)


class CannotExport(Exception):  # told to whoever asked for the script
    """A scenario that cannot become a script: what is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """How a script comes by its graph."""

    setting: tuple[str, ...]
    """Lines that must stand before the imports of the application."""
    imports: tuple[str, ...]
    definition: tuple[str, ...]
    """Top-level lines: an inline graph."""
    bound: Callable[[str], Source]
    """The expression of the graph with a storage, which is called so."""


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
            setting = tuple(_importable(project_folders(graph.root), scope.script))
            return Application(
                setting=setting, imports=(), definition=definition, bound=_compiled("builder")
            )
        case ModuleGraph(module=module, attribute=attribute):
            folders = project_folders(graph.root)
            return _imported(module, attribute, folders, graph, scope)
        case FileGraph(path=path, attribute=attribute):
            return _imported(path, attribute, project_folders(graph.root), graph, scope)
        case ManifestGraph(path=path, name=name):
            return _from_manifest(path, name, graph, scope)
        case ServerGraph():
            raise CannotExport("its graph is on a server, and the script runs graphs itself")
        case FixtureGraph(name=name):
            raise CannotExport(f"its graph is the pytest fixture {name}, which only pytest makes")


def project_folders(root: str) -> list[str]:
    """What a project root makes importable: itself, and its `src` where it is laid out so."""
    source = Path(root, "src")
    laid_out = source.is_dir() and not (source / "__init__.py").exists()
    return [root, str(source)] if laid_out else [root]


def _importable(folders: Sequence[str], script: Script) -> list[str]:
    own = any(script.own.values())
    if own:
        script.imports.add("sys")
    told = [text(relative(folder, script.folder)) for folder in folders]
    return [f"sys.path.insert(0, {folder})" for folder in reversed(told)] if own else []


def _imported(
    target: str, attribute: str, folders: Sequence[str], graph: Graph, scope: Scope
) -> Application:
    script = scope.script
    script.imports.add("sys")
    is_file = Path(target).is_absolute()
    told = [text(relative(folder, script.folder)) for folder in reversed(folders)]
    setting = [f"sys.path.insert(0, {folder})" for folder in told]
    module = importable_as(target, folders) if is_file else target
    first, _, rest = attribute.partition(".")
    if module is not None:
        imports = [f"from {module} import {first} as application"]
    else:
        script.imports.add("importlib.util")
        imports = _loaded(target, first, script)
    found = f"application.{rest}" if rest else "application"
    source = _source_of(target if is_file else _file_of(target, folders))
    bound = _bound(found, _definition(source, attribute), graph, scope)
    return Application(setting=tuple(setting), imports=tuple(imports), definition=(), bound=bound)


def importable_as(path: str, folders: Sequence[str]) -> str | None:
    """The name an import statement would find the file by; None where there is none."""
    for folder in folders:
        try:
            parts = Path(path).resolve().relative_to(Path(folder).resolve()).with_suffix("").parts
        except ValueError:
            continue
        plain = all(part.isidentifier() for part in parts)
        if plain and parts[0] not in sys.stdlib_module_names:
            return ".".join(parts)
    return None


def _loaded(path: str, attribute: str, script: Script) -> list[str]:
    """A file that no import statement finds, loaded by its path."""
    name = text(f"{Path(path).stem}_of_scenario")
    file = text(relative(path, script.folder))
    return [
        f"spec = importlib.util.spec_from_file_location({name}, {file})",
        f"sys.modules[{name}] = importlib.util.module_from_spec(spec)",
        f"spec.loader.exec_module(sys.modules[{name}])",
        f"application = sys.modules[{name}].{attribute}",
    ]


# --- how it is compiled -------------------------------------------------------------------


def _file_of(module: str, folders: Sequence[str]) -> str:
    found = [Path(folder, *module.split(".")) for folder in folders]
    files = [file for path in found for file in (path.with_suffix(".py"), path / "__init__.py")]
    return str(next((file for file in files if file.is_file()), ""))


def _source_of(path: str) -> ast.Module:
    try:
        return ast.parse(Path(path).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def _definition(source: ast.Module, attribute: str) -> ast.stmt | None:
    """The last top-level statement that gives the name its value, as far as it can be read."""
    found: ast.stmt | None = None
    for statement in source.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name == attribute:
                found = statement
            case ast.Assign(targets=[ast.Name(id=name)]) if name == attribute:
                found = statement
            case ast.AnnAssign(target=ast.Name(id=name)) if name == attribute:
                found = statement
    return found


def _bound(
    found: str, definition: ast.stmt | None, graph: Graph, scope: Scope
) -> Callable[[str], Source]:
    """The application's graph on our storage; without knowing what it is, by looking at it."""
    match definition:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="compile"))):
            return _copied(found)
        case ast.Assign(value=ast.Call(func=ast.Name(id="StateGraph"))):
            return _compiled(found)
        case ast.FunctionDef(decorator_list=made) | ast.AsyncFunctionDef(decorator_list=made) if (
            any("entrypoint" in ast.unparse(one) for one in made)
        ):
            return _copied(found)
        case _:
            return _made(found, definition, graph, scope)


def _copied(found: str) -> Callable[[str], Source]:
    return lambda saver: call(f"{found}.copy", update=f'{{"checkpointer": {saver}}}')


def _compiled(found: str) -> Callable[[str], Source]:
    return lambda saver: call(f"{found}.compile", checkpointer=saver)


def _made(
    found: str, definition: ast.stmt | None, graph: Graph, scope: Scope
) -> Callable[[str], Source]:
    arguments: dict[str, Source] = {}
    if graph.args is not None:
        arguments = {str(k): data(part, scope) for k, part in graph.args.data.items()}
    for name in _config_parameters(definition):
        configurable = graph.options.config
        told = data(configurable.data, scope) if configurable is not None else "{}"
        arguments.setdefault(name, mapping([("configurable", told)]))
    helper = scope.script.use("compiled")
    return lambda saver: call(f"await {helper}", found, "opened", saver, **arguments)


def _config_parameters(definition: ast.stmt | None) -> list[str]:
    """The parameters of a factory that want the config, as LangGraph's server gives it."""
    if not isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    parameters = [*definition.args.args, *definition.args.kwonlyargs]
    return [
        one.arg
        for one in parameters
        if one.arg == "config"
        or (one.annotation is not None and "RunnableConfig" in ast.unparse(one.annotation))
    ]


# --- langgraph.json -----------------------------------------------------------------------


def _from_manifest(path: str, name: str, graph: Graph, scope: Scope) -> Application:
    manifest = _manifest(path)
    told = manifest.get("graphs", {}).get(name)
    reference = told.get("path") if isinstance(told, dict) else told
    if not isinstance(reference, str) or ":" not in reference:
        raise CannotExport(f'{path} names no graph "{name}"')
    target, _, attribute = reference.rpartition(":")
    folder = Path(path).parent
    if target.endswith(".py") or "/" in target:
        target = os.path.normpath(folder / target)
    places = [folder, *(folder / str(one) for one in manifest.get("dependencies", []))]
    folders = list(dict.fromkeys(os.path.normpath(place) for place in places if place.is_dir()))
    found = _imported(target, attribute, folders, graph, scope)
    setting = (*_environment(path, manifest.get("env"), scope.script), *found.setting)
    return Application(setting=setting, imports=found.imports, definition=(), bound=found.bound)


def _manifest(path: str) -> dict[str, Any]:
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError:
        raise CannotExport(f"there is no file {path}") from None
    except ValueError:
        raise CannotExport(f"{path} is not valid JSON") from None
    return found if isinstance(found, dict) else {}


def _environment(path: str, env: object, script: Script) -> list[str]:
    """Read where the script runs: what stands there may be secret."""
    if not env:
        return []
    if isinstance(env, str):
        return [f"# set the variables of {env} yourself, as {Path(path).name} says"]
    script.imports |= {"json", "os"}
    script.take("pathlib", "Path")
    file = text(relative(path, script.folder))
    return [
        f"manifest = json.loads(Path({file}).read_text())",
        'os.environ.update(manifest["env"])',
    ]
