"""Graph references: which of its three forms a text has, and what it points to on disk."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from scenario_runner.language.model import FileGraph, GraphReference, ManifestGraph, ModuleGraph
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Place, Problem

_MODULE = re.compile(r"(?P<module>[^\W\d]\w*(\.[^\W\d]\w*)*):(?P<name>[^\W\d]\w*(\.[^\W\d]\w*)*)\Z")
_FILE = re.compile(r"(?P<path>.+\.py):(?P<name>[^\W\d]\w*(\.[^\W\d]\w*)*)\Z")
_MANIFEST = re.compile(r"(?P<path>[^#]+\.json)#(?P<name>.+)\Z")
_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+\Z")
_ROOT_MARKS = ("pyproject.toml", "langgraph.json")


def project_root(folder: Path) -> Path:
    """The nearest folder upward that holds a pyproject.toml or langgraph.json, else `folder`."""
    # Asked of every file that is read: as text it takes a third of the time.
    for candidate in (folder, *folder.parents):
        marks = (f"{candidate}{os.sep}{mark}" for mark in _ROOT_MARKS)
        if any(map(os.path.isfile, marks)):
            return candidate
    return folder


def reference(text: str, folder: Path) -> GraphReference | None:
    """The reference that a text makes, paths absolute; None where it has no known form."""
    if (found := _MANIFEST.match(text)) is not None:
        return ManifestGraph(path=_absolute(found["path"], folder), name=found["name"])
    if (found := _FILE.match(text)) is not None:
        return FileGraph(path=_absolute(found["path"], folder), attribute=found["name"])
    if (found := _MODULE.match(text)) is not None:
        return ModuleGraph(module=found["module"], attribute=found["name"])
    return None


def rebased(text: str, written_in: Path, folder: Path) -> str:
    """A reference as a file in `folder` would write it; modules are the same everywhere."""
    for form, mark in ((_MANIFEST, "#"), (_FILE, ":")):
        if (found := form.match(text)) is not None:
            return f"{os.path.relpath(written_in / found['path'], folder)}{mark}{found['name']}"
    return text


def check_reference(value: Value, folder: Path) -> list[Problem]:
    """What is wrong with a reference, as far as it shows without importing anything."""
    text = value.data
    if not isinstance(text, str) or not text:
        return []  # told by its shape
    found = reference(text, folder)
    match found:
        case None:
            return [_no_reference(value, text)]
        case ModuleGraph():
            return []
        case FileGraph(path=path):
            return missing_file(value.place, text, path, "*.py")
        case ManifestGraph(path=path, name=name):
            lost = missing_file(value.place, text, path, "*.json")
            return lost or _manifest(value, path, name)


def check_fixture(value: Value) -> list[Problem]:
    """What is wrong with the name of a pytest fixture: fixtures are called as functions are."""
    name = value.data
    if not isinstance(name, str) or not name or name.isidentifier():
        return []  # told by its shape, or well
    hint = "write the name of a fixture of your conftest.py, such as app"
    if "{{" in name:
        hint = "the name of a fixture cannot be a template; write it out"
    elif _MODULE.match(name) or _FILE.match(name) or _MANIFEST.match(name):
        hint = f"write ref: {name}"
    message = f"{quoted(name)} is not the name of a pytest fixture"
    return [Problem(place=value.place, message=message, hint=hint, code="graph-fixture")]


def check_called(value: Value, folder: Path) -> list[Problem]:
    """What is wrong with the name of a function that stands in for another."""
    match reference(str(value.data), folder) if isinstance(value.data, str) else ModuleGraph:
        case None | ManifestGraph():
            message = f"{quoted(value.data)} names no function"
            hint = "write module:function, or path/file.py:function"
            return [Problem(place=value.place, message=message, hint=hint, code="patch")]
        case FileGraph(path=path):
            return missing_file(value.place, str(value.data), path, "*.py")
        case _:
            return []


def check_target(entry: Value, folder: Path) -> list[Problem]:
    """What is wrong with the target of a stand-in, the key of `entry`, as far as it shows
    without importing anything."""
    text = str(entry.pointer[-1])
    match reference(text, folder):
        case ModuleGraph():
            return []
        case FileGraph(path=path):
            return missing_file(entry.key_place, text, path, "*.py")
        case _:
            hint = "write module:name, module:Class.method, or path/file.py:name"
            if text.endswith(".py"):
                hint = f"name what is in the file, such as {text}:get_order"
            elif _DOTTED.match(text):
                hint = f"write {text.rpartition('.')[0]}:{text.rpartition('.')[2]}"
            message = f"{quoted(text)} names nothing that could be patched"
            return [Problem(place=entry.key_place, message=message, hint=hint, code="patch")]


def _absolute(path: str, folder: Path) -> str:
    try:
        return str((folder / path).resolve())
    except (OSError, RuntimeError, ValueError):  # no file can have this name, as will be told
        return str(folder / path)


def _no_reference(value: Value, text: str) -> Problem:
    hint = "write module:name, path/file.py:name, or langgraph.json#name"
    if text.endswith(".py"):
        hint = f"name the graph in the file, such as {text}:graph"
    elif text.endswith(".json"):
        hint = f"name the graph in the file, such as {text}#agent"
    elif len(text.split()) > 1 and "{{" not in text:
        hint = f"leave out the spaces: {hint}"
    elif "{{" in text:
        hint = "a reference cannot be a template; write it out"
    return Problem(
        place=value.place,
        message=f"{quoted(text)} is not a graph reference",
        hint=hint,
        code="graph-reference",
    )


def missing_file(place: Place, text: str, path: str, pattern: str) -> list[Problem]:
    """Told where the file of a reference, written as `text`, is not there."""
    wanted = Path(path)
    try:
        if wanted.is_file():
            return []
        siblings = sorted(found.name for found in wanted.parent.glob(pattern))
    except (OSError, ValueError):
        siblings = []
    hint = suggestion(wanted.name, siblings, "in that folder are")
    written = text.partition("#")[0].rpartition(":")[0] or text
    if pattern == "*.json":
        written = text.partition("#")[0]
    return [
        Problem(
            place=place,
            message=f"there is no file {quoted(written)}",
            hint=hint or "the path is relative to the file it is written in",
            code="graph-file",
        )
    ]


def _manifest(value: Value, path: str, name: str) -> list[Problem]:
    try:
        manifest = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        manifest = None
    graphs = manifest.get("graphs") if isinstance(manifest, dict) else None
    if not isinstance(graphs, dict):
        message = f"{quoted(Path(path).name)} has no readable list of graphs"
        hint: str | None = 'it must be JSON with a mapping under "graphs"'
    else:
        if name in graphs:
            return []
        message = f"{quoted(Path(path).name)} names no graph {quoted(name)}"
        hint = suggestion(name, graphs, "it names") or "it names none"
    return [Problem(place=value.place, message=message, hint=hint, code="graph-manifest")]
