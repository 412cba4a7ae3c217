"""The search for the smallest scenario: what is taken out of it, as long as it fails alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from scenario_runner.language.value import Data, Pointer
from scenario_runner.shrinking.fewer_words import retold
from scenario_runner.shrinking.inline import less_of_graph
from scenario_runner.shrinking.moments import (
    MAIN,
    branches_of,
    steps_at,
    with_steps,
    without_branches,
)
from scenario_runner.shrinking.pieces import below, fewest, replaced, without
from scenario_runner.shrinking.simpler import restated, shorter
from scenario_runner.shrinking.trials import OutOfTime, Trials
from scenario_runner.suite.case_data import as_text

_DEEPEST = 12
"""Levels of the data whose parts are taken out one by one."""
_KEPT = frozenset({("scenario",), ("graph",), ("steps",)})


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How large a scenario is."""

    steps: int
    branches: int
    lines: int


Watch = Callable[[Size, int], None]


def size_of(data: Data) -> Size:
    """Of a scenario's data."""
    branches = branches_of(data)
    return Size(
        steps=sum(len(steps_at(data, where)) for where in branches.values()),
        branches=len(branches),
        lines=as_text(data, "").count("\n"),
    )


def smallest_of(data: Data, trials: Trials, watch: Watch) -> tuple[Data, bool]:
    """The smallest data, and whether nothing can be taken out of it any more."""
    best = _Best(data=data, trials=trials, watch=watch)
    try:
        while True:
            before = best.data
            for way in _WAYS:
                way(best)
            if best.data == before:
                return best.data, True
    except OutOfTime:
        return best.data, False


@dataclass(kw_only=True)
class _Best:
    """The smallest so far."""

    data: Data
    trials: Trials
    watch: Watch

    def try_(self, data: Data) -> bool:
        """Take it where it fails alike."""
        if data == self.data:
            return False
        is_less = self.trials.fails(data)
        if is_less:
            self.data = data
        self.watch(size_of(self.data), self.trials.runs)
        return is_less

    def fewest(self, parts: list[Pointer]) -> None:
        """Take out as many of these entries and items as can be."""
        base, every = self.data, frozenset(parts)
        fewest(parts, lambda kept: self.try_(without(base, every - frozenset(kept))))


def _fewer_branches(best: _Best) -> None:
    base = best.data
    names = list(base.get("branches") or {})
    every = frozenset(names)
    fewest(names, lambda kept: best.try_(without_branches(base, every - frozenset(kept))))


def _fewer_steps(best: _Best) -> None:
    for branch in [name for name in branches_of(best.data) if name != MAIN] + [MAIN]:
        base = best.data
        if branch not in branches_of(base):
            continue
        numbers = list(range(len(steps_at(base, branches_of(base)[branch]))))
        fewest(numbers, _keeping(best, base, branch))


def _keeping(best: _Best, base: Data, branch: str) -> Callable[[Sequence[int]], bool]:
    def fails(kept: Sequence[int]) -> bool:
        return best.try_(with_steps(base, branch, tuple(kept)))

    return fails


def _other_words(best: _Best) -> None:
    again = True
    while again:
        again = any(best.try_(told) for told in chain(restated(best.data), retold(best.data)))


def _fewer_parts(best: _Best) -> None:
    for depth in range(1, _DEEPEST):
        best.fewest([pointer for pointer in below(best.data, depth) if pointer not in _KEPT])


def _shorter_texts(best: _Best) -> None:
    again = True
    while again:
        again = any(_one_shorter(best, one) for one in list(shorter(best.data)))


def _one_shorter(best: _Best, one: tuple[Pointer, list[str]]) -> bool:
    pointer, instead = one
    return any(best.try_(replaced(best.data, pointer, text)) for text in instead)


def _smaller_graph(best: _Best) -> None:
    again = True
    while again:
        again = any(best.try_(told) for told in less_of_graph(best.data))


_WAYS = (
    _fewer_branches, _fewer_steps, _other_words, _fewer_parts, _smaller_graph, _shorter_texts,
)  # fmt: skip
"""What is taken out most at once comes first."""
