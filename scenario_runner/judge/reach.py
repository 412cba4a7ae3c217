"""What a JSONPath reaches in an observation, ready to be compared with another one."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_runner.frozen import frozen
from scenario_runner.language.jsonpath import Query
from scenario_runner.language.value import Data
from scenario_runner.matching.same import Ids, canonical, ids_in, same


@frozen
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
        """The place in the observation of a path that begins with the query's text."""
        return path if query.singular else where_hit(path, query.text, self.paths)


def where_hit(path: str, text: str, hits: Sequence[str]) -> str:
    """The path of a part of a hit, the hits told by where they are and not by their number."""
    number, end, rest = path.removeprefix(text).removeprefix("[").partition("]")
    return hits[int(number)] + rest if path != text and end else path


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
