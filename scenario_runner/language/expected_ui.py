"""The options that chat UIs show at a message, as expected."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.matchers import is_matcher
from scenario_runner.language.selectors import check_selector
from scenario_runner.language.shapes import Rule, count, mapping_of, wrong
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Problem

_UIS = ("use_stream", "assistant_ui")


def _as(value: Value) -> Iterator[Problem]:
    data = value.data
    if data not in _UIS and not is_template(data):
        said = quoted(data) if isinstance(data, str) else kind(data)
        hint = suggestion(str(data), _UIS, "those known are")
        yield from wrong(value, f"no chat UI is known as {said}", hint)


def _limit(value: Value) -> Iterator[Problem]:
    data = value.data
    if not is_template(data) and (isinstance(data, bool) or not isinstance(data, int) or data < 1):
        hint = "write how many states the UI loads, such as 10"
        yield from wrong(value, f"limit is a whole number from 1, not {kind(data)}", hint)


_UI: dict[str, Rule] = {
    "message": check_selector,
    "as": _as,
    "limit": _limit,
    "branches": count,
    "index": count,
}
_UI_HINT = "write {message: {role: user, nth: -1}, branches: 2}"


def _one_ui(value: Value) -> Iterator[Problem]:
    yield from mapping_of(value, _UI, "ui", _UI_HINT)
    if not isinstance(value.data, dict) or is_matcher(value.data):
        return
    if value.data.keys() - _UI.keys():
        return  # a misspelt key is told of
    if "message" not in value.data:
        yield from wrong(value, 'ui lacks the "message" whose options are meant', _UI_HINT)


def ui(value: Value) -> Iterator[Problem]:
    """What one message shows, or several."""
    if isinstance(value.data, list):
        for index in range(len(value.data)):
            yield from _one_ui(value[index])
    else:
        yield from _one_ui(value)
