"""What a run had selected, as its journal keeps it: so that it can be gone on with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scenario_runner.frozen import frozen
from scenario_runner.results.model import Shard


@frozen
class Selected:
    """The cases of a run, and where they were found."""

    paths: tuple[str, ...]
    """As they were given, selectors among them."""
    tags: str | None
    """The expression that chose branches too."""
    cases: tuple[str, ...]
    """Ids."""
    failed: bool = False
    """Whether they are those that were not well in the run before."""
    shard: Shard | None = None

    def told(self) -> dict[str, Any]:
        """As JSON data; the shard stands in the journal by itself."""
        return {key: value for key, value in asdict(self).items() if key != "shard"}


def read_selected(journal: Path) -> Selected | None:
    """What the run of a journal had selected; None where it does not say, or is no journal."""
    try:
        with journal.open(encoding="utf-8") as file:
            header: Mapping[str, Any] = json.loads(file.readline())
        told, shard = header["selected"], header["shard"]
        return Selected(
            paths=tuple(told["paths"]),
            tags=told["tags"],
            cases=tuple(told["cases"]),
            failed=told["failed"],
            shard=Shard(**shard) if shard is not None else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
