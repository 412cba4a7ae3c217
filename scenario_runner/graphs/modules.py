"""Modules and what they hold: imported once, under the names their importers use."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from scenario_runner.graphs.errors import (
    GraphLoadError,
    in_one_line,
    listed,
    meant,
    user_traceback,
)
from scenario_runner.problem import Place


def import_name(name: str) -> ModuleType:
    """The module called `name`. Raises GraphLoadError with the user's own traceback."""
    try:
        return importlib.import_module(name)
    except (KeyboardInterrupt, GraphLoadError):
        raise
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise _no_such_module(name, error.name) from error
        raise _failed(name, error) from error
    except BaseException as error:  # a module may call sys.exit() when imported
        raise _failed(name, error) from error


def import_file(path: str, folders: Sequence[str]) -> ModuleType:
    """The module of the file at `path` (absolute), loaded at most once.

    `folders`: what was put on `sys.path` for it; names are relative to the first that fits.
    Every other name that leads to the file gets the same module.
    """
    file = os.path.realpath(path)
    if not Path(file).is_file():
        raise GraphLoadError(f"there is no file {path}", _nearby(path))
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType) and _is_of(module, file):
            return module
    specs = _specs(file, folders)
    if specs and "." in specs[0].name:
        import_name(specs[0].name.rpartition(".")[0])
        if specs[0].name in sys.modules:
            return sys.modules[specs[0].name]  # its package imported it
    return _load(file, specs)


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


def attribute(module: ModuleType, way: str, *, where: str) -> object:
    """What `module` holds at `way` (dotted). `where` names the module in messages."""
    found: object = module
    for step, part in enumerate(way.split(".")):
        try:
            found = getattr(found, part)
        except AttributeError:
            owner = where if step == 0 else f"{'.'.join(way.split('.')[:step])} in {where}"
            held = [name for name in _held(found) if not name.startswith("_")]
            likely = _likely(found)
            raise GraphLoadError(
                f'{owner} has no "{part}"',
                meant(part, held) or (f"it has {listed(likely)}" if likely else None),
            ) from None
        except Exception as error:  # a module's own __getattr__ is the user's code
            raise GraphLoadError(
                f'reading "{part}" of {where} raised {in_one_line(error)}',
                traceback=user_traceback(error),
            ) from error
    return found


def load_object(reference: str) -> object:
    """What `module:name` names. Raises GraphLoadError."""
    module, colon, way = reference.partition(":")
    if not (colon and module and way):
        raise GraphLoadError(
            f'"{reference}" does not name anything in Python', "write it as module:name"
        )
    return attribute(import_name(module), way, where=module)


def load_callable(reference: str, place: Place) -> Callable[..., Any]:
    """The function `module:name`; errors stand at `place`."""
    try:
        found = load_object(reference)
    except GraphLoadError as error:
        error.place = place
        raise
    if not callable(found):
        raise GraphLoadError(
            f"{reference} is not a function", "name a function as module:name", place=place
        )
    return found


def _held(owner: object) -> dict[str, object]:
    return dict(getattr(owner, "__dict__", {}))


def _likely(owner: object) -> list[str]:
    """What may be meant by someone who names a graph: no classes, constants or libraries'."""
    home = getattr(owner, "__name__", None)
    return [
        name
        for name, part in _held(owner).items()
        if not name.startswith("_")
        and not isinstance(part, type | ModuleType | str | int | float)
        and (not isinstance(part, FunctionType) or part.__module__ == home)
    ]


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
        raise _failed(Path(file).name, error) from error
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
    return isinstance(origin, str) and Path(origin).name == Path(file).name and _same(origin, file)


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _no_such_module(name: str, missing: str) -> GraphLoadError:
    if missing == name:
        message = f'there is no module "{name}"'
    else:
        message = f'there is no module "{name}": "{missing}" cannot be found'
    return GraphLoadError(
        message,
        "modules are looked for in the project root (the folder of pyproject.toml or "
        "langgraph.json) and among what is installed in this Python",
    )


def _failed(name: str, error: BaseException) -> GraphLoadError:
    told = user_traceback(error)
    if isinstance(error, SystemExit):
        return GraphLoadError(
            f"importing {name} ended the program (it called exit)",
            'keep what a script does under `if __name__ == "__main__":`',
            told,
        )
    hint = None
    if isinstance(error, ModuleNotFoundError) and error.name:
        hint = f'install "{error.name}" in the Python that runs the scenarios, or check its name'
    return GraphLoadError(f"importing {name} raised {in_one_line(error)}", hint, told)


def _nearby(path: str) -> str | None:
    folder = Path(path).parent
    if not folder.is_dir():
        return f"there is no folder {folder} either"
    others = [entry.name for entry in folder.iterdir() if entry.suffix == ".py"]
    if not others:
        return None
    return meant(Path(path).name, others) or f"the folder has {listed(others)}"
