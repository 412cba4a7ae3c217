"""What happened between the messages: inputs, answers, edits, questions, errors, the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from scenario_runner.engine.observation import AnswerTold, Heard, Observation, Travel
from scenario_runner.language.value import Data
from scenario_runner.report.compose_error import error_banner
from scenario_runner.report.page_parts import Banner, Text
from scenario_runner.report.said_once import beyond_message
from scenario_runner.report.texts import brief, fits_a_line, text, trace, value_text
from scenario_runner.results.model import StepResult

_HEARD: Mapping[Heard, str] = {
    "as_given": "heard as given",
    "otherwise": "not heard: the graph got an older answer instead",
    "never": "heard by nobody",
    "twice": "heard more than once",
    "unknown": "LangGraph does not show whether it was heard",
}


_VIA: Mapping[str, str] = {
    "direct": "Strategy direct: the call is made with the old checkpoint.",
    "replay": "Strategy replay: the old checkpoint is run again first.",
    "copy": "Strategy copy: the old checkpoint is copied first.",
    "plain": "",
    "look": "",
}
"""What a reader needs to know of each strategy; nothing where there is no other way."""


def sent(step: StepResult) -> Iterator[Banner]:
    """Where the step went back to, and what it sent except messages that appear as bubbles."""
    if step.observation is not None and step.observation.travel is not None:
        yield _travel(step.observation.travel)
    if step.act == "look":
        return
    if step.outcome == "skipped" and step.observation is None:
        yield _banner("input", "Would have sent", step.given)
    elif step.act == "invoke":
        yield from _input(step)
    elif step.act == "update_state":
        title = "Edit" if step.as_node is None else f"Edit as {step.as_node}"
        yield _banner("edit", title, step.given)
    else:
        yield from _answers(step)


def _travel(travel: Travel) -> Banner:
    """A way back in the same thread: to where, how, and what ran again because of it."""
    told = [_VIA.get(travel.via, f"Strategy: {travel.via}.")]
    if travel.reran:
        again = ", ".join(
            node if times == 1 else f"{node} ({times} times)"
            for node, times in travel.reran.items()
        )
        told.append(f"Ran again because of it: {again}.")
    told += [f"Not taken: {reason}" for reason in travel.tried]
    title = f"Looks back at {travel.at}" if travel.via == "look" else f"Back to {travel.at}"
    return Banner(kind="travel", title=title, detail=" ".join(filter(None, told)))


def _answers(step: StepResult) -> Iterator[Banner]:
    """What other acts sent, then each answer with how it was heard."""
    answers = step.observation.answers if step.observation is not None else ()
    match step.act:
        case "resume" | "resume_map" if not answers:
            yield _banner("answer", "Answer" if step.act == "resume" else "Answers", step.given)
        case "resume" | "resume_map":
            pass
        case "command":
            yield _banner("edit", "Command", step.given)
        case _ if step.given is not None and (rest := _without_messages(step)) != {}:
            yield _banner("edit", "Sent", rest)
    for answer in answers:
        yield _answer(answer)


def came_of(step: StepResult) -> Iterator[Banner]:
    """What the step ended with: an error, questions, a pause, the end of the graph."""
    seen = step.observation
    if step.error is not None:
        yield error_banner(step.error)
    elif seen is not None and seen.raises is not None:
        one = seen.raises
        more = beyond_message(one.traceback, f"{one.type}: {one.message}")
        title = f"The graph raised {one.type}, as expected"
        yield _told("raised", title, one.message, None if more is None else trace(more))
    elif seen is not None and seen.refused is not None:
        yield _told("refused", "Refused, as expected", seen.refused.reason)
    if seen is not None:
        yield from _standing(seen)


def _standing(seen: Observation) -> Iterator[Banner]:
    """Where the graph stands now."""
    for one in seen.interrupts:
        yield _banner("ask", f"{one.address} asks", one.value)
    if seen.next and not seen.interrupts and seen.raises is None:
        yield Banner(kind="pause", title=f"Paused before {', '.join(seen.next)}")
    elif not seen.next and not seen.interrupts and seen.raises is None and seen.visited:
        yield Banner(kind="end", title="The graph came to its end")


def _input(step: StepResult) -> Iterator[Banner]:
    if step.given is None:
        yield Banner(kind="input", title="Goes on without new input")
        return
    rest = _without_messages(step)
    if rest != {}:
        yield _banner("input", "Input", rest)


def _without_messages(step: StepResult) -> Data:
    """The input without the part that appears as bubbles of the user."""
    given: Data = step.given
    shown = step.observation.messages if step.observation is not None else ()
    if not isinstance(given, dict) or not shown:
        return given
    contents = [one.get("content") for one in shown if isinstance(one, dict)]
    return {key: part for key, part in given.items() if not (part and _are_shown(part, contents))}


def _are_shown(part: Data, contents: list[Data]) -> bool:
    """Whether a part of the input is messages (or texts) that all appear as bubbles."""
    items = part if isinstance(part, list) else [part]
    said = [one.get("content") if isinstance(one, dict) else one for one in items]
    return all(isinstance(one, str | list) and one in contents for one in said)


def _answer(answer: AnswerTold) -> Banner:
    stale = answer.heard in {"otherwise", "never", "twice"}
    detail = _HEARD[answer.heard]
    if answer.heard == "otherwise":
        detail += f": {brief(answer.received, 200)}"
    title = f"Answer to {answer.path}" if answer.path else "Answer"
    return Banner(
        kind="stale" if stale else "answer",
        title=title,
        detail=detail,
        body=_body(answer.given),
    )


def _banner(kind: Literal["input", "answer", "edit", "ask"], title: str, value: Data) -> Banner:
    return Banner(kind=kind, title=title, body=_body(value))


def _told(
    kind: Literal["raised", "refused"], title: str, message: str, trace: Text | None = None
) -> Banner:
    return Banner(kind=kind, title=title, body=text(message), trace=trace)


def _body(value: Data) -> Text:
    return text(brief(value)) if fits_a_line(value) else value_text(value)
