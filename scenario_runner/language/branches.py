"""Rules of branches: ids are unique, every `from` leads somewhere, and none in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.value import Value
from scenario_runner.language.words import listed, meant, quoted
from scenario_runner.problem import Problem


def check_branches(outline: Outline) -> Iterator[Problem]:
    """Problems of step ids and of where branches leave."""
    looping = _loops(outline)
    for line in outline.lines.values():
        yield from _repeated_ids(line)
        origin = line.origin
        if origin is None or not origin.data:
            continue
        if line.name in looping:
            yield from _loop(line, looping[line.name], outline, origin)
        elif origin.data != "start" and outline.target(origin) is None:
            yield _lost(origin, line, outline)


def _repeated_ids(line: Line) -> Iterator[Problem]:
    first: dict[str, Value] = {}
    for step in line.steps:
        step_id = step.data.get("id")
        if not isinstance(step_id, str):
            continue
        if step_id in first:
            yield Problem(
                place=step["id"].place,
                message=f"the id {quoted(step_id)} is used twice in {_called(line.name)}",
                hint="give each step of a branch its own id",
                code="duplicate-id",
                related=((first[step_id].place, "first used here"),),
            )
        first.setdefault(step_id, step["id"])


def _lost(origin: Value, line: Line, outline: Outline) -> Problem:
    written = str(origin.data)
    branch, slash, step = written.rpartition("/")
    owner = outline.lines.get(branch or "main")
    if "{{" in written:
        message, hint = "from cannot be a template", "write the step's id"
    elif owner is None:
        message = f"there is no branch {quoted(branch)}"
        others = [name for name in outline.lines if name != line.name]
        hint = _guess(branch, others, "{}/" + step) or f"branches are: {listed(others)}"
    elif not slash and written in outline.lines:
        message = f"{quoted(written)} is a branch, not a step"
        ids = outline.lines[written].ids
        hint = f"name one of its steps, such as {written}/{ids[-1] if ids else 'STEP'}"
    else:
        message = f"there is no step with the id {quoted(step)} in {_called(owner.name)}"
        hint = _elsewhere(step, owner, outline) or _ids(step, owner)
    return Problem(place=origin.place, message=message, hint=hint, code="unknown-moment")


def _elsewhere(step: str, owner: Line, outline: Outline) -> str | None:
    for other in outline.lines.values():
        if other is not owner and step in other.ids:
            return _guess(step, [step], "{}" if other.name == "main" else f"{other.name}/{{}}")
    return None


def _ids(step: str, owner: Line) -> str:
    prefix = "" if owner.name == "main" else f"{owner.name}/"
    if (guess := _guess(step, [*owner.ids, "start"], prefix + "{}")) is not None:
        return guess.replace(f"{prefix}start", "start")
    if not owner.ids:
        return "give the step to leave from an id"
    return f"its steps with an id are: {listed(owner.ids)}"


def _guess(word: str, known: list[str], form: str) -> str | None:
    close = meant(word, known)
    return None if close is None else f"did you mean {quoted(form.format(close))}?"


def _called(name: str) -> str:
    return "main" if name == "main" else f"the branch {quoted(name)}"


def _loops(outline: Outline) -> dict[str, list[str]]:
    """The branches that leave from each other in a circle, each with its circle."""
    found: dict[str, list[str]] = {}
    for name in outline.lines:
        way, at = [], name
        while at not in way:
            way.append(at)
            origin = outline.lines[at].origin
            before = str(origin.data).rpartition("/")[0] if origin is not None else ""
            if before not in outline.lines or before == "main":
                break
            at = before
        else:
            if at == name:
                found[name] = way
    return found


def _loop(line: Line, way: list[str], outline: Outline, origin: Value) -> Iterator[Problem]:
    """Told once for each circle, at the branch that is written first."""
    names = list(outline.lines)
    if line.name != min(way, key=names.index):
        return
    if len(way) == 1:
        message = f"the branch {quoted(line.name)} leaves from itself"
    else:
        message = f"branches leave from each other in a circle: {' -> '.join([*way, way[0]])}"
    others = [outline.lines[name].origin for name in way[1:]]
    yield Problem(
        place=origin.place,
        message=message,
        hint="let one of them leave from main, or from start",
        code="branch-loop",
        related=tuple((other.place, "and from here") for other in others if other is not None),
    )
