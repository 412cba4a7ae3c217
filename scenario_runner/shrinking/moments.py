"""Taking steps out of a scenario while what refers to them still means a moment."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.value import Data, Pointer
from scenario_runner.shrinking.pieces import replaced, texts

_KEYS = frozenset({"from", "at", "in", "parent"})
MAIN = "main"
_LAID_OVER = ("variables", "models", "patches")
"""What a branch lays over the scenario's own, entry by entry."""


def branches_of(data: Data) -> dict[str, Pointer]:
    """Where the steps of each branch stand, by its name."""
    named = data.get("branches") or {}
    return {MAIN: ("steps",), **{name: ("branches", name, "steps") for name in named}}


def steps_at(data: Data, where: Pointer) -> list[Data]:
    """The list of steps that stands there."""
    for key in where:
        data = data.get(key) or {}
    return list(data)


def with_steps(data: Data, branch: str, kept: tuple[int, ...]) -> Data:
    """The scenario with only these steps of a branch, by their numbers from 0.

    What refers to a step that is gone, refers to the one before it; where there is none, to what
    the branch starts from.
    """
    where = branches_of(data)[branch]
    steps = steps_at(data, where)
    made = [steps[index] for index in kept]
    moved: dict[str, Data] = {}
    owned: set[str] = set()
    for index, step in enumerate(steps):
        if index in kept or "id" not in step:
            continue
        place = sum(1 for number in kept if number < index) - 1
        if place < 0:
            moved[step["id"]] = _start_of(data, branch)
            continue
        if "id" not in made[place]:
            made[place] = {"id": step["id"], **made[place]}
        moved[step["id"]] = made[place]["id"]
        owned.add(step["id"])
    data = replaced(data, where, made)
    for pointer, text in list(_references(data)):
        owner, slash, step = text.rpartition("/")
        if step in moved and (not slash or owner == branch):
            inside = f"{owner}/" if slash and step in owned else ""
            data = _repointed(data, pointer, moved[step], inside)
    return data


def _start_of(data: Data, branch: str) -> Data:
    return "start" if branch == MAIN else data["branches"][branch].get("from", "start")


def _references(data: Data) -> Iterator[tuple[Pointer, str]]:
    for pointer, text in texts(data):
        if pointer[-1] in _KEYS and pointer[0] in {"steps", "branches"}:
            yield pointer, text


def _repointed(data: Data, pointer: Pointer, target: Data, inside: str) -> Data:
    if isinstance(target, str):
        return replaced(data, pointer, inside + target)
    return data if pointer[-1] == "in" else replaced(data, pointer, target)


def without_branches(data: Data, names: frozenset[str]) -> Data:
    """The scenario without branches, and without all that start from them."""
    held = dict(data.get("branches") or {})
    gone = set(names)
    while more := {n for n, b in held.items() if n not in gone and _source(b) in gone}:
        gone |= more
    left = {name: branch for name, branch in held.items() if name not in gone}
    rest = {key: part for key, part in data.items() if key != "branches"}
    return {**rest, "branches": left} if left else rest


def _source(branch: Data) -> str:
    """The branch that a branch starts from."""
    start = branch.get("from") if isinstance(branch, dict) else None
    if isinstance(start, dict):
        start = start.get("branch") or start.get("in") or ""
    owner, slash, _ = str(start or "").rpartition("/")
    owner = owner or (str(start) if not slash and isinstance(start, str) else "")
    return owner.partition("[")[0] if slash or owner else MAIN


def in_one_line(data: Data, name: str) -> Data | None:
    """The scenario as one conversation: what led to a branch, then its own steps. None where it
    has more of its own than steps, or begins at a moment inside one."""
    held = data.get("branches") or {}
    branch = held[name]
    start = branch.get("from", "start")
    if not isinstance(start, str) or set(branch) - {"from", "steps", "description", *_LAID_OVER}:
        return None
    owner, _, step = start.rpartition("/")
    owner = owner or MAIN
    if start == "start":
        before: list[Data] = []
    elif owner == MAIN:
        before = steps_at(data, ("steps",))
        ids = [one.get("id") for one in before]
        if step not in ids:
            return None
        before = before[: ids.index(step) + 1]
    else:
        return None  # once its own parent is in one line, so can it be
    rest = {k: v for k, v in data.items() if k not in {"branches", "compare", "steps"}}
    for key in _LAID_OVER:
        if laid := {**(data.get(key) or {}), **(branch.get(key) or {})}:
            rest[key] = laid
    return {**rest, "steps": [*before, *branch["steps"]]}
