"""What a scenario file leans on: the files that it names, and the code that it refers to.

A file with problems has needs too, and so has one that is no YAML: what is broken today is mended
in one of these files.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.language.defaults import defaults_paths
from scenario_runner.language.model import FileGraph, GraphReference, ManifestGraph, ModuleGraph
from scenario_runner.language.project_files import KINDS, FileFault, read_project_file, text_of
from scenario_runner.language.references import project_root, reference
from scenario_runner.language.snapshots import snapshots_path
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data
from scenario_runner.problem import ProblemsError

_RENDERED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAMED = re.compile(r"""(\$include|\$file|cassette|graph)["']?\s*:\s*["']?([^\s"',}]+)""")
"""What a file that cannot be read names, as far as it shows."""


@frozen
class Needs:
    """What a scenario file leans on, besides packages that are installed."""

    root: str
    """Of the project (absolute)."""
    files: frozenset[str]
    """Absolute, its own among them; also such as are not there, and would count if they were."""
    patterns: tuple[str, ...]
    """Paths (absolute) with wildcards, as `fnmatch` reads them."""
    references: frozenset[GraphReference]
    """To code: whatever reads as a reference, wherever it stands."""


def needs_of(path: Path) -> Needs:
    """What the scenario file at `path` leans on. Nothing is imported; always returns."""
    own = Path(os.path.abspath(path))  # noqa: PTH100  # links stay, and are looked through below
    folder = own.resolve().parent
    reading = _Reading(root=project_root(folder))
    reading.file(own)
    reading.files.add(snapshots_path(str(own)))
    for defaults in defaults_paths(folder):
        reading.file(defaults)
    return Needs(
        root=str(reading.root),
        files=frozenset(reading.files),
        patterns=tuple(sorted(reading.patterns)),
        references=frozenset(reading.references),
    )


class _Reading:
    """What was found in the files read so far."""

    def __init__(self, *, root: Path) -> None:
        self.root = root
        self.files: set[str] = set()
        self.patterns: set[str] = set()
        self.references: set[GraphReference] = set()
        self._read: set[Path] = set()

    def file(self, path: Path) -> None:
        """Read a file, and what it includes."""
        resolved = path.resolve()
        self.files |= {str(path), str(resolved)}
        if resolved in self._read or not resolved.is_relative_to(self.root):
            return
        self._read.add(resolved)
        if not resolved.is_file() or resolved.suffix.lower() not in KINDS:
            return
        try:
            source = read_project_file(resolved, str(resolved))[0].source
        except (ProblemsError, OSError, RecursionError):
            self._guessed(resolved)
        else:
            self._walk(source.data, resolved.parent)

    def _guessed(self, path: Path) -> None:
        try:
            text = text_of(path)
        except FileFault:
            return
        for key, said in _NAMED.findall(text):
            self._named(key, said, path.parent)

    def _walk(self, root: Data, folder: Path) -> None:
        for key, said in _texts(root):
            self._named(key, said, folder)

    def _named(self, key: str, said: str, folder: Path) -> None:
        match key:
            case "$include":
                if path := said.partition("#")[0]:
                    self._other(path, folder, included=True)
            case "$file" | "thread_from":
                self._other(said, folder, included=False)
            case "cassette":
                tape = Path(os.path.normpath(folder / said))
                beside = glob.escape(str(tape.with_suffix("")))
                self.patterns.add(f"{beside}*{glob.escape(tape.suffix)}")
            case _:
                if len(said) < 500 and (found := reference(said, folder)) is not None:
                    self._refer(found)

    def _other(self, written: str, folder: Path, *, included: bool) -> None:
        try:
            if is_template(written):
                beside = os.path.normpath(folder / _RENDERED.sub("\0", written))
                self.patterns.add(glob.escape(beside).replace("\0", "*"))
            elif included:
                self.file(Path(os.path.normpath(folder / written)))
            else:
                path = Path(os.path.normpath(folder / written))
                self.files |= {str(path), str(path.resolve())}
        except (OSError, ValueError, RuntimeError):  # no file can have this name
            return

    def _refer(self, found: GraphReference) -> None:
        match found:
            case ModuleGraph():
                pass
            case FileGraph(path=path) | ManifestGraph(path=path):
                self.files.add(path)
        self.references.add(found)


def _texts(root: Data) -> Iterator[tuple[str, str]]:
    """Every text with the key it stands under; keys too, as targets are keys."""
    todo: list[tuple[str, Data]] = [("", root)]
    while todo:
        key, data = todo.pop()
        if isinstance(data, str):
            yield key, data
        elif isinstance(data, dict):
            for name, part in data.items():
                yield "", name
                whole = (key, name) in {("cassette", "path"), ("thread_from", "file")}
                todo.append((key if whole else name, part))
        elif isinstance(data, list):
            todo += [(key, part) for part in data]
