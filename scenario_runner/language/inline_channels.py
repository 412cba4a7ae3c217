"""Rules of the channels of graphs told in YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario_runner.language.inline import REDUCERS, TYPES
from scenario_runner.language.inline_told import told_at
from scenario_runner.language.inline_words import FUNCTION
from scenario_runner.language.inputs import CONSTRUCTORS, check_input
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, quoted, suggestion
from scenario_runner.problem import Problem

_FOLDS: Mapping[str, tuple[str, ...]] = {
    "add": ("integer", "number", "string", "list"),
    "append": ("list",),
    "merge": ("mapping",),
    "max": ("integer", "number", "string", "boolean", "list"),
    "messages": ("list",),
}
"""The types whose values a reducer can put together; any may hold all of them."""

_USUAL = {"append": "list", "merge": "mapping"}
"""What a channel with this reducer holds where no type is told."""

_HELD: Mapping[str, tuple[str, tuple[type, ...]]] = {
    "string": ("text", (str,)),
    "integer": ("a whole number", (int,)),
    "number": ("a number", (int, float)),
    "boolean": ("true or false", (bool,)),
    "list": ("a list", (list,)),
    "mapping": ("a mapping", (dict,)),
}
"""What people call the types, and what they are in the data."""


def check_channel(channel: Value, name: str) -> Iterator[Problem]:
    """Its name, its reducer, and what it holds from the start."""
    if name.startswith(("__", "branch:", "join:")):
        yield told_at(
            channel.key_place, f"{quoted(name)} is a name that LangGraph keeps for itself",
            "give the channel another name",
        )  # fmt: skip
    data = channel.data
    if isinstance(data, str):
        yield from _reducer(channel, (*REDUCERS, *TYPES))
    if not isinstance(data, dict):
        return
    if isinstance(data.get("reducer"), str):
        yield from _reducer(channel["reducer"], REDUCERS)
        yield from _folds(channel)
    if "default" in data:
        yield from check_input(channel["default"])
        yield from _default(channel)


def _reducer(value: Value, known: tuple[str, ...]) -> Iterator[Problem]:
    reducer = value.data
    if reducer in known or FUNCTION.match(reducer):
        return
    hint = suggestion(reducer, known, "there are")
    if hint is not None and not hint.startswith("did"):
        hint += ", and module:function"
    if reducer in TYPES:
        hint = f"{reducer} is a type: write {{type: {reducer}}}"
    what = "reducer" if known is REDUCERS else "type or reducer"
    yield told_at(value.place, f"there is no {what} {quoted(reducer)}", hint)


def _folds(channel: Value) -> Iterator[Problem]:
    """A reducer that cannot put values of the channel's type together."""
    reducer, held = channel.data["reducer"], channel.data.get("type", "any")
    able = _FOLDS.get(reducer, TYPES)
    if held in TYPES and held != "any" and held not in able:
        words = f"{', '.join(able[:-1])} or {able[-1]}" if len(able) > 1 else able[0]
        yield told_at(
            channel.at("type"), f"{quoted(reducer)} does not go with the type {held}",
            f"make the type {words}, or choose another reducer",
        )  # fmt: skip


def _default(channel: Value) -> Iterator[Problem]:
    """What a channel begins with is of its type."""
    data = channel.data
    reducer, default = data.get("reducer"), data["default"]
    held = data.get("type", _USUAL.get(reducer) if isinstance(reducer, str) else None)
    known = _HELD.get(held) if isinstance(held, str) else None
    if known is None or default is None or reducer == "messages" or _made(default):
        return
    words, wanted = known
    is_other = isinstance(default, bool) and held != "boolean"
    if is_other or not isinstance(default, wanted):
        yield told_at(
            channel["default"].place, f"the channel holds {words}, not {kind(default)}",
            "change the default, or the type",
        )  # fmt: skip


def _made(data: Data) -> bool:
    """What a template or a constructor gives is known only when it runs."""
    alone = isinstance(data, dict) and len(data) == 1 and next(iter(data)) in CONSTRUCTORS
    return alone or is_template(data)
