"""Expected stream events: which modes they name, and the shape that each mode wants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args

from scenario_runner.language.expected_messages import check_role
from scenario_runner.language.matchers import check_tree, is_matcher
from scenario_runner.language.model import StreamMode
from scenario_runner.language.shapes import Rule, count, is_open, list_of, mapping_of, wrong
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, listed, quoted, suggestion
from scenario_runner.problem import Problem

MODES: Final[tuple[StreamMode, ...]] = get_args(StreamMode)
UNNAMED: Final[tuple[StreamMode, ...]] = ("custom", "messages")
"""The modes that are looked at where none is named."""

_NAMED = re.compile(rf"""(['"])({"|".join(MODES)})\1""")


def named_modes(data: Data) -> tuple[StreamMode, ...]:
    """The modes that expected events name, in matchers too; of none those looked at then."""
    named = set(_modes(data))
    return tuple(mode for mode in MODES if mode in named) or UNNAMED


def modes_of_path(path: str) -> tuple[StreamMode, ...]:
    """The modes that a JSONPath on the events names, such as
    `$.events[?@.mode == 'updates']`; of none those looked at then."""
    named = {found[2] for found in _NAMED.finditer(path)}
    return tuple(mode for mode in MODES if mode in named) or UNNAMED


def _modes(data: Data, *, is_event: bool = True) -> Iterator[Data]:
    """Of whatever may stand for an event: what mappings inside an event hold is its own."""
    if isinstance(data, list):
        for item in data:
            yield from _modes(item, is_event=is_event)
    elif is_matcher(data):
        for name, part in data.items():
            if is_event or name in {"$any_of", "$equals"}:
                yield from _modes(part, is_event=is_event)
    elif isinstance(data, dict) and is_event:
        yield from _modes(data.get("mode"), is_event=False)
    elif isinstance(data, str) and not is_event:
        yield data


# --- shapes -------------------------------------------------------------------------------

_HINT = "write {mode: custom, data: ...} or {mode: messages, node: agent, text: ...}"


def _mode(value: Value) -> Iterator[Problem]:
    data = value.data
    if is_template(data):
        out = f"write it out: {listed(list(MODES))}"
        yield from wrong(value, "the mode of an event cannot be a template", out)
    elif is_matcher(data):
        yield from check_tree(value)
    elif data not in MODES:
        hint = suggestion(str(data), MODES, "those looked at are")
        message = f"the mode of an event is text, not {kind(data)}"
        if isinstance(data, str):
            message = f"no stream mode is known as {quoted(data)}"
        yield from wrong(value, message, hint)


def _text(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, str) or is_matcher(value.data):
        yield from check_tree(value)
    else:
        name = value.pointer[-1]
        hint = "write text, or a matcher such as {$contains: ...}"
        yield from wrong(value, f"{name} of an event is text, not {kind(value.data)}", hint)


def _place(value: Value) -> Iterator[Problem]:
    """Null where LangGraph does not tell which of several nodes it was."""
    if value.data is not None:
        yield from _text(value)


def _no_node(value: Value) -> Iterator[Problem]:
    hint = 'say its path, "" for the whole graph, or leave it out'
    yield from wrong(value, "an event of the mode values is of a graph, not of a node", hint)


_EVENTS: dict[str, dict[str, Rule]] = {
    "custom": {"mode": _mode, "node": _place, "path": _text, "data": check_tree},
    "messages": {
        "mode": _mode,
        "node": _place,
        "path": _text,
        "role": check_role,
        "text": _text,
        "tool_calls": check_tree,
        "chunks": count,
    },
    "updates": {"mode": _mode, "node": _place, "path": _text, "data": check_tree},
    "values": {"mode": _mode, "path": _text, "data": check_tree, "node": _no_node},
}
_ANY: dict[str, Rule] = {**_EVENTS["values"], **_EVENTS["custom"], **_EVENTS["messages"]}


def _event(value: Value) -> Iterator[Problem]:
    data = value.data
    mode = data.get("mode") if isinstance(data, dict) else None
    rules = _EVENTS.get(mode, _ANY) if isinstance(mode, str) else _ANY
    what = f"an event of the mode {mode}" if rules is not _ANY else "an event"
    yield from mapping_of(value, rules, what, _HINT)
    if not isinstance(data, dict) or is_open(data) or "mode" in data:
        return
    if not data.keys() - _ANY.keys():  # else a misspelt key is told of
        yield from wrong(value, 'an event lacks its "mode"', _mode_of(data))


def _mode_of(data: dict[str, Data]) -> str:
    if data.keys() & {"text", "role", "tool_calls", "chunks"}:
        return "add mode: messages"
    return "add mode: custom" if "data" in data else _HINT


def events(value: Value) -> Iterator[Problem]:
    """A list of events in order."""
    hint = "write [{mode: custom, data: ...}]"
    yield from list_of(value, _event, "events", hint)
