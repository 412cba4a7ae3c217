"""The state at the end of a branch, as the page compares it: each value with its path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from scenario_runner.engine.observation import Observation
from scenario_runner.language.value import Data
from scenario_runner.report.show import inline, path_text
from scenario_runner.report.visible import visible

_MOST, _LONGEST = 300, 300
"""Values of one state, and characters of each."""


def state_pairs(seen: Observation | None) -> str | None:
    """JSON of `[[path, value], ...]`; messages are left out, they are compared as such."""
    if seen is None or not isinstance(seen.values, dict):
        return None
    parts = (
        (path, part) for name, value in seen.values.items() for path, part in _parts((name,), value)
    )
    pairs = [
        [visible(path_text(path)), visible(inline(part, _LONGEST))]
        for path, part in islice(parts, _MOST)
    ]
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))


def _parts(
    path: tuple[str | int, ...], value: Data
) -> Iterator[tuple[tuple[str | int, ...], Data]]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _parts((*path, key), part)
    elif isinstance(value, list | tuple) and value and not _is_conversation(value):
        for number, part in enumerate(value):
            yield from _parts((*path, number), part)
    elif not _is_conversation(value):
        yield path, value


def _is_conversation(value: Data) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(one, dict) and {"role", "content"} <= one.keys() for one in value)
    )
