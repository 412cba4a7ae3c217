"""Python files as modules: loaded once, under every name that an import would find them by."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.modules import import_failed, import_name
from scenario_runner.language.words import suggestion

_found: dict[str, ModuleType] = {}
"""What was found last for a file: each case asks again, and there are thousands of modules."""


def import_file(path: str, folders: Sequence[str]) -> ModuleType:
    """The module of the file at `path` (absolute), loaded at most once.

    `folders`: what was put on `sys.path` for it; names are relative to the first that fits.
    Every other name that leads to the file gets the same module.
    """
    file = os.path.realpath(path)
    if not Path(file).is_file():
        raise GraphLoadError(f"there is no file {path}", _nearby(path))
    if (module := loaded_file(file)) is not None:
        return module
    specs = _specs(file, folders)
    if specs and "." in specs[0].name:
        import_name(specs[0].name.rpartition(".")[0])
        if specs[0].name in sys.modules:
            return sys.modules[specs[0].name]  # its package imported it
    return _load(file, specs)


def loaded_file(path: str) -> ModuleType | None:
    """The module that was made of the file at `path`, under whatever name."""
    file = os.path.realpath(path)
    known = _found.get(file)
    if known is not None and sys.modules.get(known.__name__) is known:
        return known
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType) and _is_of(module, file):
            _found[file] = module
            return module
    return None


def _specs(file: str, folders: Sequence[str]) -> list[ModuleSpec]:
    """One for each name under which an import statement would find the file."""
    specs = (_find(name) for name in module_names(file, folders) if name not in sys.modules)
    return [spec for spec in specs if spec and spec.origin and _same(spec.origin, file)]


def module_names(file: str, folders: Sequence[str]) -> Iterator[str]:
    """Names under which others may import `file`, the likeliest first."""
    base = package_base(file)
    in_package = (base,) if base != str(Path(file).parent) else ()
    for folder in dict.fromkeys((*in_package, *folders)):
        try:
            parts = Path(file).relative_to(folder).with_suffix("").parts
        except ValueError:
            continue
        parts = parts[:-1] if parts[-1] == "__init__" else parts
        if parts and all(part.isidentifier() for part in parts):
            yield ".".join(parts)


def package_base(file: str) -> str:
    """The folder that holds the outermost package around `file`; of plain files its own."""
    folder = Path(file).parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return str(folder)


def _find(name: str) -> ModuleSpec | None:
    """The spec of a dotted name, found without importing the packages above it."""
    spec: ModuleSpec | None = None
    places: Sequence[str] | None = None
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        spec = _find_in(".".join(parts[:end]), places)
        if spec is None:
            return None
        places = spec.submodule_search_locations
        if places is None and end < len(parts):
            return None
    return spec


def _find_in(name: str, places: Sequence[str] | None) -> ModuleSpec | None:
    try:
        return PathFinder.find_spec(name, places)
    except KeyError:  # a folder without __init__.py wants the package above it imported
        spec = ModuleSpec(name, None, is_package=True)
        inside = [Path(place, name.rpartition(".")[2]) for place in places or ()]
        spec.submodule_search_locations = [str(folder) for folder in inside if folder.is_dir()]
        return spec


def _load(file: str, specs: Sequence[ModuleSpec]) -> ModuleType:
    """Load a file under all its names; under one of its own where others' modules have them."""
    spec = specs[0] if specs else _spec_apart(file)
    if spec is None or spec.loader is None:
        raise GraphLoadError(f"{file} is not a Python file", "name a file that ends in .py")
    module = importlib.util.module_from_spec(spec)
    names = [one.name for one in specs] or [spec.name]
    # before it runs, so that what it imports may import it back
    sys.modules.update(dict.fromkeys(names, module))
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        for name in names:
            sys.modules.pop(name, None)
        if isinstance(error, KeyboardInterrupt):
            raise
        raise import_failed(Path(file).name, error) from error
    for name in names:
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            setattr(sys.modules[package], last, module)
    return module


def _spec_apart(file: str) -> ModuleSpec | None:
    mark = hashlib.sha256(file.encode()).hexdigest()[:8]
    return importlib.util.spec_from_file_location(f"{Path(file).stem}_{mark}", file)


def _is_of(module: ModuleType, file: str) -> bool:
    origin = vars(module).get("__file__")  # a module may have a __getattr__ of its own
    # comparing names first spares a look at the disk for each of some thousand modules
    return (
        isinstance(origin, str)
        and origin.endswith(os.path.basename(file))  # noqa: PTH119 - as fast as it gets
        and _same(origin, file)
    )


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _nearby(path: str) -> str | None:
    folder = Path(path).parent
    if not folder.is_dir():
        return f"there is no folder {folder} either"
    others = [entry.name for entry in folder.iterdir() if entry.suffix == ".py"]
    return suggestion(Path(path).name, sorted(others), "the folder has")
