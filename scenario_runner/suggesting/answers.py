"""Answers that a question was not given yet: those it asks for, and one that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scenario_runner.coverage.answers import answer_of, kinds_of
from scenario_runner.coverage.questions import Asked, Question
from scenario_runner.frozen import frozen
from scenario_runner.language.json_schema import errors, schema_fault
from scenario_runner.language.value import Data
from scenario_runner.suite.first_schema import GAP, answers_to

_ODD: tuple[Data, ...] = ("something else", {"unexpected": True}, -1)
"""What somebody may send who has not read the question."""


_SAYS_LITTLE = frozenset({"mapping", "text", "number", "list", "null"})
_RANDOM = re.compile(r"\A(run-+)?[0-9a-f]{8}-[0-9a-f-]+\Z")
"""Ids that are others in each run."""


@frozen
class Other:
    """An answer that nobody gave."""

    name: str
    """What its branch is called after."""
    told: str
    """What it is, after `answered with`."""
    value: Data


def schema_of(asked: Asked) -> dict[str, Data] | None:
    """The JSON Schema that the question says its answer must have."""
    seen = asked.step.observation
    if seen is None:
        return None
    for question, schema in zip(seen.interrupts, seen.answer_schemas, strict=False):
        if question == asked.question and isinstance(schema, dict) and not schema_fault(schema):
            return schema
    return None


def other_answers(question: Question, asked: Asked) -> Iterator[Other]:
    """Answers of each kind that is missing, then those that the schema tells apart; where
    nobody answers at all, one at least."""
    given = question.answers[0] if question.answers else None
    count = 0
    for kind in question.missing:
        try:
            value = answer_of(kind, asked.question.value, given)
        except ValueError:
            continue
        count += 1
        yield Other(name=kind, told=kind, value=value)
    if not count and (question.allowed or question.missing):
        return
    for other in () if count else _by_schema(question, schema_of(asked)):
        count += 1
        yield other
    if not count and not question.answers:
        yield Other(name="answered", told=GAP, value=GAP)


def _by_schema(question: Question, schema: dict[str, Data] | None) -> Iterator[Other]:
    if schema is None:
        return
    every = list(answers_to(schema))
    chooser = _chooser([value for _, value in every])
    for name, value in every:
        if not any(_is_like(value, given, chooser) for given in question.answers):
            yield Other(name=name, told=name, value=value)


def _chooser(values: Sequence[Data]) -> str | None:
    """The property that tells the answers apart."""
    if len(values) < 2 or not all(isinstance(one, dict) for one in values):
        return None
    return next((key for key in values[0] if values[0][key] != values[1].get(key)), None)


def _is_like(value: Data, given: Data, chooser: str | None) -> bool:
    """Whether an answer that was given is this one, but for what may as well be other text."""
    if isinstance(value, dict) and isinstance(given, dict):
        return chooser is None or value.get(chooser) == given.get(chooser)
    if value == GAP:
        return isinstance(given, str)
    return type(value) is type(given) and (value == given or not isinstance(value, bool | str))


def odd_answer(question: Question, asked: Asked) -> Other | None:
    """An answer that the question does not ask for; None where one was given already."""
    for value in _odd(question, asked):
        return Other(name="odd-answer", told="what it does not ask for", value=value)
    return None


def _odd(question: Question, asked: Asked) -> Iterator[Data]:
    asks = asked.question.value
    if isinstance(asks, dict) and "action_requests" in asks:  # wants a decision for each
        if all(isinstance(one, dict) and one.get("decisions") for one in question.answers):
            yield {"decisions": []}
        return
    if (schema := schema_of(asked)) is not None:
        if not any(errors(schema, given) for given in question.answers):
            yield from (one for one in _ODD if errors(schema, one))
        return
    types = {_type_of(given) for given in question.answers}
    if len(types) == 1:
        yield from (one for one in _ODD if _type_of(one) not in types)
        return
    if not types:
        yield _ODD[1]


def _type_of(data: Data) -> str:
    return "boolean" if isinstance(data, bool) else type(data).__name__


def answers_again(question: Question, asked: Asked) -> Iterator[Data]:
    """Answers for going back to it: another than the first one that was given, if there is one,
    one that was given where not."""
    first = question.answers[0] if question.answers else None
    yield from (one for one in question.answers if one != first)
    yield from (one.value for one in other_answers(question, asked))
    yield from question.answers[:1]


def told_as(answer: Data) -> str:
    """What an answer is, after `answered`."""
    kinds = ", ".join(kinds_of(answer))
    return "once more" if kinds in _SAYS_LITTLE else f"with {kinds}"


def as_written(answer: Data) -> Data:
    """An answer that was given, as a file has it: without the ids that LangGraph gave."""
    if isinstance(answer, list):
        return [as_written(part) for part in answer]
    if not isinstance(answer, dict):
        return answer
    is_message = {"role", "content"} <= answer.keys()
    return {
        key: as_written(part)
        for key, part in answer.items()
        if not (is_message and key == "id" and _RANDOM.match(str(part)))
    }
