"""Graphs that many cases share are written once: a case holds the number of its graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scenario_runner.language.shape import GraphDrawn
from scenario_runner.language.value import Data
from scenario_runner.results.codec import decode, encode
from scenario_runner.results.model import CaseResult


class DrawnOnce:
    """The graphs written so far."""

    def __init__(self) -> None:
        self._numbers: dict[GraphDrawn, int] = {}

    def take_out(self, case: CaseResult) -> tuple[CaseResult, int | None]:
        """The case without its graph, and the number of that."""
        if case.graph is None:
            return case, None
        return replace(case, graph=None), self._numbers.setdefault(case.graph, len(self._numbers))

    def written(self, first: int = 0) -> list[Data]:
        """The graphs as JSON data, from the one with this number on."""
        return [encode(graph, GraphDrawn, _untouched) for graph in [*self._numbers][first:]]

    def __len__(self) -> int:
        return len(self._numbers)


def read_drawn(data: Sequence[Data]) -> list[GraphDrawn]:
    """The graphs behind JSON data. Raises LookupError, TypeError or ValueError."""
    return [decode(one, GraphDrawn, _untouched) for one in data]


def put_back(case: CaseResult, number: Data, graphs: Sequence[GraphDrawn]) -> CaseResult:
    """The case with the graph of a number. Raises ValueError where there is no such graph."""
    if number not in range(len(graphs)):
        raise ValueError("a case refers to a graph that is not there")
    return replace(case, graph=graphs[number])


def _untouched(value: Data) -> Data:
    return value
