"""Rules of branches: ids are unique, every `from` leads somewhere, and none in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.aims import Aim, check_aim
from scenario_runner.language.conditions import check_conditions
from scenario_runner.language.fixed import check_fixed, fixed
from scenario_runner.language.lost import lost
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.row_rules import check_rows
from scenario_runner.language.selectors import check_contents
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem


def check_branches(outline: Outline) -> Iterator[Problem]:
    """Problems of step ids and of where branches leave."""
    looping = _loops(outline)
    for line in outline.lines.values():
        if not line.repeated:
            yield from _repeated_ids(line)
            yield from _of_branch(line)
        yield from _written_origin(line)
        origin = line.origin
        if origin is None:
            continue
        if line.name in looping:
            yield from _loop(line, looping[line.name], outline, origin)
        elif (fault := lost(origin, outline, but=line)) is not None:
            yield fault


def _of_branch(line: Line) -> Iterator[Problem]:
    if line.branch is not None:
        yield from check_conditions(line.branch)
        if isinstance(line.branch.data.get("for_each"), dict | list):
            yield from check_rows(line.branch["for_each"])


def _written_origin(line: Line) -> Iterator[Problem]:
    if line.branch is None or "from" not in line.branch.data:
        return
    written = line.branch["from"]
    yield from check_fixed(written, line.names)
    value = fixed(written, line.names)
    yield from check_aim(value)
    if isinstance(value.data, dict) and "message" in value.data:
        yield from check_contents(value["message"])


def _repeated_ids(line: Line) -> Iterator[Problem]:
    first: dict[str, Value] = {}
    for step in line.steps:
        step_id = step.data.get("id")
        if not isinstance(step_id, str):
            continue
        if step_id in first:
            called = "main" if line.name == "main" else f"the branch {quoted(line.written)}"
            yield Problem(
                place=step["id"].place,
                message=f"the id {quoted(step_id)} is used twice in {called}",
                hint="give each step of a branch its own id",
                code="duplicate-id",
                related=((first[step_id].place, "first used here"),),
            )
        first.setdefault(step_id, step["id"])


def _loops(outline: Outline) -> dict[str, list[str]]:
    """The branches that leave from each other in a circle, each with its circle."""
    found: dict[str, list[str]] = {}
    for name in outline.lines:
        way, at = dict.fromkeys([name]), name
        while True:
            origin = outline.lines[at].origin
            before = (origin.branch or "main") if origin is not None else "main"
            if before == name:
                found[name] = list(way)
            if before not in outline.lines or before == "main" or before in way:
                break
            way[before], at = None, before
    return found


def _loop(line: Line, way: list[str], outline: Outline, origin: Aim) -> Iterator[Problem]:
    """Told once for each circle, at the branch that is written first."""
    names = list(outline.lines)
    if line.name != min(way, key=names.index):
        return
    if len(way) == 1:
        message = f"the branch {quoted(line.name)} leaves from itself"
        hint = "let it leave from a step of main, or from start"
    else:
        message = f"branches leave from each other in a circle: {' -> '.join([*way, way[0]])}"
        hint = "let one of them leave from a step of main, or from start"
    others = [outline.lines[name].origin for name in way[1:]]
    yield Problem(
        place=origin.value.place,
        message=message,
        hint=hint,
        code="branch-loop",
        related=tuple(
            (other.value.place, "and from here") for other in others if other is not None
        ),
    )
