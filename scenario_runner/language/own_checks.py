"""`check`: functions of the user's own, named as graphs are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenario_runner.language.model import ManifestGraph
from scenario_runner.language.references import check_reference, reference
from scenario_runner.language.shapes import wrong
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, quoted
from scenario_runner.problem import Problem

_HINT = "write module:function or path/file.py:function"


def check(value: Value) -> Iterator[Problem]:
    """A function, or a list of them."""
    if not isinstance(value.data, list):
        yield from _function(value)
    elif not value.data:
        yield from wrong(value, "check names no function", _HINT)
    for one in _listed(value):
        yield from _function(one)


def _listed(value: Value) -> Iterator[Value]:
    if isinstance(value.data, list):
        for index in range(len(value.data)):
            yield value[index]


def _function(value: Value) -> Iterator[Problem]:
    data = value.data
    if not isinstance(data, str):
        yield from wrong(value, f"a check is named by text, not {kind(data)}", _hint(data))
    elif not is_template(data):
        found = reference(data, Path("/"))
        if found is None or isinstance(found, ManifestGraph):
            yield from wrong(value, f"{quoted(data)} names no function", _name(data))


def _hint(data: Data) -> str:
    if isinstance(data, dict) and data and all(str(key).startswith("$") for key in data):
        return f"matchers stand in other expectations; {_HINT}"
    return _HINT


def _name(text: str) -> str:
    if text.endswith(".py"):
        return f"name a function of the file, such as {text}:check"
    if text.endswith("()"):
        return "leave out the parentheses; it is called with the observation"
    module, dot, function = text.rpartition(".")
    if dot and ":" not in text and text.replace(".", "").isidentifier():
        return f"write {module}:{function}"
    return _HINT


def check_files(step: Value, folder: Path) -> Iterator[Problem]:
    """Files that the checks of a step name and that are not there; a missing module is only
    known where it runs."""
    expect = step.data.get("expect")
    if not isinstance(expect, dict) or "check" not in expect:
        return
    value = step["expect"]["check"]
    for one in (value, *_listed(value)):
        text = one.data
        if isinstance(text, str) and not is_template(text) and not list(_function(one)):
            yield from check_reference(one, folder)
