"""What a graph finds around it while it is open: import path, modules, environment.

Several graphs may be open at once and close in any order, so nothing here restores a
picture of the whole: each opening takes back just what it brought.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType

TRACING_OFF: Mapping[str, str] = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}
"""Nothing leaves this machine while testing unless someone asks for it."""

_tracing: list[Mapping[str, str]] = [TRACING_OFF]


def tracing() -> Mapping[str, str]:
    """The variables that turn tracing off, or on while that is asked for."""
    return _tracing[-1]


@contextmanager
def tracing_on() -> Iterator[None]:
    """Graphs that are opened meanwhile are traced."""
    _tracing.append(dict.fromkeys(TRACING_OFF, "true"))
    try:
        yield
    finally:
        _tracing.pop()


_layers: list[Mapping[str, str]] = []
_before: dict[str, str | None] = {}
_openings: Counter[str] = Counter()
_known: dict[str, set[str]] = {}
"""The modules there were before a folder became importable: not its own."""
_shelf: dict[str, dict[str, ModuleType]] = {}
"""Modules of folders that are not importable now. Two folders may each have a `tools.py`:
each gets its own back, imported once."""


def project_folders(root: str) -> tuple[str, ...]:
    """The folders that a project root makes importable: itself, and its `src` where the project
    is laid out so."""
    top = Path(os.path.realpath(root))
    source = top / "src"
    has_source = source.is_dir() and not (source / "__init__.py").exists()
    return (str(top), str(source)) if has_source else (str(top),)


@contextmanager
def importable(folders: Sequence[str]) -> Iterator[None]:
    """Put `folders` (absolute) first on `sys.path`, in this order, and take them off again."""
    already = {_resolved(entry) for entry in sys.path} - set(_openings)
    own = [folder for folder in folders if folder not in already]
    for folder in own:
        if not _openings[folder]:
            _known[folder] = set(sys.modules)
            _take_from_shelf(folder)
        _openings[folder] += 1
    sys.path[:0] = folders
    try:
        yield
    finally:
        for folder in folders:
            if folder in sys.path:
                sys.path.remove(folder)
        for folder in own:
            _openings[folder] -= 1
            if not _openings[folder]:
                del _openings[folder]
                _put_on_shelf(folder, _known.pop(folder))


@contextmanager
def empty_shelf() -> Iterator[None]:
    """Folders that become importable meanwhile get no modules back; afterwards they do again."""
    before = dict(_shelf)
    _shelf.clear()
    try:
        yield
    finally:
        _shelf.clear()
        _shelf.update(before)


def _resolved(entry: str) -> str:
    """Where an entry of `sys.path` leads."""
    return _absolute(entry) if Path(entry).is_absolute() else os.path.realpath(entry)


@cache
def _absolute(entry: str) -> str:
    """Asked once: the disk would be asked for every entry at every opening of a graph."""
    return os.path.realpath(entry)


def open_folders() -> list[str]:
    """The folders that are importable because a graph is open."""
    return list(_openings)


def _take_from_shelf(folder: str) -> None:
    for name, module in _shelf.pop(folder, {}).items():
        sys.modules.setdefault(name, module)


def _put_on_shelf(folder: str, known: set[str]) -> None:
    new = sys.modules.keys() - known
    tops = {name for name in new if "." not in name and _home(sys.modules[name]) == folder}
    own = [name for name in new if name.partition(".")[0] in tops]
    _shelf[folder] = {name: sys.modules.pop(name) for name in own}


def _home(module: ModuleType) -> str | None:
    """The folder of `sys.path` that a top-level module was found in."""
    if not isinstance(module, ModuleType):  # anything may stand in sys.modules
        return None
    facts = vars(module)  # a module may have a __getattr__ of its own
    path = facts.get("__path__")
    if path is not None:
        parts = list(path)
        return str(Path(parts[0]).parent) if parts else None
    file = facts.get("__file__")
    return str(Path(file).parent) if file else None


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, and set them back; the latest opening wins."""
    layer = dict(values)
    for key in layer:
        _before.setdefault(key, os.environ.get(key))
    _layers.append(layer)
    _show(layer)
    try:
        yield
    finally:
        # by identity: two openings may bring equal values
        del _layers[next(i for i, other in enumerate(_layers) if other is layer)]
        _show(layer)


def _show(keys: Mapping[str, str]) -> None:
    for key in keys:
        layer = next((layer for layer in reversed(_layers) if key in layer), None)
        value = _before.pop(key) if layer is None else layer[key]
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value
    _forget_tracing()


def keep_tracing_off() -> None:
    """Say it again after an import: an application may load its own dotenv file over it."""
    os.environ.update(tracing())
    _forget_tracing()


def _forget_tracing() -> None:
    # langsmith remembers what it once read from the environment
    read = getattr(sys.modules.get("langsmith.utils"), "get_env_var", None)
    if (clear := getattr(read, "cache_clear", None)) is not None:
        clear()
