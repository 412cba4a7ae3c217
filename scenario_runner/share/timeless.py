"""Results that are the same for the same run: no times in them, and ids told by their order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import is_dataclass, replace
from typing import Any

from scenario_runner.results.model import Results
from scenario_runner.results.store import from_json, to_json

START = "1980-01-01T00:00:00+00:00"
_TIMES = {"duration": 0.0}
_ID = re.compile(
    r"(?<![0-9a-f])(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})"
    r"(?![0-9a-f])"
)
"""What LangGraph and LangChain draw for checkpoints, tasks, messages and runs, and the hashes made
of it."""


def timeless(results: Results, *, keeps_ids: bool, written: Iterable[str] = ()) -> Results:
    """The results with their times at zero. Unless ids are kept, those that stand in no file
    (`written`) are numbered as they come."""
    still: Results = replace(_still(results), started_at=START)
    if keeps_ids:
        return still
    told = json.dumps(to_json(still), ensure_ascii=False)
    files = list(written)
    drawn = [one for one in dict.fromkeys(_ID.findall(told)) if not any(one in f for f in files)]
    numbers = {one: number for number, one in enumerate(drawn, 1)}
    return from_json(json.loads(_ID.sub(lambda found: _numbered(found[0], numbers), told)))


def _numbered(found: str, numbers: dict[str, int]) -> str:
    if found not in numbers:
        return found
    digits = f"{numbers[found]:032d}"
    if "-" not in found:
        return digits
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _still(value: Any) -> Any:
    """Durations are ours where a dataclass of ours has them; among data they are somebody's."""
    if isinstance(value, tuple):
        return tuple(map(_still, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    names = value.__dataclass_fields__
    told = {name: _TIMES.get(name, _still(getattr(value, name))) for name in names}
    return replace(value, **told)
