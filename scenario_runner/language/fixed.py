"""Templates where a moment or a thread is named: known before anything runs, so that plans can
be made of them. Only plain names of variables and rows may stand there, and nothing is rendered:
a template of somebody else's file is never worked out while it is merely read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scenario_runner.language.template import UNREAD, is_template
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import kind, listed, meant, quoted
from scenario_runner.problem import Problem

_PLAIN = re.compile(r"(?<!\{)\{\{-?\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*-?\}\}")
_LONGEST = 500
"""Characters of a template here: repeated names cannot grow beyond reason."""
_LONGEST_NAME = 200
"""Characters of what a name may stand for here."""

Names = Mapping[str, Data]


def fixed(value: Value, names: Names) -> Value:
    """The value with the names in its templates replaced; what cannot be stays as written."""
    return Value(data=_replaced(value.data, names), places=value.places, pointer=value.pointer)


def check_fixed(value: Value, names: Names) -> Iterator[Problem]:
    """Templates that are more than names, and names that are not known before it runs."""
    data = value.data
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            if key not in UNREAD:
                yield from check_fixed(value[key], names)
    elif is_template(data):
        yield from _faults(value, names)


def is_settled(value: Value) -> bool:
    """Whether no template is left in it."""
    data = value.data
    if isinstance(data, dict | list):
        keys = data if isinstance(data, dict) else range(len(data))
        return all(is_settled(value[key]) for key in keys if key not in UNREAD)
    return not is_template(data)


def _replaced(data: Data, names: Names) -> Data:
    if isinstance(data, dict):
        return {
            key: part if key in UNREAD else _replaced(part, names) for key, part in data.items()
        }
    if isinstance(data, list):
        return [_replaced(part, names) for part in data]
    if not is_template(data) or len(data) > _LONGEST:
        return data
    return _PLAIN.sub(lambda found: _text(found[1], names) or found[0], data)


def _text(name: str, names: Names) -> str | None:
    found = _found(name, names)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    text = str(found)
    return text if 0 < len(text) <= _LONGEST_NAME and not set(text) & {"{", "}"} else None


def _found(name: str, names: Names) -> Data:
    found: Data = names
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def _faults(value: Value, names: Names) -> Iterator[Problem]:
    text = value.data
    rest = _PLAIN.sub("", text)
    if is_template(rest) or len(text) > _LONGEST:
        yield Problem(
            place=value.place,
            message="a template here can only be a plain name",
            hint="write one such as {{ node }}; work out the rest in for_each or variables",
            code="no-template-here",
        )
        return
    for name in dict.fromkeys(_PLAIN.findall(text)):
        if _text(name, names) is None:
            yield _not_here(value, name, names)


def _not_here(value: Value, name: str, names: Names) -> Problem:
    known = [key for key in names if _text(key, names) is not None]
    hint = "only variables and the names of for_each are known before the scenario runs"
    if (found := _found(name, names)) is not None:
        what = "a template" if is_template(found) else kind(found)
        if isinstance(found, str) and not is_template(found):
            what = "too long a text" if len(found) > _LONGEST_NAME else "an empty or odd text"
        message = f"the name {quoted(name)} holds {what}, which cannot stand here"
        hint = f"make {quoted(name)} a plain word or number, or write the word here"
        return Problem(place=value.place, message=message, hint=hint, code="no-template-here")
    message = f"the name {quoted(name)} cannot stand here"
    close = meant(name, known)
    if close is not None:
        hint = f"did you mean {quoted(close)}?"
    elif known:
        hint = f"{hint}: {listed(known)}"
    return Problem(place=value.place, message=message, hint=hint, code="no-template-here")
