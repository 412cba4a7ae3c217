"""`ignore`: what of an observation is left out where two of them are compared."""

from __future__ import annotations

from collections.abc import Iterable

from scenario_runner.language.jsonpath import compile_path
from scenario_runner.language.value import Data


def without(data: Data, ignore: Iterable[str]) -> Data:
    """A copy of the data without what the JSONPaths hit. An item of a list leaves null, so that
    the others stay where they are."""
    ways = {way for path in ignore for way in compile_path(path).ways(data) if way}
    return _without(data, (), ways) if ways else data


def _without(data: Data, at: tuple[str | int, ...], ways: set[tuple[str | int, ...]]) -> Data:
    if isinstance(data, dict):
        return {
            key: _without(part, (*at, key), ways)
            for key, part in data.items()
            if (*at, key) not in ways
        }
    if isinstance(data, list | tuple):
        return [
            None if (*at, index) in ways else _without(part, (*at, index), ways)
            for index, part in enumerate(data)
        ]
    return data
