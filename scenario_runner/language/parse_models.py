"""`models`: from checked data to scripts."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, get_args

from scenario_runner.language.defaults import NAME as DEFAULTS
from scenario_runner.language.scripts import (
    ModelScript,
    Raise,
    Reply,
    Say,
    SayStructured,
    Scripts,
    Selector,
)
from scenario_runner.language.value import Value


def scripts(owner: Value, branch: str = "") -> Scripts:
    """The scripted models of a scenario, or of a branch, which is named."""
    written = owner.data.get("models")
    if written is None:
        return ()
    return tuple(_script(owner["models"][target], target, branch) for target in written)


def _script(value: Value, target: str, branch: str) -> ModelScript:
    place = value.key_place
    return ModelScript(
        target=target,
        place=place,
        owner=branch,
        replies=tuple(_entry(value[index]) for index in range(len(value.data))),
        is_default=PurePath(place.file).name == DEFAULTS,
    )


def _entry(value: Value) -> Reply:
    data: Any = value.data
    if not isinstance(data, dict):
        return Reply(place=value.place, says=Say(value=value))
    selectors = tuple((name, value[name]) for name in get_args(Selector) if name in data)
    said = value["reply"] if "reply" in data else value
    after = said.data.get("after", 0.0) if isinstance(said.data, dict) else 0.0
    return Reply(place=value.place, says=_says(said), selectors=selectors, after=float(after))


def _says(value: Value) -> Say | SayStructured | Raise:
    data: Any = value.data
    if isinstance(data, dict) and "raises" in data:
        raises = value["raises"]
        written = "message" in raises.data
        message = raises["message"] if written else Value(data="", places=raises.places)
        return Raise(type=raises.data["type"], message=message, place=raises.place)
    if isinstance(data, dict) and "structured" in data:
        return SayStructured(value=value)
    return Say(value=value)
