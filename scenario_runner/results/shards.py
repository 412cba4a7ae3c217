"""Whether shards make a whole: all there, each once, all cut from one selection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from scenario_runner.problem import Place, Problem
from scenario_runner.results.model import Results, Shard


def shard_problems(parts: Mapping[Path, Results], count: int) -> Iterator[Problem]:
    """What is wrong with the shards among several results that hold `count` cases together."""
    shards = {path: part.shard for path, part in parts.items() if part.shard is not None}
    if not shards:
        return
    (first, model), *others = shards.items()
    strange = [path for path, shard in others if _cut(shard) != _cut(model)]
    for path in strange:
        hint = "run all shards with the same paths, options and N"
        yield _told(path, f"this is no shard of the selection that {first} is one of", hint)
    whole = {path: shard for path, shard in shards.items() if path not in strange}
    there = Counter(shard.index for shard in whole.values())
    for path in [path for path, shard in reversed(whole.items()) if there[shard.index] > 1][:1]:
        again = f"{whole[path].index}/{model.total}"
        yield _told(path, f"shard {again} is there more than once", "name each shard once")
    missing = [f"{n}/{model.total}" for n in range(1, model.total + 1) if n not in there]
    if missing:
        what = "shard is" if len(missing) == 1 else "shards are"
        hint = "name the results of every shard"
        yield _told(first, f"the {what} missing: {', '.join(missing)}", hint)
    elif not strange and count < model.selected:
        hint = "give every shard the same file with --durations, or none"
        message = f"{model.selected - count} of {model.selected} cases are in none of the shards"
        yield _told(first, message, hint)


def _cut(shard: Shard) -> tuple[int, str]:
    return shard.total, shard.selection


def _told(path: Path, message: str, hint: str) -> Problem:
    place = Place(file=str(path), line=1, column=1)
    return Problem(place=place, message=message, hint=hint, code="shards")
