"""Which of several candidates comes nearest to what was expected, and what keeps it away."""

from __future__ import annotations

from collections.abc import Sequence

from scenario_runner.judge.look import Leaf
from scenario_runner.judge.say import ordinal


def distance(leaves: Sequence[Leaf]) -> float:
    """The share of the parts that are not met: 0 for a match, 1 where nothing fits."""
    return sum(not leaf.met for leaf in leaves) / max(1, len(leaves))


def nearest(path: str, told: Sequence[Sequence[Leaf]]) -> str:
    """`; nearest is the 2nd: ...` of what was told of each candidate, or nothing if none is near.

    `path` is where the candidates were looked for; parts below it are named from there.
    """
    if not told:
        return ""
    best = min(range(len(told)), key=lambda index: distance(told[index]))
    if len(told) > 1 and distance(told[best]) == 1:
        return ""
    first = next(leaf for leaf in told[best] if not leaf.met)
    below = first.path.removeprefix(path).lstrip(".")
    where = f"{below}: " if below else ""
    return f"; nearest is the {ordinal(best)}: {where}{first.message}"
