"""What stands above the conversation of a script: its docstring, imports, variables, and what
its branches share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from scenario_runner.exporting.helpers import HELPERS
from scenario_runner.exporting.imported import Application
from scenario_runner.exporting.inline import raises_at_first
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import comment, lines
from scenario_runner.exporting.values import data, relative
from scenario_runner.exporting.writing import Writing
from scenario_runner.language.model import Graph, InlineGraph
from scenario_runner.plan.operations import Plan


def heading(plan: Plan, folder: str) -> list[str]:
    """The paragraphs of the docstring."""
    scenario = plan.scenario
    file = relative(str(Path(scenario.file).resolve()), folder)
    skipped = f"The runner skips it: {scenario.skip.reason}" if scenario.skip else ""
    return [
        _sentence(scenario.name),
        *(scenario.description or "").split("\n\n"),
        skipped,
        _read_there(plan),
        (
            f"Exported from {file}. Needs langgraph and langgraph-checkpoint-sqlite; to be run "
            "in the folder it was exported in. It ends well where all that is asserted holds."
        ),
    ]


def _read_there(plan: Plan) -> str:
    names = [secret.name for secret in plan.scenario.secrets]
    return f"Reads {', '.join(names)} from the environment." if names else ""


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def import_lines(script: Script, app: Application) -> Iterator[str]:
    """Of Python and of libraries; of the application, once its folder is importable."""
    script.imports.add("asyncio")
    script.take("contextlib", "AsyncExitStack")
    standard = sys.stdlib_module_names
    for of_standard in (True, False):
        plain = sorted(m for m in script.imports if (m.split(".")[0] in standard) is of_standard)
        froms = sorted(m for m in script.froms if (m.split(".")[0] in standard) is of_standard)
        for module in plain:
            yield f"import {module}"
        for module in froms:
            yield from _from(module, sorted(script.froms[module], key=_import_order))
        yield ""
    own = {module: names for module, names in script.own.items() if names}
    if app.setting or app.imports or own:
        if app.setting:
            yield "# the application, as it is importable from its own folder"
        yield from app.setting
        yield ""
        yield from app.imports
        for module in sorted(own):
            yield from _from(module, sorted(own[module]))
        yield ""


def _import_order(name: str) -> tuple[int, str]:
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, name


def _from(module: str, names: list[str]) -> Iterator[str]:
    whole = f"from {module} import {', '.join(names)}"
    if len(whole) <= 88:
        yield whole
        return
    yield f"from {module} import ("
    yield from (f"    {name}," for name in names)
    yield ")"


def helper_lines(script: Script, *, at_once: bool) -> Iterator[str]:
    """The helpers: those that stand above, and those below the conversation, which comes first."""
    for name, helper in HELPERS.items():
        if name in script.helpers and (name in _AT_ONCE) is at_once:
            yield from ("", "", *helper.source.splitlines(), "", "")


_AT_ONCE = {"append", "merge", "larger", "starting", "evaluated", "rendered"}
"""Helpers that the graph or the variables need while the script is read."""


def variable_lines(plan: Plan, scope: Scope) -> Iterator[str]:
    """The scenario's variables as constants."""
    written = plan.scenario.variables
    if written is not None and written.data:
        yield ""
        for name, part in written.data.items():
            told = scope.names[name].removesuffix("[]")
            yield from lines(f"{told} = ", data(part, scope))
        yield ""


def shared_names(writing: Writing, graph: Graph) -> Iterator[str]:
    """What the branches share while the script runs."""
    used = writing.globals
    raising = isinstance(graph.source, InlineGraph) and raises_at_first(graph.source)
    told = {
        "KEPT": ("{}", "Copies of the storage, by the moment they were made at."),
        "AT": ("{}", "The checkpoints of moments that are gone back to or compared with."),
        "SAVED": ("{}", "What steps have saved, by the moments that branches start from."),
        "ENDS": ("{}", "What is compared of the ends of branches, by branch and path."),
        "VERSIONS": ("{}", "Message ids, and the id of the message each is a version of."),
    }
    yield from ("", "")
    for name, (start, why) in told.items():
        if name in used:
            yield from comment(why)
            yield f"{name} = {start}"
    if raising:
        yield from comment("How often each node that raises has begun.")
        yield "RAISED = Counter()"
    yield from ("", "")
