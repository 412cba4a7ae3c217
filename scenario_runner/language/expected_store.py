"""Expected items of the graph's store."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.matchers import check_tree
from scenario_runner.language.shapes import Rule, is_open, list_of, mapping_of, wrong
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import flow, kind
from scenario_runner.problem import Problem


def _label(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, str) or is_open(value.data):
        yield from check_tree(value)
    else:
        message = f"a namespace is made of text, not {kind(value.data)}"
        yield from wrong(value, message, _as_text(value.data) or "write [users, ada]")


def _namespace(value: Value) -> Iterator[Problem]:
    hint = "write [users, ada]"
    if isinstance(value.data, str) and value.data:
        hint = f"write [{', '.join(value.data.split('/'))}]"
    yield from list_of(value, _label, "a namespace", hint)


def _key(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, str) or is_open(value.data):
        yield from check_tree(value)
    else:
        message = f"the key of an item is text, not {kind(value.data)}"
        yield from wrong(value, message, _as_text(value.data) or "write key: ada")


def _as_text(data: Data) -> str | None:
    return f'put it in quotes: "{flow(data)}"' if isinstance(data, int | float) else None


def _stored(value: Value) -> Iterator[Problem]:
    if isinstance(value.data, dict) or is_open(value.data):
        yield from check_tree(value)
    else:
        hint = "write {name: Ada}, as it was put into the store"
        yield from wrong(value, f"the value of an item is a mapping, not {kind(value.data)}", hint)


_ITEM: dict[str, Rule] = {"namespace": _namespace, "key": _key, "value": _stored}


def _item(value: Value) -> Iterator[Problem]:
    hint = "write {namespace: [users], key: ada, value: {name: Ada}}"
    yield from mapping_of(value, _ITEM, "an item of the store", hint)


def store(value: Value) -> Iterator[Problem]:
    """The items of the store, in any order."""
    hint = "write [{namespace: [users], key: ada, value: ...}], or [] for none"
    yield from list_of(value, _item, "store", hint)
