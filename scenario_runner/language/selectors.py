"""Message selectors: an index, or what the message is known by."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.expected_messages import check_role
from scenario_runner.language.matchers import check_tree
from scenario_runner.language.model import MessageSelector
from scenario_runner.language.shapes import Rule, mapping_of, wrong
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import kind, listed, quoted
from scenario_runner.problem import Problem

ROLES = ("user", "assistant", "system", "tool")
_HINT = "write -1 for the last, or {role: user, nth: -1}"


def selector(value: Value) -> MessageSelector:
    """The selector that a checked value tells."""
    data = value.data
    if not isinstance(data, dict):
        return MessageSelector(place=value.place, nth=data)
    return MessageSelector(
        place=value.place,
        role=data.get("role"),
        id=value["id"] if "id" in data else None,
        content=value["content"] if "content" in data else None,
        nth=data.get("nth"),
    )


def check_contents(value: Value) -> Iterator[Problem]:
    """The matchers in a selector whose shape the schema has judged."""
    for key in ("id", "content"):
        if isinstance(value.data, dict) and key in value.data:
            yield from check_tree(value[key])


def check_selector(value: Value) -> Iterator[Problem]:
    """A selector that stands where matchers do, judged whole."""
    data = value.data
    if is_template(data) or _is_whole(data):
        return
    if not isinstance(data, dict):
        yield from wrong(
            value, f"a message is told by an index or a mapping, not {kind(data)}", _HINT
        )
    elif not data:
        yield from wrong(value, "this fits every message", _HINT)
    else:
        yield from mapping_of(value, _SELECTOR, "a message selector", _HINT)


def _is_whole(data: object) -> bool:
    return isinstance(data, int) and not isinstance(data, bool)


def _nth(value: Value) -> Iterator[Problem]:
    if not _is_whole(value.data) and not is_template(value.data):
        hint = "write 0 for the first, -1 for the last"
        yield from wrong(value, f"nth is a whole number, not {kind(value.data)}", hint)


def _role(value: Value) -> Iterator[Problem]:
    data = value.data
    told = list(check_role(value))
    if not told and not is_template(data) and data not in ROLES:
        said = quoted(data) if isinstance(data, str) else kind(data)
        yield from wrong(value, f"no message has the role {said}", f"roles are: {listed(ROLES)}")
    yield from told


_SELECTOR: dict[str, Rule] = {
    "role": _role, "nth": _nth, "id": check_tree, "content": check_tree,
}  # fmt: skip
