"""What changed between two states: paths with what was there and what is there now."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Data
from scenario_runner.report.show import inline

_MOST = 400
"""Items of a list that are aligned; longer lists are compared place by place."""

Path = tuple[str | int, ...]


@frozen
class Change:
    """One part that is new, gone or different."""

    kind: Literal["added", "removed", "changed"]
    path: Path
    """Indexes of removed items count in the old list, all others in the new one."""
    before: Data = None
    after: Data = None


def changes(before: Data, after: Data, path: Path = ()) -> Iterator[Change]:
    """The changes that lead from one state to the other, in reading order."""
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _in_mapping(before, after, path)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _in_list(list(before), list(after), path)
    elif _fingerprint(before) != _fingerprint(after):
        yield Change(kind="changed", path=path, before=before, after=after)


def _in_mapping(before: dict[str, Data], after: dict[str, Data], path: Path) -> Iterator[Change]:
    for key, old in before.items():
        if key in after:
            yield from changes(old, after[key], (*path, key))
        else:
            yield Change(kind="removed", path=(*path, key), before=old)
    for key, new in after.items():
        if key not in before:
            yield Change(kind="added", path=(*path, key), after=new)


def _in_list(before: list[Data], after: list[Data], path: Path) -> Iterator[Change]:
    for tag, a, b, c, d in _aligned(before, after):
        if tag == "equal":
            continue
        paired = min(b - a, d - c)
        for offset in range(paired):
            yield from changes(before[a + offset], after[c + offset], (*path, c + offset))
        for index in range(a + paired, b):
            yield Change(kind="removed", path=(*path, index), before=before[index])
        for index in range(c + paired, d):
            yield Change(kind="added", path=(*path, index), after=after[index])


def _aligned(before: list[Data], after: list[Data]) -> Iterator[tuple[str, int, int, int, int]]:
    """What to do to get from one list to the other; equal ends are found first, and fast."""
    old, new = [_fingerprint(one) for one in before], [_fingerprint(one) for one in after]
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    most = shorter - head
    tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(old), len(new)) > _MOST:
        yield "replace", head, head + len(old), head, head + len(new)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag, head + a, head + b, head + c, head + d


def _fingerprint(value: Data) -> str:
    """Equal for values of the same types and parts: 1, 1.0 and true differ."""
    try:
        return repr(value)
    except ValueError:  # an integer with more digits than Python writes
        return inline(value, sys.maxsize)
