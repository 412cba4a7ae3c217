"""How long cases took when they ran last: what long ones are begun first by, and shards cut by."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from scenario_runner.results.model import CaseResult
from scenario_runner.whole_file import write_text

NO_DURATIONS: Final[Mapping[str, float]] = MappingProxyType({})
_MOST = 100_000
"""Cases remembered; those of files long gone are the first to be forgotten."""


def read_durations(path: Path) -> Mapping[str, float]:
    """Seconds by case; nothing where none are kept, or not in a form that can be read."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return NO_DURATIONS
    if not isinstance(data, dict):
        return NO_DURATIONS
    return {case: float(took) for case, took in data.items() if _is_duration(took)}


def keep_durations(path: Path, cases: Iterable[CaseResult]) -> None:
    """Remember how long cases took, beside what is known of others. Where the file cannot be
    written, nothing is remembered: a run is worth more."""
    took = {case.id: round(case.duration, 3) for case in cases if case.outcome != "skipped"}
    known = {case: seconds for case, seconds in read_durations(path).items() if case not in took}
    kept = dict([*known.items(), *took.items()][-_MOST:])
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, json.dumps(kept, indent=0, ensure_ascii=False) + "\n")


def _is_duration(took: object) -> bool:
    if isinstance(took, bool) or not isinstance(took, int | float):
        return False
    return math.isfinite(took) and took >= 0
