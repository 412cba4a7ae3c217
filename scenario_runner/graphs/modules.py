"""Modules and what they hold, with errors that a reader of scenarios understands."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from scenario_runner.graphs.errors import (
    GraphLoadError,
    in_one_line,
    missing_variable,
    user_traceback,
)
from scenario_runner.graphs.surroundings import open_folders
from scenario_runner.language.words import meant, quoted, suggestion
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
        raise import_failed(name, error) from error
    except BaseException as error:  # a module may call sys.exit() when imported
        raise import_failed(name, error) from error


def attribute(module: ModuleType, way: str, *, where: str) -> object:
    """What `module` holds at `way` (dotted). `where` names the module in messages."""
    found: object = module
    for step, part in enumerate(way.split(".")):
        try:
            found = getattr(found, part)
        except AttributeError:
            owner = where if step == 0 else f"{'.'.join(way.split('.')[:step])} in {where}"
            held = [name for name in _held(found) if not name.startswith("_")]
            raise GraphLoadError(
                f"{owner} has no {quoted(part)}",
                suggestion(part, held if meant(part, held) else _likely(found), "it has"),
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


def _no_such_module(name: str, missing: str) -> GraphLoadError:
    """`missing` is `name` or a package above it."""
    message = f"there is no module {quoted(name)}"
    if missing != name:
        message += f": {quoted(missing)} cannot be found"
    package, _, last = missing.rpartition(".")
    near = meant(last, _modules_in(package))
    if near is not None:
        return GraphLoadError(message, f"did you mean {quoted(f'{package}.{near}'.lstrip('.'))}?")
    return GraphLoadError(
        message,
        "modules are looked for in the project root (the folder of pyproject.toml or "
        "langgraph.json) and among what is installed in this Python",
    )


def _modules_in(package: str) -> list[str]:
    """Names of the modules of a package, or of the project where `package` is empty."""
    held = getattr(sys.modules.get(package), "__path__", ())
    return [found.name for found in pkgutil.iter_modules(list(held) if package else open_folders())]


def import_failed(name: str, error: BaseException) -> GraphLoadError:
    """What is told of a module that raised while it was imported."""
    told = user_traceback(error)
    if isinstance(error, SystemExit):
        return GraphLoadError(
            f"importing {name} ended the program (it called exit)",
            'keep what a script does under `if __name__ == "__main__":`',
            told,
        )
    hint = missing_variable(error)
    if isinstance(error, ModuleNotFoundError) and error.name:
        hint = f'install "{error.name}" in the Python that runs the scenarios, or check its name'
    return GraphLoadError(f"importing {name} raised {in_one_line(error)}", hint, told)
