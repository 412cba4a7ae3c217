"""Answers that fit the JSON Schema which a question says its answer must have.

LangGraph's `interrupt(value, response_schema=...)` tells it; not every question does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scenario_runner.language.value import Data

GAP: Final = "TODO"
"""What stands where nobody can say."""

_MOST, _DEEPEST = 6, 5
_FILLED: dict[str, Data] = {
    "string": GAP, "boolean": True, "integer": 0, "number": 0, "array": [], "null": None
}  # fmt: skip

Answer = tuple[str, Data]
"""What its branch is called, and the answer."""


def answers_to(schema: Data) -> Iterator[Answer]:
    """The answers that a schema tells apart; one with gaps where it tells none apart."""
    if not isinstance(schema, dict):
        yield "answered", GAP
        return
    definitions = schema.get("$defs", {})
    whole = _resolved(schema, definitions)
    if (choices := _choices(whole)) is not None:
        yield from ((_called("answer", choice), choice) for choice in choices)
        return
    filled = _filled(whole, definitions, 0)
    name, choices = _chooser(whole, definitions)
    if isinstance(filled, dict) and choices is not None:
        yield from ((_called(name, choice), {**filled, name: choice}) for choice in choices)
    else:
        yield "answered", filled


def _resolved(schema: Data, definitions: Data) -> dict[str, Data]:
    for _ in range(_DEEPEST):
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if not isinstance(reference, str) or not isinstance(definitions, dict):
            break
        schema = definitions.get(reference.rpartition("/")[2], {})
    return schema if isinstance(schema, dict) else {}


def _choices(schema: dict[str, Data]) -> list[Data] | None:
    """The few values that a schema allows."""
    listed = schema.get("enum")
    if isinstance(listed, list) and 0 < len(listed) <= _MOST:
        return listed
    return [True, False] if schema.get("type") == "boolean" else None


def _chooser(schema: dict[str, Data], definitions: Data) -> tuple[str, list[Data] | None]:
    """The first property with few values: it decides what comes of the answer."""
    properties = schema.get("properties")
    for name, part in properties.items() if isinstance(properties, dict) else ():
        choices = _choices(_resolved(part, definitions))
        if choices is not None:
            return str(name), choices
    return "", None


def _filled(schema: dict[str, Data], definitions: Data, depth: int) -> Data:
    """A value of the schema, with gaps for its texts."""
    if (choices := _choices(schema)) is not None:
        return choices[0]
    if "const" in schema:
        return schema["const"]
    properties = schema.get("properties")
    if isinstance(properties, dict) and depth < _DEEPEST:
        return {
            str(name): _filled(_resolved(part, definitions), definitions, depth + 1)
            for name, part in properties.items()
        }
    kind = schema.get("type")
    return {} if kind == "object" else _FILLED.get(str(kind), GAP)


def _called(name: str, choice: Data) -> str:
    word = str(choice).lower() if isinstance(choice, bool) else str(choice)
    plain = re.sub(r"[^\w.-]+", "-", word).strip("-")[:30] or "empty"
    return plain if isinstance(choice, str) else f"{name}-{plain}"
