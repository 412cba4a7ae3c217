"""Matchers in expected values: is each one known, alone with its like, and rightly filled in?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scenario_runner.language.inputs import CONSTRUCTORS, check_module, check_path
from scenario_runner.language.matcher_arguments import (
    anything,
    approx,
    bound,
    only_true,
    problem,
    regex,
    schema,
    type_name,
    wrong,
)
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, quoted, suggestion, word
from scenario_runner.problem import Problem

_ALIASES = {
    "$regex": "$matches", "$pattern": "$matches", "$eq": "$equals", "$ne": "$not", "$in": "$any_of",
    "$or": "$any_of", "$and": "$all_of", "$size": "$length", "$len": "$length", "$ge": "$gte",
    "$le": "$lte", "$exists": "$present", "$missing": "$absent", "$near": "$approx",
}  # fmt: skip
"""What other tools call our matchers."""


def is_matcher(data: Data) -> bool:
    """True for a mapping whose keys all start with `$`."""
    return isinstance(data, dict) and bool(data) and all(key.startswith("$") for key in data)


def check_tree(value: Value) -> Iterator[Problem]:
    """Problems of an expected value: of the matchers in it, at any depth."""
    data = value.data
    if isinstance(data, list):
        for index in range(len(data)):
            yield from check_tree(value[index])
    elif isinstance(data, dict):
        special = [key for key in data if key.startswith("$")]
        if special:
            yield from _matcher(value, special)
        else:
            for key in data:
                yield from check_tree(value[key])


def _matcher(value: Value, special: list[str]) -> Iterator[Problem]:
    ordinary = [key for key in value.data if key not in special]
    alone = [key for key in special if key in _VALUES]
    if ordinary:
        yield problem(
            value[special[0]],
            f"the matcher {special[0]} stands beside the ordinary key {quoted(ordinary[0])}",
            "put both into {$all_of: [...]}; a key that really begins with $ goes into $literal",
            code="mixed-matcher",
            at_key=True,
        )
    elif alone and len(special) > 1:
        yield problem(
            value[alone[0]], f"{alone[0]} must stand alone in its mapping",
            "put several matchers into {$all_of: [...]}", code="mixed-matcher", at_key=True,
        )  # fmt: skip
    for key in special:
        if (judge := _MATCHERS.get(key) or _VALUES.get(key)) is not None:
            yield from judge(value[key])
        else:
            yield _unknown(value[key], key)
    for key in ordinary:
        yield from check_tree(value[key])


def _unknown(value: Value, key: str) -> Problem:
    if key in CONSTRUCTORS:
        hint: str | None = "it builds inputs; expect a message as {role: user, content: ...}"
    elif key in _ALIASES:
        hint = f"did you mean {quoted(_ALIASES[key])}?"
    else:
        hint = suggestion(key, (*_MATCHERS, *_VALUES), "matchers are")
    return problem(value, f"unknown matcher {word(key)}", hint, code="unknown-matcher", at_key=True)


def _each_of(value: Value) -> Iterator[Problem]:
    if is_template(value.data):
        return
    name = value.pointer[-1]
    if not isinstance(value.data, list):
        yield from wrong(
            value, f"{name} wants a list, not {kind(value.data)}", f"write {name}: [...]"
        )
    elif not value.data and name == "$any_of":
        yield from wrong(value, "$any_of without choices never holds", "give it choices")
    else:
        yield from check_tree(value)


def _length(value: Value) -> Iterator[Problem]:
    data = value.data
    if is_matcher(data):
        yield from check_tree(value)
    elif not is_template(data) and (
        isinstance(data, bool) or not isinstance(data, int) or data < 0
    ):
        yield from wrong(
            value,
            f"$length wants a whole number or a matcher, not {kind(data)}",
            "write $length: 2, or $length: {$gt: 2}",
        )


_MATCHERS: dict[str, Callable[[Value], Iterator[Problem]]] = {
    "$equals": check_tree,
    "$not": check_tree,
    "$any_of": _each_of,
    "$all_of": _each_of,
    "$contains": check_tree,
    "$matches": regex,
    "$type": type_name,
    "$length": _length,
    "$gt": bound,
    "$gte": bound,
    "$lt": bound,
    "$lte": bound,
    "$approx": approx,
    "$absent": only_true,
    "$present": only_true,
    "$unordered": _each_of,
    "$each": check_tree,
    "$schema": schema,
}
_VALUES: dict[str, Callable[[Value], Iterator[Problem]]] = {
    "$file": check_path,
    "$python": check_module,
    "$literal": anything,
}
