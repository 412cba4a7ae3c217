"""Replies of scripted models as Python: messages, pieces, structured answers and errors."""

from __future__ import annotations

from scenario_runner.exporting.expected import expected
from scenario_runner.exporting.limits import CannotExport, NotSaid
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Group, Source, call, lines, mapping
from scenario_runner.exporting.values import data
from scenario_runner.language.scripts import ModelScript, Raise, Reply, Say, SayStructured
from scenario_runner.language.template import names as names_of
from scenario_runner.language.template import texts
from scenario_runner.language.value import Data, Value

OF_A_CALL = {"messages": "messages", "prompt": "prompt"}
_PARTS = {"usage": "usage_metadata"}
"""What a reply calls otherwise than LangChain's messages do."""


def replies_of(script: ModelScript, scope: Scope, functions: list[str]) -> Source:
    """The replies of a script as a list of pairs, a reply and its conditions. What looks at what
    was asked becomes a function, whose lines go to `functions`. Raises CannotExport."""
    parts = tuple(("", _entry(reply, script, scope, functions)) for reply in script.replies)
    return Group(head="[", parts=parts, tail="]")


def _entry(reply: Reply, script: ModelScript, scope: Scope, functions: list[str]) -> Source:
    selecting = {name for _, value in reply.selectors for name in _names(value)}
    lost = _names(_written(reply)) - scope.names.keys()
    lost |= selecting - (scope.names.keys() - OF_A_CALL.keys())
    if lost:
        raise CannotExport(
            f'a reply of the model {script.target} uses "{min(lost)}", which a script does not know'
        )
    try:
        selectors = mapping((name, expected(v.data, scope)) for name, v in reply.selectors)
    except NotSaid as reason:
        raise CannotExport(
            f"a reply of the model {script.target} is selected by {reason}"
        ) from None
    told = _said(reply, scope)
    if _names(_written(reply)) & OF_A_CALL.keys():
        name = scope.script.name(f"says_{script.target.rpartition(':')[2]}")
        functions += ["", "", f"def {name}(messages, prompt):"]
        functions += lines("return ", told, indent=4)
        told = name
    return Group(head="(", parts=(("", told), ("", selectors)), tail=")")


def _written(reply: Reply) -> Value:
    return reply.says.message if isinstance(reply.says, Raise) else reply.says.value


def _names(value: Value) -> set[str]:
    return {name for _, template in texts(value.data) for name in names_of(template)}


def _said(reply: Reply, scope: Scope) -> Source:
    match reply.says:
        case Raise(type=kind, message=message):
            return _failure(kind, message.data, scope)
        case SayStructured(value=value):
            return scope.script.helper("Structured", data(value.data["structured"], scope))
        case Say(value=value):
            return _message(value.data, scope)


def _failure(kind: str, message: Data, scope: Scope) -> Source:
    if ":" not in kind and "." not in kind:
        return call(kind, data(message, scope))
    module, _, attribute = kind.replace(":", ".").rpartition(".")
    found = scope.script.object(module, attribute)
    return scope.script.helper("failure", found, data(message, scope))


def _message(given: Data, scope: Scope) -> Source:
    """Pieces of text stay a list; ids of tool calls are given when they are said."""
    whole = given if isinstance(given, dict) else {"content": given}
    whole = {key: part for key, part in whole.items() if key != "after"}
    if whole.keys() == {"chunks"}:
        return data(whole["chunks"], scope)
    parts: dict[str, Source] = {}
    for key, part in whole.items():
        if key == "tool_calls":
            parts[key] = _calls(part, scope)
        elif key == "usage":
            parts["usage_metadata"] = data(_usage(part), scope)
        elif key != "chunks":
            parts[_PARTS.get(key, key)] = data(part, scope)
    content = parts.pop("content", None) or data("".join(whole.get("chunks", [])), scope)
    return call(scope.script.take("langchain_core.messages", "AIMessage"), content, **parts)


def _calls(given: Data, scope: Scope) -> Source:
    if not isinstance(given, list):
        return data(given, scope)
    return data([{"args": {}, "id": None, **one} for one in given], scope)


def _usage(given: dict[str, Data]) -> dict[str, Data]:
    counts = {"input_tokens": 0, "output_tokens": 0, **given}
    return {"total_tokens": counts["input_tokens"] + counts["output_tokens"], **counts}
