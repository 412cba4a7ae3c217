"""Step results, also of steps that did not run. Nothing here imports LangGraph."""

from __future__ import annotations

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.verdict import Finding, Outcome
from scenario_runner.language.model import (
    Act,
    Invoke,
    Look,
    Resume,
    ResumeMap,
    SendCommand,
    UpdateState,
)
from scenario_runner.language.value import Data
from scenario_runner.plan.explain import call_text
from scenario_runner.plan.operations import Perform, step_name
from scenario_runner.results.model import ErrorTold, StepResult

_ACTS: dict[type[Act], str] = {
    Look: "look",
    Invoke: "invoke",
    Resume: "resume",
    ResumeMap: "resume_map",
    SendCommand: "command",
    UpdateState: "update_state",
}


def skipped_step(operation: Perform) -> StepResult:
    """A step that did not run."""
    return step_result(operation, "skipped")


def timeout_told(seconds: float, traceback: str | None = None) -> ErrorTold:
    """The error of a step that ran out of time."""
    return ErrorTold(
        kind="timeout",
        message=f"the step did not end within {seconds:g} s",
        hint="give it more time with timeout, or find out what it waits for",
        traceback=traceback,
    )


def broken_step(operation: Perform, error: ErrorTold, duration: float = 0.0) -> StepResult:
    """A step that ended in an error and left nothing to observe."""
    return step_result(operation, "error", error=error, duration=duration)


def step_result(
    operation: Perform,
    outcome: Outcome,
    *,
    given: Data = None,
    observation: Observation | None = None,
    findings: tuple[Finding, ...] = (),
    error: ErrorTold | None = None,
    duration: float = 0.0,
) -> StepResult:
    """The result of one step."""
    step = operation.step
    return StepResult(
        id=step_name(step, operation.index),
        line=step.place.line,
        last_line=step.last_line,
        act=_ACTS[type(step.act)],
        given=given,
        calls=(call_text(operation.call, step.options),),
        description=step.description,
        outcome=outcome,
        duration=duration,
        observation=observation,
        findings=findings,
        error=error,
    )
