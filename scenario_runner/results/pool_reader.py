"""Reading the pool of a case: see `pool` for how it is written."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_runner.language.value import Data
from scenario_runner.results.pool import LOOKS_LIKE_OURS


class PoolReader:
    """Reads what `PoolWriter` wrote. Shared values come back as the same objects."""

    def __init__(self, entries: Sequence[Data]) -> None:
        self._values: list[Data] = []
        for entry in entries:
            self._values.append(self.read(entry))

    def read(self, written: Data) -> Data:
        """The value behind JSON data. Raises LookupError or ValueError for damaged data."""
        if isinstance(written, list):
            return [self.read(part) for part in written]
        if not isinstance(written, dict):
            return written
        if len(written) == 1:
            ((key, part),) = written.items()
            if LOOKS_LIKE_OURS.match(key):
                return self._special(key, part)
        return {key: self.read(part) for key, part in written.items()}

    def _special(self, key: str, part: Data) -> Data:
        if key.startswith("$$"):
            return {key[1:]: self.read(part)}
        match key:
            case "$ref":
                if part not in range(len(self._values)):
                    raise LookupError("a reference leads outside the pool")
                return self._values[part]
            case "$list":
                return [*self.read({"$ref": part[0]}), *map(self.read, part[1:])]
            case "$float":
                return float(part)
            case _:
                return int(part, 16)
