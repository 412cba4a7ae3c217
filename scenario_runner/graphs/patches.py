"""The patches of a world: put in place around its graph, and taken back with it."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from scenario_runner.graphs import surroundings
from scenario_runner.graphs.errors import GraphLoadError, InlineFault
from scenario_runner.graphs.files import package_base
from scenario_runner.graphs.importing import module_at
from scenario_runner.graphs.patch_arguments import Naming
from scenario_runner.graphs.patch_code import Claim, claim
from scenario_runner.graphs.patch_holders import project_modules
from scenario_runner.graphs.patch_objects import Double, Swap
from scenario_runner.graphs.patch_places import Place, places
from scenario_runner.graphs.patch_reply import Script
from scenario_runner.graphs.patch_script import Scripting
from scenario_runner.graphs.patch_stand_in import StandIn
from scenario_runner.graphs.patch_target import Found, find
from scenario_runner.language.patch import Instead, Patch


@dataclass(kw_only=True, slots=True)
class Patches:
    """What is patched in one world. Entered in two parts: functions before the application's
    graph is imported, which may call them; objects after it, when all that hold them are there."""

    patches: Sequence[Patch]
    scripting: Scripting
    _found: list[tuple[Patch, Found]] = field(default_factory=list)
    _folders: tuple[str, ...] = ()
    _reached: dict[tuple[int, int], str] = field(default_factory=dict)
    _before: frozenset[str] = frozenset()
    """The modules there were before the graph was imported."""

    async def functions(self, leaving: ExitStack, folders: Sequence[str]) -> None:
        """Import every target, and let stand-ins answer for what is called. `leaving` undoes
        it. Raises GraphLoadError."""
        self._folders = tuple(folders)
        for patch in self.patches:
            with _at(patch):
                self._found.append((patch, find(patch, await self._module(patch, leaving))))
        for patch, found in self._found:
            if not isinstance(patch.stand_in, Instead):
                with _at(patch):
                    self._stand_in(patch, found, leaving)
        self._before = frozenset(sys.modules)

    def objects(self, leaving: ExitStack) -> None:
        """Put objects in the place of others. `leaving` undoes it. Raises GraphLoadError."""
        if self.scripting.turns.taken:  # what it answered may be kept in what was imported since
            leaving.callback(_forget, self._before, self._folders)
        for patch, found in self._found:
            if isinstance(patch.stand_in, Instead):
                with _at(patch):
                    self._once(patch, id(found.owner), hash(found.name))
                    new = self.scripting.wording.say(patch.stand_in.value)
                    Swap(found, new, self._folders).enter(leaving)

    def opened(self) -> None:
        """The application is open: from now on the conversation's own calls are counted."""
        self.scripting.turns.begin()

    async def _module(self, patch: Patch, leaving: ExitStack) -> ModuleType:
        module, folders = patch.target.module, self._folders
        if Path(module).is_absolute():
            missing = [
                f for f in _beside(module, self.scripting.wording.folder) if f not in folders
            ]
            leaving.enter_context(surroundings.importable(missing))
            folders = self._folders = (*folders, *missing)
        return await module_at(module, folders)

    def _stand_in(self, patch: Patch, found: Found, leaving: ExitStack) -> None:
        script = self.scripting.script(patch, self._folders)
        reached = places(found)
        if reached is None:
            self._once(patch, id(found.value), 0)
            bound = int(inspect.isclass(found.owner) and hasattr(type(found.raw), "__get__"))
            naming, later = (
                Naming(found.value, bound=bound),
                inspect.iscoroutinefunction(found.value),
            )
            answerer = StandIn(script=script, naming=naming, later=later)
            Swap(found, Double(answerer, found.value, script), self._folders).enter(leaving)
            return
        for place in reached:
            self._once(patch, id(place.function), id(place.of))
            answerer = _standing(script, place)
            claimed = Claim(answerer=answerer, fits=place.fits, breadth=place.breadth, mark=script)
            leaving.callback(claim(place.function, claimed))

    def _once(self, patch: Patch, *reached: int) -> None:
        other = self._reached.setdefault((reached[0], reached[1]), patch.target.written)
        if other != patch.target.written:
            raise GraphLoadError(
                f"{patch.target.written} and {other} are the same thing, patched twice",
                "keep one of the two: a stand-in is reached under every name",
            )


def _forget(before: frozenset[str], folders: Sequence[str]) -> None:
    """Take the project's modules that were imported since out again."""
    files = {id(module) for module in project_modules(folders)}
    for name, module in list(sys.modules.items()):
        if name not in before and id(module) in files:
            del sys.modules[name]
            package, _, last = name.rpartition(".")
            vars(sys.modules.get(package, module)).pop(last, None)


def _beside(file: str, folder: str) -> list[str]:
    """What a file and the scenario's own folder make importable."""
    return [*{os.path.realpath(folder): None, package_base(os.path.realpath(file)): None}]


def _standing(script: Script, place: Place) -> StandIn:
    naming = Naming(place.function, bound=place.bound, hidden=place.hidden)
    return StandIn(
        script=script,
        naming=naming,
        finish=place.finish,
        unpacked=place.unpacked,
        later=place.later,
        dropped=place.dropped,
    )


class _at:  # noqa: N801 - reads as a word after `with`
    """Gives errors the place of a patch, where they have none of their own."""

    def __init__(self, patch: Patch) -> None:
        self._patch = patch

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, InlineFault):
            raise GraphLoadError(error.message, error.hint, place=error.place) from error
        if isinstance(error, GraphLoadError) and error.place is None:
            error.place = self._patch.place
