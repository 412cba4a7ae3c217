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
from scenario_runner.judge.verdict import Finding, Outcome
from scenario_runner.language.model import Compare, Scenario, Step
from scenario_runner.language.shape import GraphDrawn, joined
from scenario_runner.language.words import listed
from scenario_runner.plan.beginning import begun
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.explain import moment_text
from scenario_runner.plan.operations import BranchPlan, Perform, Plan
from scenario_runner.problem import Problem
from scenario_runner.results.model import (
    BranchResult,
    CaseResult,
    CompareResult,
    ErrorTold,
    StepResult,
)
from scenario_runner.suite.case import BrokenCase, Case, graph_name, rerun_command, server_name
from scenario_runner.suite.conditions import version_of
from scenario_runner.suite.drive import BranchPlayed, CasePlayed
from scenario_runner.suite.moments import changed_code, command_of, moment_file
from scenario_runner.suite.step_results import skipped_step


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
    return replace(
        _unplayed(case),
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


def skipped_case(case: Case, reason: str) -> CaseResult:
    """The result of a case that was not played."""
    return replace(_unplayed(case), reason=reason)


def unready_case(case: Case, problems: tuple[Problem, ...]) -> CaseResult:
    """The result of a case whose secrets are not to be had."""
    few = len(problems) == 1
    error = ErrorTold(
        kind="invalid",
        message=problems[0].message if few else f"{len(problems)} secrets cannot be read",
        hint=problems[0].hint if few else "set them before the run, or take them out of secrets",
        place=problems[0].place if few else None,
    )
    return replace(_unplayed(case), outcome="error", error=error, problems=problems)


def broken_case(case: BrokenCase) -> CaseResult:
    """The result of a file that cannot be run."""
    count = len(case.problems)
    return CaseResult(
        id=case.id,
        file=case.file,
        line=case.problems[0].place.line,
        scenario=case.file,
        description=None,
        row=None,
        tags=(),
        outcome="error",
        reason=None,
        duration=0.0,
        branches=(),
        error=ErrorTold(
            kind="invalid",
            message=f"the file has {count} problem{'s' if count != 1 else ''}",
            hint="mend the file; scenario-runner validate checks it without running anything",
        ),
        problems=case.problems,
        rerun=rerun_command(case.file),
        printed="",
        source=case.source,
    )


def _withheld(scenario: Scenario, played: CasePlayed) -> Iterator[Finding]:
    """What is said of databases that were not kept."""
    places = {secret.name: secret.place for secret in scenario.secrets}
    for names in dict.fromkeys(played.withheld.values()):
        branches = [name for name, held in played.withheld.items() if held == names]
        said = f"the database of {listed(branches)} is not kept: it holds the value of"
        yield Finding(
            expectation="secrets",
            path="$",
            expected=None,
            actual=None,
            outcome="warned",
            place=next((places[name] for name in names if name in places), None),
            message=f"{said} {listed(names)}",
        )


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
    outcome = expected_failure(outcome, branch.expect_failure, version_of)
    return BranchResult(
        name=branch.name,
        start=_start(case, planned, plan),
        line=branch.place.line,
        description=branch.description,
        tags=branch.tags,
        outcome=outcome,
        reason=played.skipped,
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
        yield Finding(
            expectation="from",
            path="$",
            expected=None,
            actual=None,
            outcome="warned",
            place=None,
            message=f"{listed(names)} changed after the steps before {begin.step} were played; "
            "what they left is older",
        )


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


def _unplayed(case: Case) -> CaseResult:
    """What is known of a case before it is played."""
    scenario = case.scenario
    return CaseResult(
        id=case.id,
        file=case.file,
        line=scenario.place.line,
        scenario=scenario.name,
        description=scenario.description,
        row=scenario.row_id,
        tags=scenario.tags,
        outcome="skipped",
        reason=None,
        duration=0.0,
        branches=(),
        error=None,
        problems=(),
        rerun=case.rerun(),
        printed="",
        source=scenario.text,
        begins_in=None if scenario.thread_from is None else str(scenario.thread_from),
        server=server_name(scenario),
        ignore=scenario.ignore,
    )
