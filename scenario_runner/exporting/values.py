"""Values of a scenario as Python expressions: what is sent, what a graph returns."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, flat, listed, literal, mapping, text
from scenario_runner.language.template import is_template
from scenario_runner.language.template_python import Said, lone_text, said
from scenario_runner.language.value import Data, Value

_MESSAGES = {
    "$human": "HumanMessage",
    "$ai": "AIMessage",
    "$system": "SystemMessage",
    "$tool": "ToolMessage",
}


def value(written: Value | None, scope: Scope) -> Source:
    """The expression of a written value; None for what is not written."""
    return "None" if written is None else data(written.data, scope)


def data(given: Data, scope: Scope) -> Source:
    """The expression that builds what some data describes."""
    match given:
        case dict() if len(given) == 1 and next(iter(given)).startswith("$"):
            return _constructed(*next(iter(given.items())), scope)
        case dict():
            return mapping((key, data(part, scope)) for key, part in given.items())
        case list():
            return listed(data(part, scope) for part in given)
        case str() if is_template(given):
            return template(given, scope)
        case _:
            return literal(given)


def template(given: str, scope: Scope) -> Source:
    """A template as Python; where Python has other words for it, Jinja itself is asked."""
    told = said(given, scope.names, scope.script.messages)
    if told is None:
        return _rendered(given, scope)
    if told.lone:
        return told.parts[0]
    return _joined(told)


def _joined(told: Said) -> Source:
    texts, expressions = told.parts[::2], told.parts[1::2]
    simple = all(part.isidentifier() for part in expressions)
    escaped = [part.replace("{", "{{").replace("}", "}}") for part in texts]
    holes = [f"{{{part}}}" if simple else "{}" for part in expressions]
    body = text("".join(part + hole for part, hole in zip(escaped, [*holes, ""], strict=True)))
    return f"f{body}" if simple else call(f"{body}.format", *expressions)


def _rendered(given: str, scope: Scope) -> Source:
    names = {name: told.removesuffix("[]") for name, told in scope.names.items() if name in given}
    lone = lone_text(given)
    if lone is not None:
        return scope.script.helper("evaluated", text(lone), **names)
    return scope.script.helper("rendered", text(given), **names)


def _constructed(name: str, given: Data, scope: Scope) -> Source:
    script = scope.script
    if name == "$literal":
        return literal(given)
    if name == "$file":
        return _file(str(given), scope)
    if name == "$python":
        return script.referred(str(given))
    if name == "$model":
        return script.helper("scripted", data(given, scope))
    if name == "$remove":
        script.take("langchain_core.messages", "RemoveMessage")
        if given != "all":
            return call("RemoveMessage", id=data(given, scope))
        return call(
            "RemoveMessage", id=script.take("langgraph.graph.message", "REMOVE_ALL_MESSAGES")
        )
    kind = script.take("langchain_core.messages", _MESSAGES[name])
    if not isinstance(given, Mapping):
        return call(kind, '""' if given is None else data(given, scope))
    return call(kind, **{key: _field(key, part, scope) for key, part in _whole(given).items()})


def _whole(given: Mapping[str, Data]) -> dict[str, Data]:
    """The fields of a message; without content it says nothing, and content goes first."""
    content = given.get("content")
    return {"content": "" if content is None else content} | {
        key: part for key, part in given.items() if key != "content"
    }


def _field(key: str, given: Data, scope: Scope) -> Source:
    if key != "tool_calls" or not isinstance(given, list):
        return data(given, scope)
    return listed(data(_tool_call(part, index), scope) for index, part in enumerate(given))


def _tool_call(given: Data, index: int) -> Data:
    """With an id that is the same in every run, as the runner gives it."""
    if not isinstance(given, dict):
        return given
    whole = {"args": {}, "type": "tool_call", **given}
    if not whole.get("id"):
        told = json.dumps([whole.get("name"), whole["args"], index], sort_keys=True, default=str)
        whole["id"] = f"call_{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    return {"name": whole.pop("name", None), **whole}


def _file(path: str, scope: Scope) -> Source:
    script = scope.script
    script.take("pathlib", "Path")
    whole = os.path.normpath(Path(script.scenario_folder, path))
    read = call(f"{flat(call('Path', text(relative(whole, script.folder))))}.read_text")
    if Path(path).suffix == ".json":
        script.imports.add("json")
        return call("json.loads", read)
    if Path(path).suffix in {".yaml", ".yml"}:
        script.imports.add("yaml")
        return call("yaml.safe_load", read)
    return read


def relative(path: str, folder: str) -> str:
    """A path as a script in `folder` names it; absolute on another drive."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return Path(path).as_posix()
