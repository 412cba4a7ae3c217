"""Case results from what was played."""

from __future__ import annotations

from scenario_runner.judge.outcome import worst
from scenario_runner.judge.verdict import Outcome
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.explain import moment_text
from scenario_runner.plan.operations import BranchPlan, Perform, Plan
from scenario_runner.results.model import BranchResult, CaseResult, ErrorTold
from scenario_runner.suite.case import BrokenCase, Case, rerun_command
from scenario_runner.suite.drive import BranchPlayed, CasePlayed
from scenario_runner.suite.step_results import skipped_step


def played_case(
    case: Case, played: CasePlayed, *, duration: float, database: str | None
) -> CaseResult:
    """The result of a case that was played."""
    plan = compile_plan(case.scenario, only=case.branches)
    branches = tuple(
        _branch(case, plan, planned, played.branches.get(planned.branch.name, BranchPlayed()))
        for planned in _in_file_order(plan)
    )
    errors = [b.error for b in played.branches.values() if b.error is not None]
    return _case(
        case,
        outcome=worst(branch.outcome for branch in branches),
        branches=branches,
        error=errors[0] if errors else None,
        duration=duration,
        printed=played.printed,
        database=database,
    )


def skipped_case(case: Case, reason: str) -> CaseResult:
    """The result of a case that was not played."""
    return _case(case, outcome="skipped", reason=reason)


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


def _in_file_order(plan: Plan) -> list[BranchPlan]:
    order = [branch.name for branch in plan.scenario.branches]
    return sorted(plan.branches, key=lambda planned: order.index(planned.branch.name))


def _branch(case: Case, plan: Plan, planned: BranchPlan, played: BranchPlayed) -> BranchResult:
    branch = planned.branch
    operations = [o for o in planned.operations if isinstance(o, Perform)]
    steps = tuple(played.steps.get(o.index) or skipped_step(o) for o in operations)
    outcome: Outcome = worst(step.outcome for step in steps)
    if played.skipped is not None:
        outcome = "skipped"
    elif played.error is not None:
        outcome = "error"
    return BranchResult(
        name=branch.name,
        start=moment_text(planned.source, plan) if planned.source is not None else None,
        line=branch.place.line,
        description=branch.description,
        outcome=outcome,
        reason=played.error.message if played.error is not None else played.skipped,
        steps=steps,
        rerun=rerun_command(case.file, case.scenario.name, branch.name),
        on_the_way=not planned.wanted,
    )


def _case(
    case: Case,
    *,
    outcome: Outcome,
    branches: tuple[BranchResult, ...] = (),
    error: ErrorTold | None = None,
    reason: str | None = None,
    duration: float = 0.0,
    printed: str = "",
    database: str | None = None,
) -> CaseResult:
    scenario = case.scenario
    return CaseResult(
        id=case.id,
        file=case.file,
        line=scenario.place.line,
        scenario=scenario.name,
        description=scenario.description,
        row=None,
        tags=scenario.tags,
        outcome=outcome,
        reason=reason,
        duration=duration,
        branches=branches,
        error=error,
        problems=(),
        rerun=rerun_command(case.file, scenario.name),
        printed=printed,
        source=scenario.text,
        database=database,
    )
