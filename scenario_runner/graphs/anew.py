"""A project's modules as another process would find them: not imported yet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from scenario_runner.graphs import surroundings
from scenario_runner.graphs.patch_holders import project_modules


@contextmanager
def imported_anew(root: str) -> Iterator[None]:
    """The modules of the project at `root` are imported anew by graphs that are opened and
    closed meanwhile, so that nothing is found in them that was kept before. Then those that
    there were are back."""
    with surroundings.empty_shelf():
        before = _take_out(root)
        try:
            yield
        finally:
            _take_out(root)
            sys.modules.update(before)
            for name, module in before.items():
                package, _, last = name.rpartition(".")
                if package in sys.modules:  # a folder without a file of its own had stayed
                    setattr(sys.modules[package], last, module)


def _take_out(root: str) -> dict[str, ModuleType]:
    own = {id(module) for module in project_modules(surroundings.project_folders(root))}
    names = [name for name, module in sys.modules.items() if id(module) in own]
    return {name: sys.modules.pop(name) for name in names if name != "__main__"}
