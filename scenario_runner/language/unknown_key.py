"""What was probably meant by a key that the language does not know where it stands."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from scenario_runner.language.schema import keys_of, scenario_schema
from scenario_runner.language.value import Pointer
from scenario_runner.language.words import meant, quoted

_SAID_ELSEWHERE = {
    "assert": ("expect",),
    "call": ("invoke",),
    "env": ("environment",),
    "error": ("raises",),
    "exception": ("raises",),
    "input": ("invoke",),
    "matrix": ("parameters",),
    "name": ("scenario",),
    "nodes": ("visited",),
    "path": ("visited",),
    "result": ("output",),
    "run": ("invoke",),
    "send": ("invoke",),
    "state": ("values",),
    "tape": ("cassette",),
    "title": ("scenario",),
    "update": ("update_state",),
    "vars": ("variables",),
}
"""Keys as other tools call them, and ours where one of those can stand."""


def is_meant(key: str, by: str) -> bool:
    """Whether what `by` is told of already is that `key` was meant."""
    return meant(by, [key]) is not None or key in _SAID_ELSEWHERE.get(by, ())


def unknown_hint(
    key: str, known: dict[str, Any], pointer: Pointer, here: Container[str] = ()
) -> str:
    """The home of the key, the key that was meant, or what there is."""
    for word in (f"{key}s", *_SAID_ELSEWHERE.get(key, ())):
        if word in known and word not in here:
            return f"did you mean {quoted(word)}?"
    if (home := _home(key, known, pointer)) is not None:
        return home
    close = meant(key, known)
    if close is not None and (len(key) > 2 or close == key.lower()):
        if close in here:
            return f"{quoted(close)} is here already: keep one of the two"
        return f"did you mean {quoted(close)}?"
    return f"the keys here are: {', '.join(known)}"


def _home(key: str, known: dict[str, Any], pointer: Pointer) -> str | None:
    """Where a key of the language belongs that stands in the wrong mapping."""
    homes = {
        "expect": 'it belongs under "expect"' + ("" if pointer else ", inside a step"),
        "step": 'it belongs to a step, under "steps"',
        "branch": 'it belongs to a branch, under "branches"',
        "node": 'it belongs to a node, under "nodes" of the graph',
        "graph": 'it belongs into the mapping under "graph"',
    }
    if key in {"skip", "expect_failure"}:
        return "it belongs to the whole scenario or to a branch"
    if key in {"goto", "update"} and "command" in known:
        return 'it belongs into the mapping under "command"'
    if key in scenario_schema()["properties"]:
        return "it belongs to the top of the file, not indented"
    for home, where in homes.items():
        properties = keys_of(home)
        of_node = "returns" in known and home == "step"  # a node's retry is not a step's
        of_subgraph = "edges" in known and home == "graph"  # which takes fewer keys
        if key in properties and properties is not known and not (of_node or of_subgraph):
            in_graph = home == "expect" and key in keys_of("graph") and "edges" not in known
            return f'{where}, or into the mapping under "graph"' if in_graph else where
    return None
