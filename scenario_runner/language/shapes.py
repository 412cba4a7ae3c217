"""The shapes that expectations are made of: mappings of known keys, lists of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario_runner.language.matcher_arguments import problem
from scenario_runner.language.matchers import check_tree, is_matcher
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Problem

Rule = Callable[[Value], Iterator[Problem]]


def is_open(data: Data) -> bool:
    """A template or a matcher may stand anywhere; what it holds is judged by itself."""
    return is_template(data) or is_matcher(data)


def wrong(value: Value, message: str, hint: str | None = None) -> Iterator[Problem]:
    """A problem of an expectation's shape."""
    yield problem(value, message, hint, code="wrong-expectation")


def mapping_of(value: Value, rules: dict[str, Rule], what: str, hint: str) -> Iterator[Problem]:
    """A mapping of known keys, each with a rule of its own."""
    if is_open(value.data):
        yield from check_tree(value)
        return
    if not isinstance(value.data, dict):
        yield from wrong(value, f"{what} must be a mapping, not {kind(value.data)}", hint)
        return
    for key in value.data:
        if (rule := rules.get(key)) is not None:
            yield from rule(value[key])
        elif key.startswith("$"):
            yield from check_tree(value)
            return
        else:
            yield problem(
                value[key],
                f"{what} has no {quoted(key)}",
                suggestion(key, rules, "it has", here=value.data),
                code="unknown-key",
                at_key=True,
            )


def list_of(value: Value, item: Rule, what: str, hint: str) -> Iterator[Problem]:
    """A list whose items all keep to one rule."""
    if is_open(value.data):
        yield from check_tree(value)
    elif not isinstance(value.data, list):
        yield from wrong(value, f"{what} must be a list, not {kind(value.data)}", hint)
    else:
        for index in range(len(value.data)):
            yield from item(value[index])


def count(value: Value) -> Iterator[Problem]:
    """A whole number from 0, or a matcher on one."""
    data = value.data
    if is_open(data):
        yield from check_tree(value)
    elif isinstance(data, bool) or not isinstance(data, int) or data < 0:
        hint = "write 1, or {$gte: 1}"
        yield from wrong(value, f"a count is a whole number from 0, not {kind(data)}", hint)
