"""Stand-ins in a script: the simple ones, whose function gets other code there too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario_runner.exporting.importable import importable_as, project_folders
from scenario_runner.exporting.limits import CannotExport
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, comment, flat, lines, literal
from scenario_runner.exporting.values import data
from scenario_runner.language.model import Scenario
from scenario_runner.language.patch import Always, InTurn, Patch, Raises, Returns


def stand_ins(scenario: Scenario, scope: Scope) -> Iterator[str]:
    """The lines that put them in place, of an async function. Raises CannotExport."""
    for branch in scenario.branches[1:]:
        for patch in branch.patches:
            raise _cannot(patch, f"on the branch {branch.name} alone")
    patches = scenario.branches[0].patches
    if patches:
        yield from comment("Stand-ins, for whoever holds what they stand for.", 4)
    for patch in patches:
        target = _target(patch, scenario, scope)
        helper = scope.script.use("stand_in")
        yield from lines("", call(helper, target, **_answer(patch, scope)), indent=4)


def _answer(patch: Patch, scope: Scope) -> dict[str, Source]:
    match patch.stand_in:
        case Always(reply=Returns(value=value)):
            return {"answer": f"lambda: {flat(data(value.data, scope))}"}
        case Always(reply=Raises(type=name, message=message)):
            said = literal("") if message is None else data(message.data, scope)
            return {"error": call(scope.script.exception(name), said)}
        case InTurn():
            raise _cannot(patch, "one after another, and branches would go on from each other")
        case _:
            raise _cannot(patch, "by a function or an object of the application")


def _target(patch: Patch, scenario: Scenario, scope: Scope) -> str:
    module: str | None = patch.target.module
    if Path(patch.target.module).is_absolute():
        module = importable_as(patch.target.module, project_folders(scenario.graph.root))
    if module is None:
        raise _cannot(patch, "in a file that no import statement finds")
    return scope.script.object(module, patch.target.attribute)


def _cannot(patch: Patch, why: str) -> CannotExport:
    return CannotExport(f"it patches {patch.target.written} {why}, which a script does not do")
