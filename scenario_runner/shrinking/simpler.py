"""Ways to say the same with less: rows and variables in their place, shorter texts and paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.language.value import Data, Pointer
from scenario_runner.shrinking.inline import shorter_ways
from scenario_runner.shrinking.moments import in_one_line
from scenario_runner.shrinking.pieces import replaced, texts

_UNTOUCHED = frozenset({"id", "from", "at", "in", "scenario", "ref", "call", "$file", "$python"})
"""Keys of texts that are names; a shorter one would be another."""


def restated(data: Data) -> Iterator[Data]:
    """The scenario said in other ways, each as a whole."""
    branches = data.get("branches") or {}
    for name in branches:
        told = in_one_line(data, name)
        if told is not None:
            yield told
    if isinstance(data.get("parameters"), list) and len(data["parameters"]) == 1:
        yield _as_variables(data, data["parameters"][0], "parameters")
    for name, branch in branches.items():
        rows = branch.get("for_each")
        if isinstance(rows, list) and len(rows) == 1:
            plain = _as_variables(branch, rows[0], "for_each")
            yield {**data, "branches": {**branches, name: plain}}
    for name, value in (data.get("variables") or {}).items():
        if not _has_template(value):
            yield _inlined(data, name, value)


def _as_variables(around: Data, row: Data, table: str) -> Data:
    values = {key: part for key, part in row.items() if key != "id"}
    rest = {key: part for key, part in around.items() if key != table}
    return {**rest, "variables": {**(around.get("variables") or {}), **values}}


def _has_template(data: Data) -> bool:
    return any("{{" in text or "{%" in text for _, text in texts(data))


def _inlined(data: Data, name: str, value: Data) -> Data:
    """A variable's value in place of the templates that are its name alone."""
    alone = re.compile(r"\A\{\{\s*" + re.escape(name) + r"\s*\}\}\Z")
    for pointer, text in list(texts(data)):
        if alone.match(text):
            data = replaced(data, pointer, value)
    left = {key: part for key, part in data["variables"].items() if key != name}
    rest = {key: part for key, part in data.items() if key != "variables"}
    return {**rest, "variables": left} if left else rest


def shorter(data: Data) -> Iterator[tuple[Pointer, list[str]]]:
    """The texts that may be shorter, the longest first, each with what may stand there instead,
    the shortest first."""
    found = [(pointer, text) for pointer, text in texts(data) if _may_shrink(pointer)]
    for pointer, text in sorted(found, key=lambda one: -len(one[1])):
        if instead := _instead(pointer, text):
            yield pointer, instead


def _may_shrink(pointer: Pointer) -> bool:
    return pointer != ("graph",) and pointer[-1] not in _UNTOUCHED


def _instead(pointer: Pointer, text: str) -> list[str]:
    if pointer[:2] == ("graph", "edges") or pointer[-2:-1] == ("edges",):
        return shorter_ways(text)
    if len(text) < 8 or "{{" in text or "{%" in text:
        return []
    words = text.split()
    halves = [text[: len(text) // 2], text[len(text) // 2 :]]
    ways = ["x", *words[:1], *words[-1:], *sorted(halves, key=len)]
    return [way for way in dict.fromkeys(ways) if way.strip() == way and len(way) < len(text)]
