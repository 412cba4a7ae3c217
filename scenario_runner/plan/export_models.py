"""Scripted models in a script: what they say, and how they take the place of the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario_runner.language.model import FileGraph, Graph, ModuleGraph
from scenario_runner.language.references import reference
from scenario_runner.language.scripts import (
    ModelScript,
    Raise,
    Reply,
    Say,
    SayStructured,
    Scripts,
    laid_over,
)
from scenario_runner.language.template import names as names_of
from scenario_runner.language.template import texts
from scenario_runner.language.value import Data, Value
from scenario_runner.plan.export_expected import expected
from scenario_runner.plan.export_graph import CannotExport, importable_name, project_folders
from scenario_runner.plan.export_script import Scope, Script
from scenario_runner.plan.export_text import Group, Source, call, comment, lines, mapping, text
from scenario_runner.plan.export_values import data
from scenario_runner.plan.operations import BranchPlan, Inside, Plan

_OF_A_CALL = {"messages": "messages", "prompt": "prompt"}
_PARTS = {"usage": "usage_metadata"}
"""What a reply calls otherwise than LangChain's messages do."""


def all_scripts(plan: Plan) -> Scripts:
    """Every script of a case."""
    own = (planned.branch.models for planned in plan.branches)
    return tuple(script for scripts in (plan.scenario.models, *own) for script in scripts)


def scripts_at(plan: Plan, name: str) -> Scripts:
    """The scripts that hold in a branch."""
    planned = next(b for b in plan.branches if b.branch.name == name)
    around = plan.scenario.models
    if planned.source is not None:
        around = scripts_at(plan, planned.source.branch)
    return laid_over(around, planned.branch.models)


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
    inner = Scope(script=scope.script, names={**scope.names, **_OF_A_CALL})
    functions: list[str] = []
    told = [(_called(script), _replies(script, inner, functions)) for script in scripts]
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
            name = importable_name(path, project_folders(graph.root))
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
    return importable_name(str(beside), project_folders(graph.root))


# --- what is said -------------------------------------------------------------------------


def _replies(script: ModelScript, scope: Scope, functions: list[str]) -> Source:
    parts = tuple(("", _entry(reply, script, scope, functions)) for reply in script.replies)
    return Group(head="[", parts=parts, tail="]")


def _entry(reply: Reply, script: ModelScript, scope: Scope, functions: list[str]) -> Source:
    """A reply and its conditions; a function where it looks at what was asked."""
    selectors = mapping((name, expected(v.data, scope)) for name, v in reply.selectors)
    told = _said(reply, scope)
    used = _names(_written(reply))
    used |= {name for _, value in reply.selectors for name in _names(value)}
    known = scope.names.keys()
    if lost := sorted(used - known):
        raise CannotExport(
            f'a reply of the model {script.target} uses "{lost[0]}", which only a branch knows'
        )
    if _names(_written(reply)) & _OF_A_CALL.keys():
        name = scope.script.name(f"says_{script.target.rpartition(':')[2]}")
        functions += ["", "", f"def {name}(messages, prompt):"]
        functions += lines("return ", told, indent=4)
        told = name
    return Group(head="(", parts=(("", told), ("", selectors)), tail=")")


def _written(reply: Reply) -> Value:
    return reply.says.message if isinstance(reply.says, Raise) else reply.says.value


def _names(value: Value) -> set[str]:
    return {name for _, template in texts(value.data) for name in names_of(template)}


def _said(reply: Reply, scope: Scope) -> Source:
    match reply.says:
        case Raise(type=kind, message=message):
            return _failure(kind, message.data, scope)
        case SayStructured(value=value):
            return scope.script.helper("Structured", data(value.data["structured"], scope))
        case Say(value=value):
            return _message(value.data, scope)


def _failure(kind: str, message: Data, scope: Scope) -> Source:
    if ":" not in kind and "." not in kind:
        return call(kind, data(message, scope))
    module, _, attribute = kind.replace(":", ".").rpartition(".")
    found = scope.script.object(module, attribute)
    return scope.script.helper("failure", found, data(message, scope))


def _message(given: Data, scope: Scope) -> Source:
    """Pieces of text stay a list; ids of tool calls are given when they are said."""
    whole = given if isinstance(given, dict) else {"content": given}
    whole = {key: part for key, part in whole.items() if key != "after"}
    if whole.keys() == {"chunks"}:
        return data(whole["chunks"], scope)
    parts: dict[str, Source] = {}
    for key, part in whole.items():
        if key == "tool_calls":
            parts[key] = _calls(part, scope)
        elif key == "usage":
            parts["usage_metadata"] = data(_usage(part), scope)
        elif key != "chunks":
            parts[_PARTS.get(key, key)] = data(part, scope)
    content = parts.pop("content", None) or data("".join(whole.get("chunks", [])), scope)
    return call(scope.script.take("langchain_core.messages", "AIMessage"), content, **parts)


def _calls(given: Data, scope: Scope) -> Source:
    if not isinstance(given, list):
        return data(given, scope)
    return data([{"args": {}, "id": None, **one} for one in given], scope)


def _usage(given: dict[str, Data]) -> dict[str, Data]:
    counts = {"input_tokens": 0, "output_tokens": 0, **given}
    return {"total_tokens": counts["input_tokens"] + counts["output_tokens"], **counts}
