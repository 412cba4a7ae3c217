"""langgraph.json: which file holds a graph, what must be importable, what environment it wants."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenario_runner.frozen import frozen
from scenario_runner.graphs import dotenv
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.surroundings import TRACING_OFF, project_folders
from scenario_runner.language.words import quoted, suggestion


@frozen
class ManifestEntry:
    """One graph of a langgraph.json."""

    target: str
    """A file (absolute) or a dotted module name."""
    attribute: str
    folders: tuple[str, ...]
    """Folders (absolute) that its `dependencies` make importable."""
    environment: Mapping[str, str]
    """Its `env`, without anything that would turn tracing on."""


def read_manifest(path: str, name: str) -> ManifestEntry:
    """The graph called `name` in the langgraph.json at `path`."""
    data = _parse(path)
    graphs = data.get("graphs")
    if not isinstance(graphs, dict) or not graphs:
        raise GraphLoadError(f"{path} names no graphs", 'add "graphs": {"name": "./file.py:graph"}')
    if name not in graphs:
        hint = suggestion(name, graphs, "it has")
        raise GraphLoadError(f"{path} has no graph {quoted(name)}", hint)
    spec = graphs[name]
    reference = spec.get("path") if isinstance(spec, dict) else spec
    target, colon, attribute = (
        reference.rpartition(":") if isinstance(reference, str) else ("", "", "")
    )
    if not (colon and target and attribute):
        raise GraphLoadError(
            f'the graph "{name}" of {path} is not told as FILE:NAME',
            'write "./agents/refund.py:graph" or {"path": "./agents/refund.py:graph"}',
        )
    folder = Path(path).parent
    return ManifestEntry(
        target=_target(target, folder),
        attribute=attribute,
        folders=_dependencies(data, folder),
        environment=_environment(data, path),
    )


def _parse(path: str) -> dict[str, Any]:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise GraphLoadError(
            f"there is no file {path}", "the path before # is relative to the scenario"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise GraphLoadError(f"{path} cannot be read", "it must be a text file in UTF-8") from None
    try:
        data = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        column = getattr(error, "colno", 1)
        raise GraphLoadError(
            f"{path}:{line}:{column} is not valid JSON",
            "look for a missing comma or quote, or a comma too many, at or before this place",
        ) from None
    if not isinstance(data, dict):
        raise GraphLoadError(f"{path} does not hold a JSON object", 'it begins with {"graphs": ...')
    return data


def _target(target: str, folder: Path) -> str:
    if target.endswith(".py") or "/" in target or "\\" in target:
        return str((folder / target.replace("\\", "/")).resolve())
    return target


def _dependencies(data: Mapping[str, Any], folder: Path) -> tuple[str, ...]:
    """Local folders among `dependencies`; the others are packages that are installed."""
    given = data.get("dependencies")
    names = [name for name in given if isinstance(name, str)] if isinstance(given, list) else []
    places = [folder, *(folder / name for name in names)]
    local = [project_folders(str(place)) for place in places if place.is_dir()]
    return tuple(dict.fromkeys(one for folders in local for one in folders))


def _environment(data: Mapping[str, Any], path: str) -> dict[str, str]:
    env = data.get("env", {})
    if isinstance(env, dict):
        values = {str(key): _text(part) for key, part in env.items()}
    elif isinstance(env, str):
        file = Path(path).parent / env
        try:
            values = dotenv.parse(file.read_text(encoding="utf-8"), os.environ)
        except (OSError, UnicodeDecodeError):
            raise GraphLoadError(
                f'"env" of {path} names {env}, which cannot be read',
                "make that file, or take the entry out",
            ) from None
    else:
        raise GraphLoadError(
            f'"env" of {path} is neither a mapping nor a path', 'write "env": ".env"'
        )
    return {key: value for key, value in values.items() if key not in TRACING_OFF}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
