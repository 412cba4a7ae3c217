"""Words of graphs told in YAML that name what is Python's: functions and exceptions."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator

from scenario_runner.language.inline_told import told_at
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Problem

FUNCTION = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_DOTTED = re.compile(r"[^\W\d]\w*([.:][^\W\d]\w*)+\Z")


def check_function(value: Value) -> Iterator[Problem]:
    """`module:function`."""
    if isinstance(value.data, str) and not FUNCTION.match(value.data):
        yield told_at(
            value.place, f"{quoted(value.data)} names no function", "write module:function"
        )


def check_exception(value: Value) -> Iterator[Problem]:
    """One of Python's own, or one of a module, with a colon or dotted."""
    name = value.data
    if not isinstance(name, str) or not name or _DOTTED.match(name):
        return
    known = sorted(
        name
        for name, found in vars(builtins).items()
        if isinstance(found, type) and issubclass(found, Exception)
    )
    if name not in known:
        hint = suggestion(name, known, "")
        if hint is None or not hint.startswith("did"):
            hint = "use one of Python's own, or module:name for others"
        yield told_at(value.place, f"there is no exception {quoted(name)}", hint)
