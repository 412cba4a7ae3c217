"""Which cases a change touches: whatever their files name, and the code that these lead to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.files import package_base
from scenario_runner.graphs.manifest import read_manifest
from scenario_runner.graphs.surroundings import project_folders
from scenario_runner.language.model import FileGraph, ManifestGraph, ModuleGraph
from scenario_runner.language.needs import Needs, needs_of
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.code_reached import CodeReader


@frozen
class Changed:
    """What has changed."""

    files: frozenset[str]
    """Paths (absolute)."""
    folders: tuple[str, ...] = ()
    """Folders (absolute) of which all may have changed, such as submodules."""
    written: frozenset[str] = frozenset()
    """Those of the files that a run itself may have written: what reads them is not touched."""


def changed_of(paths: Iterable[str], written: Iterable[str] = ()) -> Changed:
    """What has changed where these paths (absolute) have."""
    whole = [path.rstrip("/") for path in paths]
    folders = tuple(path for path in whole if not Path(path).is_file())  # gone ones may have been
    return Changed(files=frozenset(whole), folders=folders, written=frozenset(written))


@frozen
class Leaning:
    """What a scenario file leans on."""

    files: frozenset[str]
    patterns: tuple[str, ...]
    data_files: frozenset[str]
    """Names of files, anywhere in `folders`, that its code may read."""
    folders: tuple[str, ...]

    def is_touched(self, changed: Changed) -> bool:
        """Whether any of it has changed."""
        if not self.files.isdisjoint(changed.files):
            return True
        inside = tuple(f"{folder}/" for folder in changed.folders)
        if inside and any(file.startswith(inside) for file in self.files):
            return True
        return any(
            self._meets(path) or (path not in changed.written and self._reads(path))
            for path in changed.files
        )

    def _meets(self, path: str) -> bool:
        return any(fnmatchcase(path, pattern) for pattern in self.patterns)

    def _reads(self, path: str) -> bool:
        inside = any(path.startswith(f"{folder}/") for folder in self.folders)
        if not inside or path.endswith(".py"):
            return False
        name = path.rpartition("/")[2]
        return any(fnmatchcase(name, one) if "*" in one else name == one for one in self.data_files)


class Touching:
    """Says which cases a change touches; for one look, as the files themselves change."""

    def __init__(self) -> None:
        self._code = CodeReader()
        self._known: dict[str, Leaning] = {}

    def touched(
        self, cases: Sequence[Case | BrokenCase], changed: Changed
    ) -> list[Case | BrokenCase]:
        """The cases that a change touches."""
        files = {case.file for case in cases}
        touched = {file for file in files if self.leaning(file).is_touched(changed)}
        return [case for case in cases if case.file in touched]

    def folders(self, cases: Iterable[Case | BrokenCase]) -> set[str]:
        """The folders (absolute) of all that the cases lean on, as far as they are there."""
        leanings = [self.leaning(file) for file in {case.file for case in cases}]
        parents = {os.path.dirname(file) for one in leanings for file in one.files}  # noqa: PTH120  # as above
        return {one for one in parents if Path(one).is_dir()}.union(
            *(one.folders for one in leanings)
        )

    def leaning(self, file: str) -> Leaning:
        """What a scenario file leans on."""
        if file not in self._known:
            self._known[file] = self._leaning(needs_of(Path(file)))
        return self._known[file]

    def _leaning(self, needs: Needs) -> Leaning:
        files, modules = set[str](), set[str]()
        named, folders = set(needs.files), list(project_folders(needs.root))
        for one in needs.references:
            match one:
                case ModuleGraph(module=module):
                    modules.add(module)
                case FileGraph(path=path):
                    files.add(path)
                case ManifestGraph(path=path, name=name):
                    named |= _manifest_files(path)
                    target = _target(path, name, folders)
                    (files if Path(target).is_absolute() else modules).add(target)
        folders += [package_base(os.path.realpath(file)) for file in files]
        folders.append(needs.root)
        own = tuple(dict.fromkeys(folders))
        found = self._code.reached(files=files, modules=modules, folders=own)
        return Leaning(
            files=frozenset(named | found.files),
            patterns=(*needs.patterns, *sorted(found.patterns)),
            data_files=frozenset(found.data_files),
            folders=own,
        )


def _target(path: str, name: str, folders: list[str]) -> str:
    """The module or file that a langgraph.json names; what it makes importable is added."""
    try:
        entry = read_manifest(path, name)
    except GraphLoadError:
        return path
    folders += entry.folders
    return entry.target


def _manifest_files(path: str) -> set[str]:
    """A langgraph.json, and the file of variables that it names."""
    try:
        env = json.loads(Path(path).read_text(encoding="utf-8")).get("env")
    except (OSError, ValueError, AttributeError, RecursionError):
        return {path}
    return {path, str(Path(path).parent / env)} if isinstance(env, str) else {path}
