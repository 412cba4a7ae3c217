"""`paths`: JSONPaths on the observation, each with what is expected there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scenario_runner.engine.observation import Observation
from scenario_runner.judge.reach import where_hit
from scenario_runner.language.jsonpath import PathError, compile_path
from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT, Leaf, Look
from scenario_runner.matching.match import leaves


def paths(expected: Data, seen: Observation) -> Iterator[Leaf]:
    """A query that can hit only one place gives what is there; any other gives a list."""
    data = seen.to_data()
    if not isinstance(expected, dict):
        yield from leaves(Look(expected=expected, actual=data, path="$"))
        return
    if not expected:
        yield Look(expected=expected, actual=data, path="$").met("nothing is asked")
    for text, part in expected.items():
        yield from _path(text, part, data)


def _path(text: str, expected: Data, data: Data) -> Iterator[Leaf]:
    try:
        query = compile_path(text)
    except PathError as fault:
        look = Look(expected=expected, actual=ABSENT, path=text, way=(text,))
        yield look.faulty(f"is not a JSONPath: {fault.message}; {fault.hint}")
        return
    hits = query.find(data)
    if query.singular:
        actual = hits[0][1] if hits else ABSENT
        yield from leaves(Look(expected=expected, actual=actual, path=text, way=(text,)))
        return
    values = [value for _, value in hits]
    for leaf in leaves(Look(expected=expected, actual=values, path=text, way=(text,))):
        yield replace(leaf, path=where_hit(leaf.path, text, [path for path, _ in hits]))
