"""Graphs that pytest's fixtures give: lent to whatever is played meanwhile in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scenario_runner.graphs.errors import GraphLoadError

_lent: dict[str, object] = {}


@contextmanager
def lent(name: str, value: object) -> Iterator[None]:
    """What the fixture of that name gave is there for scenarios that name it. It is an object
    of this process, so only what is played here finds it."""
    _lent[name] = value
    try:
        yield
    finally:
        del _lent[name]


def fixture_called(name: str) -> object:
    """What the fixture gave: a graph, or a function that makes one. Raises GraphLoadError."""
    if name not in _lent:
        raise GraphLoadError(
            f"the graph is the pytest fixture {name}, which only pytest makes",
            "run this scenario with pytest, or name the graph by ref: module:name",
        )
    return _lent[name]
