"""A graph that a langgraph.json names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from scenario_runner.exporting.imported import Application, imported
from scenario_runner.exporting.limits import CannotExport
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import text
from scenario_runner.exporting.values import relative
from scenario_runner.language.model import Graph


def from_manifest(path: str, name: str, graph: Graph, scope: Scope) -> Application:
    """The graph of that name. Raises CannotExport."""
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
    found = imported(target, attribute, folders, graph, scope)
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
