"""Expected messages, in the normal form that messages are compared in."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.matchers import check_tree
from scenario_runner.language.shapes import Rule, list_of, mapping_of, wrong
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem

_ROLES = {"human": "user", "ai": "assistant", "bot": "assistant", "model": "assistant"}


def check_role(value: Value) -> Iterator[Problem]:
    """A role, not by what LangChain calls it."""
    data = value.data
    if isinstance(data, str) and data.lower() in _ROLES:
        hint = f"did you mean {quoted(_ROLES[data.lower()])}?"
        yield from wrong(value, f"no message has the role {quoted(data)}", hint)
    else:
        yield from check_tree(value)


_MESSAGE: dict[str, Rule] = {
    "role": check_role,
    "content": check_tree,
    "name": check_tree,
    "id": check_tree,
    "tool_calls": check_tree,
    "tool_call_id": check_tree,
    "status": check_tree,
}


def message(value: Value) -> Iterator[Problem]:
    """A message in its normal form; null where there is none."""
    if value.data is None:
        return
    hint = "write {role: assistant, content: ...}"
    if isinstance(value.data, str):
        hint = "write {content: ...} around the text"
    yield from mapping_of(value, _MESSAGE, "a message", hint)


def messages(value: Value) -> Iterator[Problem]:
    """A list of messages."""
    yield from list_of(value, message, "messages", "write [{role: user, content: ...}]")
