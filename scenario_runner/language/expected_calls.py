"""The shape of `calls`: by target, how often a stand-in was called, or with what."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.matchers import check_tree
from scenario_runner.language.shapes import count, is_open, wrong
from scenario_runner.language.value import Value
from scenario_runner.language.words import kind
from scenario_runner.problem import Problem

_HINT = "write {shop.tools:get_order: 1}, or a list of arguments: [{order: 7}]"


def calls(value: Value) -> Iterator[Problem]:
    """Problems of `calls`."""
    if is_open(value.data):
        yield from check_tree(value)
    elif not isinstance(value.data, dict):
        message = f"calls must be a mapping of patches, not {kind(value.data)}"
        yield from wrong(value, message, _HINT)
    else:
        for target in value.data:
            yield from _of_target(value[target])


def _of_target(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, list):
        for index in range(len(value.data)):
            yield from _arguments(value[index])
    elif isinstance(value.data, dict) and not is_open(value.data):
        hint = "write a list, one entry a call: [{order: 7}]"
        yield from wrong(value, "the arguments of calls are a list, in order", hint)
    else:
        yield from count(value)


def _arguments(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, dict) or is_open(value.data):
        yield from check_tree(value)
    else:
        message = f"the arguments of a call are a mapping by parameter, not {kind(value.data)}"
        yield from wrong(value, message, "write {order: 7}, or {} for any")
