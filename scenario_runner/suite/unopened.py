"""Packages of which LangGraph needs one module and a graph nearly never another: opened when asked.

`langsmith.types` and `langgraph_sdk` hold types and clients of two services in several hundred
modules. Python runs a package's own `__init__` ahead of any of its modules, which here takes a
third of the time in which LangGraph is imported. In a worker such a package has all its modules at
once, and its `__init__` runs when a name is asked for that is not there yet (PEP 562).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from importlib.abc import Loader
else:
    Loader = object  # what a loader must have is here; importing importlib.abc takes 30 ms

UNOPENED: Final = frozenset({"langsmith.types", "langgraph_sdk"})


@contextmanager
def left_unopened(names: Collection[str] = UNOPENED) -> Iterator[None]:
    """What is imported meanwhile. What has been imported already stays as it is."""
    finder = _Finder(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder:
    """Finds these packages where Python would, and has them wait."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in self._names:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is not None and found.loader is not None:
            found.loader = _Waiting(found.loader)
        return found


class _Waiting(Loader):
    """Loads a package when a name is asked for that it does not have."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._turn = threading.RLock()
        self._opening = self._open = False

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        def missing(name: str) -> Any:
            with self._turn:  # until another thread has opened it
                if self._opening:
                    raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
                self._open_now(module)
            return getattr(module, name)

        module.__dict__["__getattr__"] = missing

    def _open_now(self, module: ModuleType) -> None:
        """Once; where its code raises, again for whoever asks next."""
        if self._open:
            return
        waiting, self._opening = module.__dict__["__getattr__"], True
        try:
            self._loader.exec_module(module)
        finally:
            self._opening = False
        self._open = True
        if module.__dict__.get("__getattr__") is waiting:  # it has none of its own
            del module.__dict__["__getattr__"]

    def __getattr__(self, name: str) -> Any:
        """What else its loader can do: tell the source, find resources."""
        return getattr(self._loader, name)
