"""Scripted models in a script: what they say, and how they take the place of the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario_runner.exporting.importable import importable_as, project_folders
from scenario_runner.exporting.limits import CannotExport
from scenario_runner.exporting.replies import OF_A_CALL, replies_of
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import call, comment, lines, mapping, text
from scenario_runner.language.model import FileGraph, Graph, ModuleGraph
from scenario_runner.language.references import reference
from scenario_runner.language.scripts import ModelScript
from scenario_runner.plan.operations import BranchPlan, Inside, Plan
from scenario_runner.plan.scripts import all_scripts, scripts_at


def model_lines(plan: Plan, scope: Scope) -> Iterator[str]:
    """Top-level lines: what the models say. Raises CannotExport."""
    scripts = all_scripts(plan)
    if not scripts:
        return
    if any(isinstance(planned.source, Inside) for planned in plan.branches):
        raise CannotExport(
            "a branch starts inside of a call, and a script does not know how far its scripted "
            "models had come by then"
        )
    scope.script.take("collections", "Counter")
    inner = Scope(script=scope.script, names={**scope.names, **OF_A_CALL})
    functions: list[str] = []
    told = [(_called(script), replies_of(script, inner, functions)) for script in scripts]
    yield from functions
    yield from ("", "", "def replies():")
    yield '    """What scripted models say; what has no condition is said once, in turn."""'
    yield from lines("return ", mapping(told), indent=4)
    yield from ("", "")
    yield from comment("How often each reply was used.")
    yield "ASKED = Counter()"
    yield from comment("The models that say something else in the branch that is played.")
    yield "PLAYED = {}"


def played_lines(graph: Graph, plan: Plan, scope: Scope) -> Iterator[str]:
    """Lines of `main`: each model that the application holds now plays. Raises CannotExport."""
    for target in dict.fromkeys(s.target for s in all_scripts(plan) if not s.is_name):
        held = _held(target, graph, scope.script)
        yield from lines("", call(scope.script.use("play"), held, text(target)), indent=8)


def branch_models(planned: BranchPlan, plan: Plan) -> Iterator[str]:
    """Lines of a branch: the scripts that are other ones in it."""
    own = [script for script in scripts_at(plan, planned.branch.name) if script.owner]
    if any(script.owner for script in all_scripts(plan)):
        yield "    PLAYED.clear()"
    if own:
        entries = [(script.target, text(_called(script))) for script in own]
        yield from lines("", call("PLAYED.update", mapping(entries)), indent=4)


def _called(script: ModelScript) -> str:
    return f"{script.target} in {script.owner}" if script.owner else script.target


def _held(target: str, graph: Graph, script: Script) -> str:
    """The expression of a target."""
    match reference(target, Path(graph.folder)):
        case ModuleGraph(module=module, attribute=attribute):
            name: str | None = _whole_name(module, graph)
        case FileGraph(path=path, attribute=attribute):
            name = importable_as(path, project_folders(graph.root))
        case _:
            name, attribute = None, ""
    if name is not None:
        return script.object(name, attribute)
    raise CannotExport(f"the model {target} is in a file that no import statement finds")


def _whole_name(module: str, graph: Graph) -> str | None:
    """A module beside the graph's own file, which the runner loads under both names, as the
    script imports that file: one file must not become two modules."""
    if not isinstance(graph.source, FileGraph):
        return module
    beside = Path(graph.source.path).parent / Path(*module.split(".")).with_suffix(".py")
    if not beside.is_file():
        return module
    return importable_as(str(beside), project_folders(graph.root))
