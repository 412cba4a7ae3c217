"""Which of several candidates comes nearest to what was expected, and what keeps it away."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_runner.frozen import frozen
from scenario_runner.matching.look import Leaf
from scenario_runner.matching.say import ordinal


@frozen
class Candidate:
    """Something that might have matched and does not."""

    position: int
    """Among all there are, from 0."""
    path: str
    """Parts below it are named from there."""
    told: Sequence[Leaf]

    @property
    def distance(self) -> float:
        """As `distance` of what was told of it."""
        return distance(self.told)


def distance(told: Sequence[Leaf]) -> float:
    """The share of the parts that are not met: 0 for a match, 1 where nothing fits."""
    return sum(not leaf.met for leaf in told) / max(1, len(told))


def nearest(candidates: Sequence[Candidate]) -> str:
    """`; nearest is the 2nd: ...`, or nothing where several are equally far away."""
    best = min(candidates, key=lambda each: each.distance, default=None)
    if best is None or (len(candidates) > 1 and best.distance == 1):
        return ""
    first = next((leaf for leaf in best.told if not leaf.met), None)
    if first is None:
        return f"; the {ordinal(best.position)} would match, but it stands elsewhere in the order"
    below = first.path.removeprefix(best.path).lstrip(".")
    where = f"{below}: " if below else ""
    return f"; nearest is the {ordinal(best.position)}: {where}{first.message}"
