"""What `snapshot` may say: `true`, or which part of the observation is stored, and what of it is
left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.language.jsonpath import PathError, compile_path
from scenario_runner.language.matcher_arguments import problem
from scenario_runner.language.shapes import wrong
from scenario_runner.language.value import Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Problem

_KEYS = ("of", "ignore")
_HINT = "write snapshot: true, or {of: $.values.order, ignore: [$.values.order.time]}"
_NEVER_THE_SAME = re.compile(r"\$(\.|\[['\"])(duration|travel)\b")


def snapshot(value: Value) -> Iterator[Problem]:
    """No templates: what is stored is known by the file alone."""
    data = value.data
    if data is True:
        return
    if not isinstance(data, dict):
        hint = "take it out" if data is False else _HINT
        yield from wrong(value, f"snapshot is true or a mapping, not {_said(data)}", hint)
        return
    for key in data:
        if key == "of":
            yield from _of(value["of"])
        elif key == "ignore":
            yield from _ignore(value["ignore"])
        else:
            yield problem(
                value[key],
                f"snapshot has no {quoted(key)}",
                suggestion(key, _KEYS, "it has"),
                code="unknown-key",
                at_key=True,
            )
    if not data:
        yield from wrong(value, "this snapshot says nothing", _HINT)


def _said(data: object) -> str:
    return "false" if data is False else kind(data)


def _of(value: Value) -> Iterator[Problem]:
    yield from _path(value, "of")
    if isinstance(value.data, str) and _NEVER_THE_SAME.match(value.data):
        hint = "store a part that stays, such as $.values"
        yield from wrong(value, "this is another in every run", hint)


def _ignore(value: Value) -> Iterator[Problem]:
    if not isinstance(value.data, list):
        hint = "write ignore: [$.values.created_at]"
        yield from wrong(value, f"ignore must be a list, not {kind(value.data)}", hint)
        return
    for index in range(len(value.data)):
        yield from _path(value[index], "ignore")
        if value.data[index] == "$":
            hint = "name what changes from run to run, such as $.values.created_at"
            yield from wrong(value[index], "this leaves out everything", hint)


def _path(value: Value, name: str) -> Iterator[Problem]:
    if not isinstance(value.data, str):
        hint = "write a JSONPath, such as $.values.order"
        yield from wrong(value, f"{name} is told by a JSONPath, not {kind(value.data)}", hint)
        return
    try:
        compile_path(value.data)
    except PathError as error:
        yield problem(value, error.message, error.hint, code="jsonpath")
