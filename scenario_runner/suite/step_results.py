"""Step results, also of steps that did not run. Nothing here imports LangGraph."""

from __future__ import annotations

from typing import assert_never

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.verdict import Finding, Outcome
from scenario_runner.language.model import (
    Act,
    Edit,
    Invoke,
    Look,
    Regenerate,
    Reload,
    Resume,
    ResumeMap,
    Retry,
    SendCommand,
    Step,
    UpdateState,
)
from scenario_runner.language.value import Data
from scenario_runner.plan.calls import call_texts
from scenario_runner.plan.operations import Perform, step_name
from scenario_runner.plan.words import address_text
from scenario_runner.results.model import ErrorTold, StepResult

_ACTS: dict[type[Act], str] = {
    Look: "look",
    Invoke: "invoke",
    Resume: "resume",
    ResumeMap: "resume_map",
    SendCommand: "command",
    UpdateState: "update_state",
    Edit: "edit",
    Regenerate: "regenerate",
    Retry: "retry",
    Reload: "reload",
}


def skipped_step(operation: Perform) -> StepResult:
    """A step that did not run."""
    return step_result(operation, "skipped", given=written(operation.step.act))


def timeout_told(step: Step | None, seconds: float, traceback: str | None = None) -> ErrorTold:
    """The error of a step, or of a graph being loaded, that ran out of time."""
    what = "the step" if step is not None else "loading the graph"
    if step is not None and step.timeout == seconds:
        message = f"the step did not end within its {seconds:g} s"
    else:
        message = f"the time of the case was up: {what} did not end in the {seconds:.3g} s left"
    return ErrorTold(
        kind="timeout",
        message=message,
        hint="give it more time with timeout, or find out what it waits for",
        traceback=traceback,
    )


def broken_step(operation: Perform, error: ErrorTold, duration: float = 0.0) -> StepResult:
    """A step that ended in an error and left nothing to observe; it shows what is written."""
    given = written(operation.step.act)
    return step_result(operation, "error", given=given, error=error, duration=duration)


def written(act: Act) -> Data:
    """What an act sends, as written."""
    match act:
        case Look() | Regenerate() | Retry() | Reload():
            return None
        case Edit(content=content):
            return content.data
        case Invoke(input=value) | Resume(value=value) | UpdateState(values=value):
            return value.data
        case ResumeMap(answers=answers):
            return {address_text(answer.address): answer.value.data for answer in answers}
        case SendCommand(resume=resume, update=update, goto=goto):
            parts = {"resume": resume, "update": update, "goto": goto}
            return {name: part.data for name, part in parts.items() if part is not None}
        case _:
            assert_never(act)


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
        as_node=step.act.as_node if isinstance(step.act, UpdateState) else None,
        thread=step.thread,
        given=given,
        calls=call_texts(operation.call, step, _via(observation)),
        description=step.description,
        outcome=outcome,
        duration=duration,
        observation=observation,
        findings=findings,
        error=error,
    )


def _via(observation: Observation | None) -> str | None:
    if observation is None or observation.travel is None:
        return None
    return observation.travel.via
