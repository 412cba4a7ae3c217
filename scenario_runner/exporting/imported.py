"""A graph that a script imports from the application."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenario_runner.exporting.binding import bound, defined
from scenario_runner.exporting.importable import file_of, importable_as
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import Source, text
from scenario_runner.exporting.values import relative
from scenario_runner.language.model import Graph


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """How a script comes by its graph."""

    setting: tuple[str, ...]
    """Lines that must stand before the imports of the application."""
    imports: tuple[str, ...]
    definition: tuple[str, ...]
    """Top-level lines: an inline graph."""
    bound: Callable[[str], Source]
    """The expression of the graph with a storage, which is called so."""


def imported(
    target: str, attribute: str, folders: Sequence[str], graph: Graph, scope: Scope
) -> Application:
    """The graph that a file or a module holds."""
    script = scope.script
    script.imports.add("sys")
    is_file = Path(target).is_absolute()
    told = [text(relative(folder, script.folder)) for folder in reversed(folders)]
    setting = [f"sys.path.insert(0, {folder})" for folder in told]
    module = importable_as(target, folders) if is_file else target
    first, _, rest = attribute.partition(".")
    if module is not None:
        imports = [f"from {module} import {first} as application"]
    else:
        script.imports.add("importlib.util")
        imports = _loaded(target, first, script)
    found = f"application.{rest}" if rest else "application"
    file = target if is_file else file_of(target, folders)
    return Application(
        setting=tuple(setting),
        imports=tuple(imports),
        definition=(),
        bound=bound(found, defined(file, attribute), graph, scope),
    )


def _loaded(path: str, attribute: str, script: Script) -> list[str]:
    """A file that no import statement finds, loaded by its path."""
    name = text(f"{Path(path).stem}_of_scenario")
    file = text(relative(path, script.folder))
    return [
        f"spec = importlib.util.spec_from_file_location({name}, {file})",
        f"sys.modules[{name}] = importlib.util.module_from_spec(spec)",
        f"spec.loader.exec_module(sys.modules[{name}])",
        f"application = sys.modules[{name}].{attribute}",
    ]
