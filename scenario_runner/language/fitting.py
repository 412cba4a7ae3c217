"""Whether data has the shape that a JSON Schema asks for: yes or no, and quickly.

Nearly every file has, and jsonschema, which explains what is wrong with one that has not, takes
as long for it as all the rest of reading. Of draft-07 this knows what our own schema uses; a
keyword that it does not know is left to jsonschema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from scenario_runner.language.value import Data

Fits = Callable[[Data], bool]
Schema = Mapping[str, Any]

_SAID = frozenset({"$schema", "title", "description", "examples", "definitions", "default"})
"""Keywords that ask for nothing."""
_OF_MAPPINGS = frozenset({"properties", "additionalProperties"})
_TYPES: Mapping[str, Fits] = {
    "null": lambda data: data is None,
    "boolean": lambda data: isinstance(data, bool),
    "string": lambda data: isinstance(data, str),
    "array": lambda data: isinstance(data, list),
    "object": lambda data: isinstance(data, dict),
    "number": lambda data: isinstance(data, int | float) and not isinstance(data, bool),
    "integer": lambda data: (
        (isinstance(data, int) and not isinstance(data, bool))
        or (isinstance(data, float) and data.is_integer())
    ),
}


def fitting(schema: Schema) -> Fits:
    """The question whether data fits the schema, made once for all the data to come."""
    return _Maker(schema).part(schema)


class _Maker:
    """Makes a question of each part of one schema."""

    def __init__(self, whole: Schema) -> None:
        self._whole = whole
        self.reference = cache(self._reference)

    def part(self, schema: Schema | bool) -> Fits:
        """The question of one part: the questions of its keywords, one after another."""
        if isinstance(schema, bool):
            return lambda _: schema
        if "$ref" in schema:  # draft-07 reads nothing that stands beside it
            return self._later(schema["$ref"])
        asked = [
            self._keyword(word, schema)
            for word in schema
            if word not in _SAID and word not in _OF_MAPPINGS
        ]
        if _OF_MAPPINGS & schema.keys():
            asked.append(self._entries(schema))
        return asked[0] if len(asked) == 1 else lambda data: all(fits(data) for fits in asked)

    def _later(self, name: str) -> Fits:
        """Looked for when it is asked first: definitions may name each other."""

        def fits(data: Data) -> bool:
            return self.reference(name)(data)

        return fits

    def _reference(self, name: str) -> Fits:
        found: Any = self._whole
        for key in name.removeprefix("#/").split("/"):
            found = found[key]
        return self.part(found)

    def _keyword(self, word: str, schema: Schema) -> Fits:
        wanted = schema[word]
        if word in _MADE and _is_plain(word, wanted):
            return _MADE[word](self, wanted)
        from jsonschema import Draft7Validator  # noqa: PLC0415  # where nothing else will do
        from referencing import Registry  # noqa: PLC0415  # as above

        part = {word: wanted, "definitions": self._whole.get("definitions", {})}
        return Draft7Validator(part, registry=Registry()).is_valid

    def _entries(self, schema: Schema) -> Fits:
        known = {key: self.part(part) for key, part in schema.get("properties", {}).items()}
        other = self.part(schema.get("additionalProperties", True))

        def fits(data: Data) -> bool:
            if isinstance(data, dict):
                for key, value in data.items():
                    if not known.get(key, other)(value):
                        return False
            return True

        return fits


def _is_plain(word: str, wanted: Any) -> bool:
    """Words alone are as equal in Python as in JSON, where 1 is 1.0 and never true."""
    if word not in {"enum", "const"}:
        return True
    return all(isinstance(one, str) for one in (wanted if word == "enum" else [wanted]))


def _type(_maker: _Maker, wanted: str | list[str]) -> Fits:
    if isinstance(wanted, str):
        return _TYPES[wanted]
    kinds = [_TYPES[name] for name in wanted]
    return lambda data: any(fits(data) for fits in kinds)


def _items(maker: _Maker, wanted: Schema) -> Fits:
    item = maker.part(wanted)
    return lambda data: not isinstance(data, list) or all(map(item, data))


def _names(maker: _Maker, wanted: Schema) -> Fits:
    name = maker.part(wanted)
    return lambda data: not isinstance(data, dict) or all(map(name, data))


def _any_of(maker: _Maker, wanted: list[Schema]) -> Fits:
    choices = [maker.part(part) for part in wanted]
    return lambda data: any(fits(data) for fits in choices)


def _not(maker: _Maker, wanted: Schema) -> Fits:
    part = maker.part(wanted)
    return lambda data: not part(data)


def _least(kind: type[str | list[Data] | dict[str, Data]], least: int) -> Fits:
    return lambda data: not isinstance(data, kind) or len(data) >= least


def _pattern(_maker: _Maker, wanted: str) -> Fits:
    search = re.compile(wanted).search
    return lambda data: not isinstance(data, str) or search(data) is not None


_is_number = _TYPES["number"]
_MADE: Mapping[str, Callable[[_Maker, Any], Fits]] = {
    "type": _type,
    "items": _items,
    "propertyNames": _names,
    "anyOf": _any_of,
    "not": _not,
    "pattern": _pattern,
    "enum": lambda _, words: lambda data: isinstance(data, str) and data in words,
    "const": lambda _, word: lambda data: isinstance(data, str) and data == word,
    "required": lambda _, keys: (
        lambda data: not isinstance(data, dict) or all(key in data for key in keys)
    ),
    "minLength": lambda _, least: _least(str, least),
    "minItems": lambda _, least: _least(list, least),
    "minProperties": lambda _, least: _least(dict, least),
    "minimum": lambda _, least: lambda data: not _is_number(data) or data >= least,
    "exclusiveMinimum": lambda _, least: lambda data: not _is_number(data) or data > least,
}
