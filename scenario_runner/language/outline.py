"""The lines of steps in data that may be wrong anywhere: what the rules walk over."""

from __future__ import annotations

from dataclasses import dataclass

from scenario_runner.language.value import Value

ACTS = ("invoke", "resume", "resume_map", "command", "update_state")


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One branch, `main` included; steps of a wrong shape are left out."""

    name: str
    steps: tuple[Value, ...]
    origin: Value | None
    """Its `from`, where that is text; None for `main` too."""

    def index_of(self, step_id: str) -> int | None:
        """The index of the first step with that id."""
        for index, step in enumerate(self.steps):
            if step.data.get("id") == step_id:
                return index
        return None

    @property
    def ids(self) -> list[str]:
        """The ids of its steps, in order."""
        ids = (step.data.get("id") for step in self.steps)
        return list(dict.fromkeys(name for name in ids if isinstance(name, str)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """All lines by name, `main` first."""

    lines: dict[str, Line]

    def target(self, origin: Value) -> tuple[Line, int] | None:
        """The step that a `from` names; None where there is none, or it is `start`."""
        branch, _, step = str(origin.data).rpartition("/")
        line = self.lines.get(branch or "main")
        index = line.index_of(step) if line is not None else None
        return (line, index) if line is not None and index is not None else None


def outline(root: Value) -> Outline:
    """The lines of a mapping that is meant to be a scenario."""
    lines = {"main": Line(name="main", steps=_steps(root), origin=None)}
    branches = root.data.get("branches")
    for name in branches if isinstance(branches, dict) else ():
        branch = root["branches"][name]
        if isinstance(branch.data, dict) and name != "main":
            written = isinstance(branch.data.get("from"), str)
            origin = branch["from"] if written else None
            lines[name] = Line(name=name, steps=_steps(branch), origin=origin)
    return Outline(lines=lines)


def _steps(owner: Value) -> tuple[Value, ...]:
    steps = owner.data.get("steps")
    if not isinstance(steps, list):
        return ()
    found = (owner["steps"][index] for index in range(len(steps)))
    return tuple(step for step in found if isinstance(step.data, dict))
