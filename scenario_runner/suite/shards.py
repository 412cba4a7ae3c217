"""Shards: a selection cut into parts that machines play side by side."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Protocol, TypeAlias, TypeVar

from scenario_runner.results.model import Shard
from scenario_runner.suite.collect import UsageFault

Seconds: TypeAlias = Mapping[str, float]
"""How long cases took, by their ids."""

_FORM = re.compile(r"(\d{1,6})/(\d{1,6})\Z")


def read_shard(text: str) -> tuple[int, int]:
    """`I/N`, I from 1. Raises UsageFault."""
    found = _FORM.match(text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        hint = "write I/N with I from 1 to N: --shard 2/3"
        raise UsageFault(f'"{text}" is not a shard', hint)
    return int(found[1]), int(found[2])


class Named(Protocol):
    """A case, however it is kept."""

    @property
    def id(self) -> str:
        """Its name, the same in every run."""


K = TypeVar("K", bound=Named)


def shard_of(cases: Sequence[K], index: int, total: int, seconds: Seconds) -> tuple[list[K], Shard]:
    """The cases of one shard, in their order, and what tells it from others of the selection.

    The longest cases are dealt out first, each to the shard that has the least to do. Which
    those are follows from the selection and `seconds` alone; a case that has none counts as the
    middle one.
    """
    known = [seconds[case.id] for case in cases if case.id in seconds]
    middle = statistics.median(known) if known else 1.0
    work = [0.0] * total
    mine: set[str] = set()
    for case in sorted(cases, key=lambda one: (-seconds.get(one.id, middle), _digest(one.id))):
        least = min(range(total), key=work.__getitem__)
        work[least] += seconds.get(case.id, middle)
        if least == index - 1:
            mine.add(case.id)
    selection = _digest("\n".join(sorted(case.id for case in cases)))
    shard = Shard(index=index, total=total, selection=selection, selected=len(cases))
    return [case for case in cases if case.id in mine], shard


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
