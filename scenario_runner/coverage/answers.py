"""Kinds of answers: what an answer is called, and which kinds a question allows or suggests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from scenario_runner.language.value import Data

OPPOSITES: Final[Mapping[str, str]] = {
    a: b
    for one, other in (
        ("true", "false"),
        ("yes", "no"),
        ("y", "n"),
        ("approve", "reject"),
        ("approved", "rejected"),
        ("accept", "decline"),
        ("accepted", "declined"),
        ("ok", "cancel"),
        ("confirm", "cancel"),
        ("allow", "deny"),
        ("continue", "stop"),
    )
    for a, b in ((one, other), (other, one))
}
_WORDS = frozenset(OPPOSITES) - {"true", "false"}
_TELLING = ("type", "action", "decision", "choice", "option", "response", "answer", "status")
"""Keys whose text says of what kind a mapping is."""
_CHOICES = ("options", "choices", "allowed", "allowed_decisions", "actions")
_MOST, _LONGEST = 12, 40


def kinds_of(answer: Data, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The kinds of an answer; several where it decides on several things.

    `allowed` are the texts that the question offers.
    """
    match answer:
        case {"decisions": list(decisions)} if decisions:
            types = (one.get("type") for one in decisions if isinstance(one, dict))
            return tuple(dict.fromkeys(str(one) for one in types if one)) or ("mapping",)
        case dict():
            return (_kind_of_mapping(answer),)
        case True | False:
            return ("true" if answer else "false",)
        case None:
            return ("null",)
        case str() if answer in allowed:
            return (answer,)
        case str():
            word = answer.strip().lower()
            return (word if word in _WORDS else "text",)
        case int() | float():
            return ("number",)
        case _:
            return ("list",)


def _kind_of_mapping(answer: Mapping[str, Data]) -> str:
    for name in _TELLING:
        if isinstance(said := answer.get(name), str) and 0 < len(said) <= _LONGEST:
            return f"{name}: {said}"
    truths = [name for name, part in answer.items() if isinstance(part, bool)]
    if len(truths) == 1:
        return f"{truths[0]}: {'true' if answer[truths[0]] else 'false'}"
    return "mapping"


def allowed_by(question: Data) -> tuple[str, ...]:
    """The kinds that a question says it takes: decisions of LangChain's human-in-the-loop
    middleware, or a short list of options."""
    if not isinstance(question, dict):
        return ()
    return tuple(dict.fromkeys(_allowed(question)))


def _allowed(question: Mapping[str, Data]) -> Iterator[str]:
    reviews = question.get("review_configs")
    for review in reviews if isinstance(reviews, list) else ():
        if isinstance(review, dict):
            yield from _texts(review.get("allowed_decisions"))
    for name in _CHOICES:
        yield from _texts(question.get(name))


def _texts(options: Data) -> Iterator[str]:
    if isinstance(options, list) and len(options) <= _MOST:
        yield from (one for one in options if isinstance(one, str) and len(one) <= _LONGEST)


def opposite(kind: str) -> str | None:
    """The kind that should be tried too: `false` for `true`, `approve: false`, ..."""
    name, colon, word = kind.rpartition(": ")
    other = OPPOSITES.get(word.lower())
    return None if other is None else f"{name}{colon}{other}"


def answer_of(kind: str, question: Data, given: Data) -> Data:
    """An answer of a kind: as the question wants it, else like one that was `given`.

    Raises ValueError where none can be made.
    """
    if isinstance(question, dict) and isinstance(asked := question.get("action_requests"), list):
        return {"decisions": [_decision(kind, one) for one in asked]}
    name, _, word = kind.rpartition(": ")
    truth = {"true": True, "false": False}.get(word)
    if name and isinstance(given, dict):
        return {**given, name: word if truth is None else truth}
    if not name and kind in {"true", "false"}:
        return truth
    if not name and (kind in _WORDS or kind in allowed_by(question)):
        return kind
    raise ValueError("there is no example of such an answer")


def _decision(kind: str, request: Data) -> Data:
    asked = request if isinstance(request, dict) else {}
    match kind:
        case "edit":
            action = {"name": asked.get("name", "TOOL"), "args": asked.get("args", {})}
            return {"type": "edit", "edited_action": action}
        case "reject" | "respond":
            return {"type": kind, "message": "TODO: why"}
        case _:
            return {"type": kind}
