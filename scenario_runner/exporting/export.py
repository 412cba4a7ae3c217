"""A plan as a standalone Python script, which needs LangGraph and the application alone.

The script makes the calls that the executor would make, says which step each belongs to, and
asserts what the scenario expects. What plain Python cannot check is said in a comment.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scenario_runner.exporting.branch import branch_lines
from scenario_runner.exporting.compare import compare_lines
from scenario_runner.exporting.graph import Application, CannotExport, application
from scenario_runner.exporting.helpers import HELPERS
from scenario_runner.exporting.inline import raises_at_first
from scenario_runner.exporting.models import model_lines, played_lines
from scenario_runner.exporting.names import ENVIRON, function_names, names_of
from scenario_runner.exporting.needs import nests, planned_as, remembered
from scenario_runner.exporting.patches import stand_ins
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.snapshot import with_snapshots_told
from scenario_runner.exporting.text import call, comment, docstring, lines, text
from scenario_runner.exporting.values import data, relative
from scenario_runner.exporting.watch import check_functions, uses_store
from scenario_runner.exporting.writing import Writing
from scenario_runner.language.model import (
    Circumstances,
    ExpectFailure,
    Graph,
    InlineGraph,
    Scenario,
    Skip,
    When,
)
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.operations import After, BranchPlan, Plan

__all__ = ["CannotExport", "export"]


def export(plan: Plan, *, folder: str) -> str:
    """The script, to be run in `folder` (absolute). Raises CannotExport."""
    plan = _with_snapshots(plan)
    scenario, graph = plan.scenario, plan.scenario.graph
    _require_own_beginning(plan.scenario)
    _require_plain_surroundings(graph.circumstances)
    script = Script(folder=folder, scenario_folder=graph.folder, messages=graph.messages)
    names = names_of(plan, script)
    variables = list(_variables(plan, Scope(script=script, names=names.scenario)))
    checks = check_functions(scenario, script)
    scope = Scope(script=script, names=names.scenario)
    models, playing = list(model_lines(plan, scope)), list(played_lines(graph, plan, scope))
    app = application(graph, scope)
    writing = Writing(
        plan=plan,
        script=script,
        names=names,
        functions=function_names(plan, script),
        remembered=remembered(plan),
        nests=nests(scenario),
        bound=app.bound,
        checks=checks,
        stores=uses_store(scenario),
        linear=_linear(plan),
    )
    told = [p for p in plan.branches if writing.linear in (None, p.branch.name)]
    branches = [row for planned in told for row in branch_lines(planned, writing)]
    main = list(_main(told, writing, playing))
    if any(ENVIRON in row for row in (*variables, *app.definition, *models, *branches, *main)):
        script.imports.add("os")
    head = docstring(_told(plan, folder))
    imports = list(_imports(script, app))
    early, late = _helpers(script, at_once=True), _helpers(script, at_once=False)
    begin = ["", "", 'if __name__ == "__main__":', "    asyncio.run(main())"]
    graph_lines = [*early, *variables, *app.definition, *models]
    talk = [*_globals(writing, graph), *branches, *main]
    whole = [*head, "", *imports, *graph_lines, *talk, *late, *begin]
    return "\n".join(_tidy(whole)) + "\n"


def _require_own_beginning(scenario: Scenario) -> None:
    if scenario.thread_from is not None:
        raise CannotExport("a script cannot begin in a stored thread: thread_from needs the runner")


def _require_plain_surroundings(circumstances: Circumstances) -> None:
    """What takes more than LangGraph and the application."""
    held = {
        "cassette": circumstances.cassette,
        "freeze_time": circumstances.frozen_at,
        "seed": circumstances.seed,
    }
    for key, told in held.items():
        if told is not None:
            raise CannotExport(f"a script cannot do what {key} does for this scenario")


def _with_snapshots(plan: Plan) -> Plan:
    if plan.scenario.snapshots is None:
        return plan
    wanted = frozenset(planned.branch.name for planned in plan.branches if planned.wanted)
    return compile_plan(with_snapshots_told(plan.scenario), only=wanted)


def _linear(plan: Plan) -> str | None:
    """The one branch that is wanted, where it is a conversation without any copy."""
    wanted = [planned for planned in plan.branches if planned.wanted]
    if len(wanted) != 1:
        return None
    source = wanted[0].source
    while source is not None:
        if not isinstance(source, After):
            return None
        source = planned_as(plan, source.branch).source
    return wanted[0].branch.name


def _told(plan: Plan, folder: str) -> list[str]:
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


# --- what stands above --------------------------------------------------------------------


def _imports(script: Script, app: Application) -> Iterator[str]:
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


def _helpers(script: Script, *, at_once: bool) -> Iterator[str]:
    """The helpers: those that stand above, and those below the conversation, which comes first."""
    for name, helper in HELPERS.items():
        if name in script.helpers and (name in _AT_ONCE) is at_once:
            yield from ("", "", *helper.source.splitlines(), "", "")


_AT_ONCE = {"append", "merge", "larger", "starting", "evaluated", "rendered"}
"""Helpers that the graph or the variables need while the script is read."""


def _variables(plan: Plan, scope: Scope) -> Iterator[str]:
    written = plan.scenario.variables
    if written is not None and written.data:
        yield ""
        for name, part in written.data.items():
            told = scope.names[name].removesuffix("[]")
            yield from lines(f"{told} = ", data(part, scope))
        yield ""


def _globals(writing: Writing, graph: Graph) -> Iterator[str]:
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


# --- what stands below --------------------------------------------------------------------


def _main(told: Sequence[BranchPlan], writing: Writing, playing: Sequence[str]) -> Iterator[str]:
    yield from ("", "", "async def main():")
    yield from stand_ins(
        writing.plan.scenario, Scope(script=writing.script, names=writing.names.scenario)
    )
    yield "    async with AsyncExitStack() as opened:"
    yield from playing
    for planned in told:
        branch, name = planned.branch, writing.functions[planned.branch.name]
        skip = branch.skip
        if skip is not None and skip.when is None:
            yield from comment(f"The runner skips {branch.name}: {skip.reason}", 8)
        else:
            fails = branch.expect_failure or writing.plan.scenario.expect_failure
            yield from _called(branch.name, name, skip, fails, writing.script)
    played = {planned.branch.name for planned in told if not planned.branch.skip}
    for compare in writing.plan.scenario.compare if writing.linear is None else ():
        yield from compare_lines(compare, played, writing.script)
    yield '        print("all that was asserted holds")'


def _called(
    branch: str, function: str, skip: Skip | None, fails: ExpectFailure | None, script: Script
) -> Iterator[str]:
    indent = 8
    if skip is not None and skip.when is not None:
        yield from comment(f"The runner skips it: {skip.reason}", indent)
        yield from lines("if not ", _applies(skip.when, script), ":", indent=indent)
        indent += 4
    space = " " * indent
    if fails is None:
        yield f"{space}await {function}(opened)"
        return
    yield from comment(f"{branch} is expected to fail: {fails.reason}", indent)
    yield f"{space}try:"
    yield f"{space}    await {function}(opened)"
    yield f"{space}except Exception as error:"
    yield from lines("print(", text(f"{branch} fails, as expected:"), ", error)", indent=indent + 4)
    if fails.when is not None:
        yield from lines("if not ", _applies(fails.when, script), ":", indent=indent + 4)
        yield f"{space}        raise"
    if fails.strict and fails.when is None:
        yield f"{space}else:"
        told = call("AssertionError", text(f"{branch} was expected to fail"))
        yield from lines("raise ", told, indent=indent + 4)


def _applies(when: When, script: Script) -> str:
    return f"{script.use('applies')}({text(when.package)}, {text(when.specifier)})"


def _tidy(rows: list[str]) -> Iterator[str]:
    """At most two empty lines in a row, and just two around top-level functions."""
    empty = 0
    for row in rows:
        if not row.strip():
            empty += 1
            continue
        yield from [""] * min(empty, 2)
        empty = 0
        yield row.rstrip()
