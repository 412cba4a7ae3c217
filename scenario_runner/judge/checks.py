"""Built-in checks: made on every step without being asked."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.engine.observation import AnswerTold, Observation
from scenario_runner.judge.verdict import Finding
from scenario_runner.matching.say import show
from scenario_runner.problem import Place


def check_answers(observation: Observation, place: Place) -> Iterator[Finding]:
    """`stale_resume`: every answer reached an `interrupt()` call of this run, once, as given."""
    for number, answer in enumerate(observation.answers):
        if (message := _wrong(answer)) is not None:
            yield Finding(
                expectation="stale_resume",
                path=f"$.answers[{number}]",
                expected=answer.given,
                actual=answer.received,
                absent=answer.heard == "never",
                outcome="failed",
                place=place,
                message=message,
            )


def _wrong(answer: AnswerTold) -> str | None:
    match answer.heard:
        case "as_given" | "unknown":
            return None
        case "never":
            return (
                f"the answer {show(answer.given)} was heard by nobody: no interrupt() call at "
                f"{answer.path} returned it"
            )
        case "otherwise" if answer.given is None:
            return (
                f"{answer.path} was answered with {show(answer.received)} though this step gave "
                "no answer: LangGraph handed on an older one"
            )
        case "otherwise":
            return (
                f"stale answer: {answer.path} was given {show(answer.given)} and heard "
                f"{show(answer.received)}"
            )
        case "twice":
            given = show(answer.given)
            return f"the answer {given} to {answer.path} was heard by another question too"
