"""The other way round: what a target of `models` would have to say to name a chat model.

An application's modules are walked for what it can be reached by, from names on, through classes
and objects of its own. A name is only given that leads back to the model by the same search that
finds targets; where there is none (a model made in a function, or held in a closure alone), its
class stands for all objects of the class that have no name of their own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from scenario_runner.frozen import frozen
from scenario_runner.graphs import surroundings
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.files import module_names
from scenario_runner.graphs.model_copies import origin_of
from scenario_runner.graphs.model_methods import NAMES
from scenario_runner.graphs.model_places import places_in
from scenario_runner.graphs.model_proxies import is_of
from scenario_runner.graphs.model_targets import (
    find,
    makes_models,
    model_in,
    require_one,
)
from scenario_runner.graphs.patch_holders import imports_of, project_modules
from scenario_runner.graphs.targets import Target, target_of
from scenario_runner.language.model import Graph, InlineGraph
from scenario_runner.language.references import reference

_MOST_COPIES = 4
"""Copies of copies that are taken for what they were copied from."""


@frozen
class _Place:
    """Where a model is held."""

    module: ModuleType
    way: str
    model: Any
    is_itself: bool
    """The model stands there, not something that was made of it."""

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """The lower the better: the model itself, where it was made, then the shortest way."""
        file, first = vars(self.module).get("__file__"), self.way.partition(".")[0]
        imported = bool(isinstance(file, str) and imports_of(file, first))
        return (not self.is_itself, imported, self.way.count("."), len(self.way))


class Names:
    """The names of models in the application of one graph, which is open."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        inline = isinstance(graph.source, InlineGraph)
        self._target = None if inline else target_of(graph.source, graph)  # type: ignore[arg-type]  # as was just asked
        self._folders: Sequence[str] = (
            self._target.folders if self._target else surroundings.project_folders(graph.root)
        )
        self._places = sorted(self._all_places(), key=lambda place: place.rank)

    async def of(self, model: Any, proxy: Any = None) -> str:
        """The target that names a model; `proxy` is what made it for one call. Empty where
        there is none."""
        if proxy is not None:
            for place in self._places:
                if makes_models(place.model) and is_of(proxy, place.model):
                    return await self._proved(place)
        origin, seen = model, 0
        while origin is not None and seen < _MOST_COPIES:
            for place in self._places:
                if place.model is origin and (name := await self._proved(place)):
                    return name
            origin, seen = origin_of(origin), seen + 1
        return await self._of_class(type(model))

    def _all_places(self) -> Iterator[_Place]:
        modules = project_modules(self._folders)
        own = self._target.module.partition(".")[0] if self._target else ""
        for name, module in list(sys.modules.items()):  # what is installed may be tested too
            if name.partition(".")[0] == own and isinstance(module, ModuleType):
                modules.append(module)
        unique = list({id(module): module for module in modules}.values())
        homes = {module.__name__ for module in unique}
        for module in unique:
            for way, held, model in places_in(module, homes):
                yield _Place(module=module, way=way, model=model, is_itself=held is model)

    async def _proved(self, place: _Place) -> str:
        """The name of a place, if it leads there."""
        for module in self._called(place.module):
            name = f"{module}:{place.way}"
            if await self._leads_to(name, place.model):
                return name
        return ""

    async def _leads_to(self, name: str, model: Any) -> bool:
        named = reference(name, Path(self._graph.folder))
        if named is None:
            return False
        try:
            target: Target = target_of(named, self._graph)
            with surroundings.importable(target.folders):
                found = await find(target)
            require_one(target, found)
            return model_in(found, target.where) is model
        except GraphLoadError:
            return False

    def _called(self, module: ModuleType) -> Iterator[str]:
        """What a module is called in a scenario: as its graph is, and as others import it."""
        file = vars(module).get("__file__")
        if self._target is not None and not Path(self._target.module).is_absolute():
            yield module.__name__
        if not isinstance(file, str):
            return
        real = os.path.realpath(file)
        known = list(module_names(real, self._folders))
        is_graphs = self._target is None or os.path.realpath(self._target.module) == real
        path = Path(os.path.relpath(real, os.path.realpath(self._graph.folder))).as_posix()
        if is_graphs:
            yield path
        yield from (name for name in known if sys.modules.get(name) is module)
        yield path

    async def _of_class(self, kind: type) -> str:
        """The class that a model is of, where a script of the class would be played by it."""
        for each in kind.__mro__:
            home = sys.modules.get(each.__module__)
            if home is not None and getattr(home, each.__qualname__, None) is each:
                for module in (*_shorter(each), *self._called(home)):
                    if await self._leads_to(f"{module}:{each.__qualname__}", each):
                        return f"{module}:{each.__qualname__}"
            if any(name in vars(each) for name in NAMES):
                break
        return ""


def _shorter(kind: type) -> Iterator[str]:
    """The modules that offer a library's class, the package itself first."""
    parts = kind.__module__.split(".")
    for end in range(1, len(parts) + 1):
        module = sys.modules.get(".".join(parts[:end]))
        spec = getattr(module, "__spec__", None)
        is_installed = spec is not None and "site-packages" in str(spec.origin)
        if is_installed and getattr(module, kind.__name__, None) is kind:
            yield ".".join(parts[:end])
