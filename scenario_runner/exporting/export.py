"""A plan as a standalone Python script, which needs LangGraph and the application alone.

The script makes the calls that the executor would make, says which step each belongs to, and
asserts what the scenario expects. What plain Python cannot check is said in a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.exporting.above import (
    heading,
    helper_lines,
    import_lines,
    shared_names,
    variable_lines,
)
from scenario_runner.exporting.branch import branch_lines
from scenario_runner.exporting.graph import application
from scenario_runner.exporting.imported import Application
from scenario_runner.exporting.limits import CannotExport
from scenario_runner.exporting.main import main_lines
from scenario_runner.exporting.models import model_lines, played_lines
from scenario_runner.exporting.names import ENVIRON, ScenarioNames, function_names, names_of
from scenario_runner.exporting.needs import nests, planned_as, remembered
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.snapshot import with_snapshots_told
from scenario_runner.exporting.text import Source, docstring
from scenario_runner.exporting.watch import check_functions, uses_store
from scenario_runner.exporting.writing import Writing
from scenario_runner.language.model import Circumstances, Scenario
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.operations import After, Plan


def export(plan: Plan, *, folder: str) -> str:
    """The script, to be run in `folder` (absolute). Raises CannotExport."""
    plan = _with_snapshots(plan)
    scenario, graph = plan.scenario, plan.scenario.graph
    _require_own_beginning(plan.scenario)
    _require_plain_surroundings(graph.circumstances)
    script = Script(folder=folder, scenario_folder=graph.folder, messages=graph.messages)
    names = names_of(plan, script)
    variables = list(variable_lines(plan, Scope(script=script, names=names.scenario)))
    checks = check_functions(scenario, script)  # its functions take their names first
    scope = Scope(script=script, names=names.scenario)
    models, playing = list(model_lines(plan, scope)), list(played_lines(graph, plan, scope))
    app = application(graph, scope)
    writing = _writing(plan, script, names, checks, app)
    told = [p for p in plan.branches if writing.linear in (None, p.branch.name)]
    branches = [row for planned in told for row in branch_lines(planned, writing)]
    main = list(main_lines(told, writing, playing))
    if any(ENVIRON in row for row in (*variables, *app.definition, *models, *branches, *main)):
        script.imports.add("os")
    head = docstring(heading(plan, folder))
    imports = list(import_lines(script, app))
    early, late = helper_lines(script, at_once=True), helper_lines(script, at_once=False)
    begin = ["", "", 'if __name__ == "__main__":', "    asyncio.run(main())"]
    graph_lines = [*early, *variables, *app.definition, *models]
    talk = [*shared_names(writing, graph), *branches, *main]
    whole = [*head, "", *imports, *graph_lines, *talk, *late, *begin]
    return "\n".join(_tidy(whole)) + "\n"


def _writing(
    plan: Plan, script: Script, names: ScenarioNames, checks: Mapping[str, Source], app: Application
) -> Writing:
    return Writing(
        plan=plan,
        script=script,
        names=names,
        functions=function_names(plan, script),
        remembered=remembered(plan),
        nests=nests(plan.scenario),
        bound=app.bound,
        checks=checks,
        stores=uses_store(plan.scenario),
        linear=_linear(plan),
    )


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
