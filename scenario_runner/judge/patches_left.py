"""The check `script_left`: what was written for the application to get, and it never got."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scenario_runner.judge.verdict import Finding
from scenario_runner.language.patch import Always, InTurn, Patch
from scenario_runner.problem import Place


def patches_left(patches: Iterable[Patch], used: Sequence[Mapping[str, int]]) -> Iterator[Finding]:
    """Stand-ins that no branch called, and replies that no branch came to.

    `used`: of each branch, how far the scripted objects had come at its end, by key. A branch
    of several rows has one entry for all of them.
    """
    furthest: dict[Place, tuple[Patch, int]] = {}
    for patch in patches:
        keys = (patch.key, f"opening:{patch.key}")
        count = max((branch.get(key, 0) for branch in used for key in keys), default=0)
        known = furthest.get(patch.place)
        furthest[patch.place] = (patch, max(count, known[1] if known is not None else 0))
    for patch, count in furthest.values():
        if (message := _left(patch, count)) is not None:
            yield Finding(
                expectation="script_left",
                path="$",
                expected=_written(patch),
                actual=count,
                outcome="failed",
                place=patch.place,
                message=message,
            )


def _written(patch: Patch) -> int:
    return len(patch.stand_in.replies) if isinstance(patch.stand_in, InTurn) else 1


def _left(patch: Patch, count: int) -> str | None:
    if not isinstance(patch.stand_in, Always | InTurn):
        return None
    name, replies = patch.target.written, _written(patch)
    if count == 0:
        return f"{name} is patched, but no branch calls it"
    if count < replies and isinstance(patch.stand_in, InTurn):
        return f"{name} has {replies} replies, but no branch comes further than {count}"
    return None
