"""The lines of steps in data that may be wrong anywhere: what the rules walk over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from scenario_runner.frozen import frozen
from scenario_runner.language.aims import Aim, aim
from scenario_runner.language.fixed import fixed, is_settled
from scenario_runner.language.rows import MOST_ROWS, Row, rows
from scenario_runner.language.value import Data, Value

ACTS = (
    "invoke", "resume", "resume_map", "command", "update_state",
    "edit", "regenerate", "retry", "reload",
)  # fmt: skip

_MOMENTS = ("from", "at", "via", "thread")


@frozen
class Line:
    """One branch, `main` included; steps of a wrong shape are left out."""

    name: str
    """`NAME[row]` where it was made by `for_each`."""
    written: str
    """Its key under `branches`."""
    steps: tuple[Value, ...]
    origin: Aim | None
    """Where it leaves; None for `main`, and where that is wrong."""
    names: Mapping[str, Data] = field(repr=False)
    """What its `from` may name: variables, and the rows laid over them."""
    branch: Value | None = None
    """The whole of it as written; None for `main`."""
    row: Value | None = None
    repeated: bool = False
    """Another line was made of the same steps: what is alike in both is told there."""

    def index_of(self, step_id: str) -> int | None:
        """The index of the first step with that id."""
        for index, step in enumerate(self.steps):
            if step.data.get("id") == step_id:
                return index
        return None

    @property
    def variables(self) -> Mapping[str, Data]:
        """The branch's own; empty for `main`, whose are the scenario's."""
        written = self.branch.data.get("variables") if self.branch is not None else None
        return written if isinstance(written, dict) else {}

    @property
    def ids(self) -> list[str]:
        """The ids of its steps, in order."""
        ids = (step.data.get("id") for step in self.steps)
        return list(dict.fromkeys(name for name in ids if isinstance(name, str)))


@frozen
class Outline:
    """All lines by name, `main` first."""

    lines: dict[str, Line]

    def target(self, line: Line) -> tuple[Line, int] | None:
        """The line that a branch leaves, and how many of its steps may have been played by
        then; None where it leaves none, or nobody can say."""
        origin = line.origin
        if origin is None or origin.kind == "start":
            return None
        owner = self.lines.get(origin.branch or "main")
        if owner is None or origin.step is None:
            return None if owner is None else (owner, len(owner.steps))
        index = owner.index_of(origin.step)
        if index is None:
            return None
        return owner, index + (origin.kind == "after")

    def way_to(self, line: Line) -> tuple[list[tuple[Line, int]], bool]:
        """The lines that a branch comes from, the nearest first, each with how many of its steps
        may have been played; False where somewhere on the way nobody can say."""
        way: list[tuple[Line, int]] = []
        names = {line.name}
        while line.name != "main" and (line.origin is None or line.origin.kind != "start"):
            target = self.target(line)
            if target is None or target[0].name in names:
                return way, False
            way.append(target)
            line = target[0]
            names.add(line.name)
        return way, True

    def names_of(self, line: Line) -> dict[str, Data]:
        """What moments in its steps may name: what is known where it leaves, then its own
        variables, and its row."""
        row = {} if line.row is None else line.row.data
        return {**self.names_around(line), **line.variables, **row}

    def names_around(self, line: Line) -> dict[str, Data]:
        """What is known where a branch leaves: the variables, the case's row, then variables
        and rows of the branches on the way, the nearest laid over the others."""
        names = dict(self.lines["main"].names)
        for one in (before for before, _ in reversed(self.way_to(line)[0])):
            names |= {**one.variables, **({} if one.row is None else one.row.data)}
        return names

    def rows_of(self, written: str) -> list[str]:
        """The names of the branches made by the `for_each` of one."""
        made = (line for line in self.lines.values() if line.row is not None)
        return [line.name for line in made if line.written == written]


def outline(root: Value, row: Row | None = None) -> Outline:
    """The lines of a mapping that is meant to be a scenario, as its case of `row` has them."""
    written = root.data.get("variables")
    names = written if isinstance(written, dict) else {}
    if row is not None:
        names = {**names, **row.value.data}
    main = Line(name="main", written="main", steps=_steps(root), origin=None, names=names)
    lines = {"main": main}
    branches = root.data.get("branches")
    for name in branches if isinstance(branches, dict) else ():
        branch = root["branches"][name]
        if isinstance(branch.data, dict) and name != "main":
            for line in _lines(name, branch, names):
                lines.setdefault(line.name, line)
    return Outline(lines=lines)


def _lines(name: str, branch: Value, names: Mapping[str, Data]) -> Iterator[Line]:
    steps = _steps(branch)
    own = branch.data.get("variables")
    names = {**names, **own} if isinstance(own, dict) else names
    made = rows(branch["for_each"])[:MOST_ROWS] if "for_each" in branch.data else []
    if not made:
        origin = _origin(branch, names)
        yield Line(name=name, written=name, steps=steps, origin=origin, names=names, branch=branch)
    for index, row in enumerate(made):
        known = {**names, **row.value.data}
        yield Line(
            name=f"{name}[{row.id}]", written=name, steps=steps, origin=_origin(branch, known),
            names=known, branch=branch, row=row.value, repeated=index > 0,
        )  # fmt: skip


def _origin(branch: Value, names: Mapping[str, Data]) -> Aim | None:
    if "from" not in branch.data:
        return None
    value = fixed(branch["from"], names)
    return aim(value) if is_settled(value) else None


def _steps(owner: Value) -> tuple[Value, ...]:
    steps = owner.data.get("steps")
    if not isinstance(steps, list):
        return ()
    found = (owner["steps"][index] for index in range(len(steps)))
    return tuple(step for step in found if isinstance(step.data, dict))


def has_open_moments(told: Outline) -> bool:
    """Whether a row may change where something leaves, goes back to, or acts."""
    owners = [line.branch for line in told.lines.values() if line.branch is not None]
    owners += [step for line in told.lines.values() for step in line.steps]
    named = (owner[key] for owner in owners for key in _MOMENTS if key in owner.data)
    return not all(is_settled(value) for value in named)
