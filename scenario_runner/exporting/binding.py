"""How a graph of the application takes a script's storage: by what its definition looks like."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, mapping
from scenario_runner.exporting.values import data
from scenario_runner.language.model import Graph


def defined(file: str, attribute: str) -> ast.stmt | None:
    """The last top-level statement that gives the name its value, as far as it can be read."""
    found: ast.stmt | None = None
    for statement in _source_of(file).body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name == attribute:
                found = statement
            case ast.Assign(targets=[ast.Name(id=name)]) if name == attribute:
                found = statement
            case ast.AnnAssign(target=ast.Name(id=name)) if name == attribute:
                found = statement
    return found


def _source_of(path: str) -> ast.Module:
    try:
        return ast.parse(Path(path).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def bound(
    found: str, definition: ast.stmt | None, graph: Graph, scope: Scope
) -> Callable[[str], Source]:
    """The application's graph on our storage; without knowing what it is, by looking at it."""
    match definition:
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr="compile"))):
            return _copied(found)
        case ast.Assign(value=ast.Call(func=ast.Name(id="StateGraph"))):
            return compiled(found)
        case ast.FunctionDef(decorator_list=made) | ast.AsyncFunctionDef(decorator_list=made) if (
            any("entrypoint" in ast.unparse(one) for one in made)
        ):
            return _copied(found)
        case _:
            return _made(found, definition, graph, scope)


def compiled(found: str) -> Callable[[str], Source]:
    """The graph of a builder, with a storage that is called so."""
    return lambda saver: call(f"{found}.compile", checkpointer=saver)


def _copied(found: str) -> Callable[[str], Source]:
    return lambda saver: call(f"{found}.copy", update=f'{{"checkpointer": {saver}}}')


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
