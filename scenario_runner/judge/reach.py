"""What a JSONPath reaches in an observation, ready to be compared with another one."""

from __future__ import annotations

from dataclasses import dataclass

from scenario_runner.judge.same import Ids, canonical, ids_in, same
from scenario_runner.language.jsonpath import Query
from scenario_runner.language.value import Data


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What a query hits: one value where it can hit only one, else a list."""

    value: Data
    """None where it is absent."""
    absent: bool
    """The query hits nothing."""
    ids: Ids
    """Of the whole observation: a part may name a message that only another part shows."""
    paths: tuple[str, ...]
    """Where the hits are."""

    def is_like(self, other: Reach) -> bool:
        """Whether both reach the same, ids aside."""
        if self.absent or other.absent:
            return self.absent and other.absent
        return same(canonical(self.value, self.ids), canonical(other.value, other.ids))

    def where(self, path: str, query: Query) -> str:
        """The place in the observation of a path below the query's text: a hit of several is
        told by where it is and not by its number."""
        number, end, rest = path.removeprefix(query.text).removeprefix("[").partition("]")
        if query.singular or path == query.text or not end:
            return path
        hit = int(number)
        return self.paths[hit] + rest if hit < len(self.paths) else path


def reach(query: Query, whole: Data) -> Reach:
    """What the query hits in the data of a whole observation."""
    hits = query.find(whole)
    values = [value for _, value in hits]
    one = values[0] if query.singular and values else None
    return Reach(
        value=one if query.singular else values,
        absent=not hits,
        ids=ids_in(whole),
        paths=tuple(path for path, _ in hits),
    )
