"""Rules of scripted models: targets that can be looked for, replies that say one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from scenario_runner.language.inline_words import check_exception
from scenario_runner.language.inputs import check_input, check_tool_calls
from scenario_runner.language.matchers import check_tree
from scenario_runner.language.model import FileGraph, ModuleGraph
from scenario_runner.language.references import missing_file, reference
from scenario_runner.language.schema import keys_of
from scenario_runner.language.scripts import Selector
from scenario_runner.language.template import UNREAD, is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, suggestion
from scenario_runner.problem import Problem

SELECTORS: tuple[str, ...] = get_args(Selector)
_NAME = re.compile(r"[^\W\d][\w-]*\Z")
_CONTENTS = ("content", "chunks", "structured", "tool_calls", "raises")
"""What a reply says: at least one of them."""
_APART = {
    "raises": ("content", "chunks", "structured", "tool_calls", "usage"),
    "structured": ("content", "chunks", "tool_calls"),
    "chunks": ("content",),
}
"""Each with what cannot stand beside it."""


def check_models(root: Value, folder: Path) -> Iterator[Problem]:
    """Problems of the scripted models of a scenario and of its branches, but those of their
    shape and templates; and of every `{$model: name}` that names none."""
    owners = [root]
    branches = root.data.get("branches")
    written = branches if isinstance(branches, dict) else {}
    owners += [root["branches"][name] for name, part in written.items() if isinstance(part, dict)]
    names: set[str] = set()
    for owner in owners:
        models = owner.data.get("models")
        for target in models if isinstance(models, dict) else ():
            script = owner["models"][target]
            yield from _target(script, target, folder)
            if ":" not in target:
                names.add(target)
            if isinstance(script.data, list):
                for index in range(len(script.data)):
                    yield from _entry(script[index])
    for part in ("graph", "steps", "branches"):
        if part in root.data:
            yield from _named(root[part], names)


def _target(script: Value, target: str, folder: Path) -> Iterator[Problem]:
    if ":" not in target:
        if not _NAME.match(target):
            hint = "write module:name or path/file.py:name for a model that the application holds"
            yield _told(script, f"{quoted(target)} cannot be the name of a model", hint, key=True)
        return
    found = reference(target, folder)
    if isinstance(found, FileGraph):
        yield from missing_file(script.key_place, target, found.path, "*.py")
    elif not isinstance(found, ModuleGraph):
        hint = "write module:name, path/file.py:name, or a name without a colon"
        yield _told(script, f"{quoted(target)} names no model", hint, key=True)


def _entry(value: Value) -> Iterator[Problem]:
    data = value.data
    if not isinstance(data, dict):
        return
    for name in SELECTORS:
        if name in data:
            yield from check_tree(value[name])
    selecting = [name for name in SELECTORS if name in data]
    if "reply" not in data and not selecting:
        yield from _reply(value)
        return
    beside = [key for key in data if key in keys_of("model_reply")]
    if "reply" not in data and not beside:
        hint = f"write {{{selecting[0]}: ..., reply: ...}}"
        yield _told(value, f"{quoted(selecting[0])} selects no reply", hint)
    for key in beside:
        message = f"{quoted(key)} stands beside {quoted(selecting[0] if selecting else 'reply')}"
        hint = f"put it into the reply, as in reply: {{{key}: ...}}"
        yield _told(value[key], message, hint, key=True)
    if "reply" in data and isinstance(data["reply"], dict):
        yield from _reply(value["reply"])


def _reply(value: Value) -> Iterator[Problem]:
    data = value.data
    if data and data.keys() <= keys_of("model_reply").keys() and not data.keys() & set(_CONTENTS):
        yield _told(value, "this reply says nothing", f"give it one of {', '.join(_CONTENTS)}")
    for one, others in _APART.items():
        for other in others:
            if one in data and other in data:
                message = f"a reply has {quoted(one)} or {quoted(other)}, not both"
                yield _told(value[other], message, "make two replies of it", key=True)
    for key in ("content", "structured", "additional_kwargs", "response_metadata"):
        if key in data:
            yield from check_input(value[key])
    if "tool_calls" in data:
        yield from check_tool_calls(value["tool_calls"])
    if isinstance(data.get("raises"), dict) and "type" in data["raises"]:
        yield from check_exception(value["raises"]["type"])


def _named(value: Value, names: set[str]) -> Iterator[Problem]:
    """Every `{$model: name}` below a value."""
    data = value.data
    if isinstance(data, list):
        for index in range(len(data)):
            yield from _named(value[index], names)
    elif isinstance(data, dict):
        if list(data) == ["$model"] and isinstance(data["$model"], str):
            name = data["$model"]
            if name not in names and not is_template(name):
                hint = suggestion(name, sorted(names), "under models are the names")
                hint = hint or "give it replies under models, by a name without a colon"
                yield _told(value["$model"], f"there is no scripted model {quoted(name)}", hint)
            return
        for key in data:
            if key not in UNREAD:
                yield from _named(value[key], names)


def _told(value: Value, message: str, hint: str | None, *, key: bool = False) -> Problem:
    place = value.key_place if key else value.place
    return Problem(place=place, message=message, hint=hint, code="model-script")
