"""The facts of a step that a JSONPath may begin with."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.jsonpath import PathError, compile_path, leading_names
from scenario_runner.language.matcher_arguments import problem
from scenario_runner.language.value import Value
from scenario_runner.language.words import meant, quoted, suggestion
from scenario_runner.problem import Problem

FACTS = (
    "values", "output", "messages", "last_message", "next", "interrupts", "answers", "visited",
    "executions", "calls", "raises", "refused", "checkpoints", "subgraphs", "events", "store",
    "duration", "travel",
)  # fmt: skip
"""As `engine.observation` has them; a test holds the two together."""


def check_jsonpath(value: Value, text: str, *, at_key: bool) -> Iterator[Problem]:
    """A JSONPath that stands as the value, or as its key."""
    try:
        compile_path(text)
    except PathError as error:
        yield problem(value, error.message, error.hint, code="jsonpath", at_key=at_key)


def check_fact(value: Value, text: str, *, at_key: bool) -> Iterator[Problem]:
    """A JSONPath into what a step did: one into anything else would find nothing, ever."""
    yield from check_jsonpath(value, text, at_key=at_key)
    names = leading_names(text)
    if names and names[0] not in FACTS:
        is_close = meant(names[0], FACTS) is not None
        hint = suggestion(names[0], FACTS, "a step tells")
        if not is_close and names[0].isidentifier():
            hint = f"a channel is written $.values.{names[0]}; {hint}"
        message = f"no step tells {quoted(names[0])}"
        yield problem(value, message, hint, code="jsonpath", at_key=at_key)
