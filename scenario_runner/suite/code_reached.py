"""Which files of a project code leans on: what it imports, and what that imports, found on disk."""

from __future__ import annotations

import glob
import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from scenario_runner.suite.code_read import Code, Import, read_code

_INSTALLED = tuple(
    os.path.realpath(sysconfig.get_path(kind))
    for kind in ("stdlib", "platstdlib", "purelib", "platlib")
)


@dataclass(kw_only=True, slots=True)
class Reached:
    """What was found so far."""

    files: set[str] = field(default_factory=set)
    """Absolute; also such as an import would find if they were there."""
    patterns: set[str] = field(default_factory=set)
    """Where code imports by a name that is worked out: anything in its folders."""
    data_files: set[str] = field(default_factory=set)
    """Names, without folders, of what the code may read."""


class CodeReader:
    """Reads each file once; for one look at a project, as files change."""

    def __init__(self) -> None:
        self._codes: dict[str, Code] = {}

    def reached(
        self, *, files: Iterable[str], modules: Iterable[str], folders: Sequence[str]
    ) -> Reached:
        """What these files and modules lean on. `folders` (absolute) are importable."""
        found = Reached()
        todo = [os.path.realpath(file) for file in files]
        for module in modules:
            todo += _candidates(Import(module=module), "", folders)
        while todo:
            file = todo.pop()
            if file in found.files:
                continue
            found.files.add(file)
            if file.endswith(".py") and Path(file).is_file():
                todo += self._next(file, folders, found)
        return found

    def _next(self, file: str, folders: Sequence[str], found: Reached) -> list[str]:
        code = self._codes.get(file)
        if code is None:
            code = self._codes[file] = read_code(Path(file))
        found.data_files |= code.data_files
        if code.by_computed_name:
            found.patterns |= {f"{glob.escape(one)}/*.py" for one in (*folders, _parent(file))}
        return [path for one in code.imports for path in _candidates(one, file, folders)]


def _parent(file: str) -> str:
    return str(Path(file).parent)


def _candidates(wanted: Import, file: str, folders: Sequence[str]) -> Iterator[str]:
    """Where an import written in `file` would find what it names."""
    if wanted.level:
        package = Path(file).parents[min(wanted.level, len(Path(file).parents)) - 1]
        yield str(package / "__init__.py")
        yield from _below(str(package), wanted)
        return
    top = wanted.module.partition(".")[0]
    if not top or top in sys.stdlib_module_names:
        # a project may have a module of such a name, which is then what a file beside it gets
        bases = [base for base in folders if _has(base, top)]
    else:
        bases = [base for base in folders if _has(base, top)] or [*folders, *_elsewhere(top)]
    for base in bases:
        yield from _below(base, wanted)


def _has(base: str, top: str) -> bool:
    return os.path.isdir(f"{base}/{top}") or os.path.isfile(f"{base}/{top}.py")  # noqa: PTH112, PTH113  # asked for each import


def _below(base: str, wanted: Import) -> Iterator[str]:
    path = base
    for part in filter(None, wanted.module.split(".")):
        path = f"{path}/{part}"
        yield f"{path}.py"
        yield f"{path}/__init__.py"
    if path != base or wanted.level:
        for name in wanted.names:
            yield f"{path}/{name}.py"
            yield f"{path}/{name}/__init__.py"


@cache
def _elsewhere(top: str) -> tuple[str, ...]:
    """Where a package lies that is used from its own checkout; nothing for what is installed."""
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError, AttributeError):
        return ()
    if spec is None:
        return ()
    places = list(spec.submodule_search_locations or ()) or [spec.origin or ""]
    bases = {str(Path(os.path.realpath(place)).parent) for place in places if "/" in place}
    return tuple(base for base in sorted(bases) if not base.startswith(_INSTALLED))
