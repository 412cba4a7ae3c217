"""Case results from what was played."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.checks import check_scripts
from scenario_runner.judge.compare import compare
from scenario_runner.judge.conditions import expected_failure
from scenario_runner.judge.outcome import worst
from scenario_runner.judge.verdict import Finding, Outcome, remark
from scenario_runner.language.model import Compare, Scenario, Step
from scenario_runner.language.shape import GraphDrawn, joined
from scenario_runner.language.words import listed
from scenario_runner.plan.beginning import begun
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.operations import BranchPlan, Perform, Plan
from scenario_runner.plan.words import moment_text
from scenario_runner.results.model import (
    BranchResult,
    CaseResult,
    CompareResult,
    StepResult,
)
from scenario_runner.suite.case import Case, graph_name
from scenario_runner.suite.conditions import version_of
from scenario_runner.suite.foretold import FORETOLD, as_foretold
from scenario_runner.suite.moments import changed_code, command_of, moment_file
from scenario_runner.suite.played import BranchPlayed, CasePlayed
from scenario_runner.suite.step_results import skipped_step
from scenario_runner.suite.unplayed import unplayed


def played_case(case: Case, played: CasePlayed, *, database: str | None) -> CaseResult:
    """The result of a case that was played."""
    plan = begun(compile_plan(case.scenario, only=case.branches), case.beginning)
    branches = tuple(
        _branch(case, plan, planned, played.branches.get(planned.branch.name, BranchPlayed()))
        for planned in _in_file_order(plan)
        if case.beginning is None or planned.branch.name == case.beginning.branch
    )
    if database is not None:
        branches = tuple(_with_way_on(case, branch, Path(database)) for branch in branches)
    compared = _compared(case, branches)
    found = tuple(finding for told in played.verified.values() for finding in told)
    found += _left(case, played)
    outcomes: list[Outcome] = [branch.outcome for branch in branches]
    outcomes += [entry.outcome for entry in compared]
    outcomes += ["failed" for finding in found if finding.outcome == "failed"]
    result = replace(
        unplayed(case),
        outcome=expected_failure(worst(outcomes), case.scenario.expect_failure, version_of),
        branches=branches,
        graph=_drawn(case, played),
        error=next((b.error for b in played.branches.values() if _is_of_all(b)), None),
        compare=compared,
        findings=(*found, *_withheld(case.scenario, played), *_changed(case)),
        duration=played.seconds,
        printed=played.printed,
        database=database,
    )
    return as_foretold(result, case.scenario.expect_failure)


def _drawn(case: Case, played: CasePlayed) -> GraphDrawn | None:
    if not played.shapes:
        return None
    return GraphDrawn(name=graph_name(case), shape=joined(played.shapes))


def _left(case: Case, played: CasePlayed) -> tuple[Finding, ...]:
    """What was written for the application to get and it never got; silent unless every branch
    of the case came to its end, as any other might have used it."""
    scenario = case.scenario
    used = [played.branches[b.name].used for b in scenario.branches if b.name in played.branches]
    ended = [counts for counts in used if counts is not None]
    if case.branches is not None or len(ended) != len(scenario.branches):
        return ()
    outcomes = {one.outcome for b in played.branches.values() for one in b.steps.values()}
    return () if outcomes & {"error", "skipped"} else check_scripts(scenario, ended)


def _withheld(scenario: Scenario, played: CasePlayed) -> Iterator[Finding]:
    """What is said of databases that were not kept."""
    places = {secret.name: secret.place for secret in scenario.secrets}
    for names in dict.fromkeys(played.withheld.values()):
        branches = [name for name, held in played.withheld.items() if held == names]
        said = f"the database of {listed(branches)} is not kept: it holds the value of"
        place = next((places[name] for name in names if name in places), None)
        yield remark("secrets", "warned", f"{said} {listed(names)}", place)


def _in_file_order(plan: Plan) -> list[BranchPlan]:
    order = [branch.name for branch in plan.scenario.branches]
    return sorted(plan.branches, key=lambda planned: order.index(planned.branch.name))


def _branch(case: Case, plan: Plan, planned: BranchPlan, played: BranchPlayed) -> BranchResult:
    branch = planned.branch
    operations = [o for o in planned.operations if isinstance(o, Perform)]
    steps = tuple(
        _of_file(played.steps.get(o.index) or skipped_step(o), o.step, case) for o in operations
    )
    outcome: Outcome = worst(step.outcome for step in steps)
    if played.skipped is not None:
        outcome = "skipped"
    elif played.error is not None:
        outcome = "error"
    expected = branch.expect_failure
    outcome = expected_failure(outcome, expected, version_of)
    foretold = expected.reason if expected is not None and outcome in FORETOLD else None
    return BranchResult(
        name=branch.name,
        start=_start(case, planned, plan),
        line=branch.place.line,
        description=branch.description,
        tags=branch.tags,
        outcome=outcome,
        reason=played.skipped or foretold,
        error=None if _is_of_all(played) else played.error,
        steps=steps,
        rerun=case.rerun(branch.name),
        on_the_way=not planned.wanted,
        begun_at=case.beginning.step if case.beginning is not None else None,
    )


def _start(case: Case, planned: BranchPlan, plan: Plan) -> str | None:
    if planned.source is None or case.beginning is not None:
        return None
    return moment_text(planned.source, plan)


def _with_way_on(case: Case, branch: BranchResult, folder: Path) -> BranchResult:
    """With the command that goes on from its last good moment, where that was kept."""
    if not moment_file(folder, branch.name).is_file():
        return branch
    command = command_of(case.file, case.scenario.case_name, branch.name, branch.steps)
    return replace(branch, go_on=command)


def _changed(case: Case) -> Iterator[Finding]:
    """What is said where the code is not what the steps before were played with."""
    begin = case.beginning
    if begin is None:
        return
    if names := changed_code(case.scenario, Path(begin.file)):
        before = f"after the steps before {begin.step} were played"
        yield remark("from", "warned", f"{listed(names)} changed {before}; what they left is older")


def _of_file(result: StepResult, step: Step, case: Case) -> StepResult:
    """The result, saying where a step stands that was included."""
    file = step.place.file
    return result if file == case.file else replace(result, file=file)


def _is_of_all(played: BranchPlayed) -> bool:
    """Whether a branch could not begin for a reason that all branches have."""
    return played.error is not None and played.error.kind == "graph"


def _compared(case: Case, branches: tuple[BranchResult, ...]) -> tuple[CompareResult, ...]:
    if case.branches is not None:
        return ()
    ends = {branch.name: _end(branch) for branch in branches}
    return tuple(_compare(entry, ends, case.scenario.ignore) for entry in case.scenario.compare)


def _end(branch: BranchResult) -> Observation | None:
    """What the last step of a branch observed; None where the branch did not come so far."""
    if any(step.outcome in {"error", "skipped"} for step in branch.steps) or not branch.steps:
        return None
    return branch.steps[-1].observation


def _compare(
    entry: Compare, ends: Mapping[str, Observation | None], ignore: tuple[str, ...]
) -> CompareResult:
    verdict = compare(entry, ends, ignore)
    return CompareResult(
        branches=entry.branches,
        outcome=verdict.outcome,
        reason=verdict.reason,
        findings=verdict.findings,
        line=entry.place.line,
    )
