"""Stale answers: those that did not reach an `interrupt()` call of this run, once, as given."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.engine.observation import AnswerTold
from scenario_runner.matching.look import Leaf, Look
from scenario_runner.matching.match import leaves
from scenario_runner.matching.say import listed, show


def wrong(answer: AnswerTold) -> str | None:
    """How an answer went astray, in a sentence; None where it did not, or where LangGraph
    does not show it."""
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


def stale_resume(look: Look, answers: tuple[AnswerTold, ...]) -> Iterator[Leaf]:
    """The expectation: `true` pins that an answer of this step went astray, `false` that none
    did. The look's actual part is `is_stale` of the answers."""
    if not isinstance(look.expected, bool):
        yield from leaves(look)
    elif look.expected is not look.actual:
        yield look.unmet(_told(answers) if look.actual else _none_stale(answers))
    else:
        yield look.met(_told(answers) if look.actual else "no answer was stale")


def is_stale(answers: tuple[AnswerTold, ...]) -> bool:
    """Whether an answer of this step went astray."""
    return any(wrong(answer) is not None for answer in answers)


def _told(answers: tuple[AnswerTold, ...]) -> str:
    return "; ".join(message for answer in answers if (message := wrong(answer)) is not None)


def _none_stale(answers: tuple[AnswerTold, ...]) -> str:
    unknown = [answer.path for answer in answers if answer.heard == "unknown"]
    if unknown:
        return f"LangGraph does not show what {listed(unknown)} heard; expected a stale answer"
    if not answers:
        return "no answer was given or heard in this step; expected a stale one"
    return "every answer was heard as given; expected a stale one"
