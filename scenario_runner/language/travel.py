"""Rules of `at`, `via` and `thread`: back to a moment of the same conversation that has been."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.aims import Aim, aim, check_aim
from scenario_runner.language.fixed import check_fixed, fixed, is_settled
from scenario_runner.language.lost import called, ids_of, lost, lost_branch
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.selectors import check_contents
from scenario_runner.language.value import Value
from scenario_runner.language.words import listed, quoted
from scenario_runner.problem import Problem

VIAS = ("auto", "replay", "copy", "direct")
_ONE_WAY = ("invoke", "update_state")
_SEEN = tuple[Line, int]
"""A line, and how many of its steps may have been played."""


def check_travel(step: Value, index: int, line: Line, outline: Outline) -> Iterator[Problem]:
    """Problems of where and how one step of a line travels."""
    for key in ("at", "via", "thread"):
        if key in step.data:
            yield from check_fixed(step[key], line.names)
    yield from _via(step, line)
    if "at" not in step.data:
        return
    value = fixed(step["at"], line.names)
    yield from check_aim(value)
    if isinstance(value.data, dict) and "message" in value.data:
        yield from check_contents(value["message"])
    target = aim(value) if is_settled(value) else None
    if target is not None:
        yield from _moment(target, step, (line, index), outline)


def thread_of(step: Value, line: Line) -> str | None:
    """The thread a step acts on; None where a template of it cannot be known."""
    if "thread" not in step.data:
        return "main"
    thread = fixed(step["thread"], line.names)
    return str(thread.data) if is_settled(thread) else None


def _via(step: Value, line: Line) -> Iterator[Problem]:
    if not isinstance(step.data.get("via"), str):
        return
    via = fixed(step["via"], line.names)
    if not is_settled(via):
        return
    if via.data not in VIAS:
        message = f'"via" must be one of {listed(VIAS)}'
        if "{{" in step.data["via"]:  # what is written out is told by its schema
            yield Problem(place=via.place, message=message, hint="for example: via: direct",
                          code="wrong-value")  # fmt: skip
    elif via.data in {"replay", "copy"}:
        for act in _ONE_WAY:
            if act in step.data:
                yield Problem(
                    place=via.place,
                    message=f"{act} has one way to travel, the plain call",
                    hint="remove via, or write via: direct",
                    code="wrong-via",
                )


def _moment(target: Aim, step: Value, here: _SEEN, outline: Outline) -> Iterator[Problem]:
    line, index = here
    if target.kind == "start":
        yield Problem(
            place=target.value.place,
            message="there is nothing to go back to at start: no checkpoint is made yet",
            hint="make a branch with from: start",
            code="wrong-moment",
        )
        return
    seen, whole = _seen(line, index, outline)
    found = _find(target, seen)
    if found is not None:
        yield from _thread(target, step, line, found)
    elif whole or (target.branch or line.name) == line.name:
        fault = _not_seen(target, here, outline)
        if fault is not None:
            yield fault


def _seen(line: Line, index: int, outline: Outline) -> tuple[list[_SEEN], bool]:
    """What may have been played before a step: its own line, and those it comes from. False
    where the way back is not known."""
    seen, names = [(line, index)], {line.name}
    while line.name != "main" and (line.origin is None or line.origin.kind != "start"):
        target = outline.target(line)
        if target is None or target[0].name in names:
            return seen, False
        # A branch from inside a step may go back to what the step had made by then.
        inside = line.origin is not None and line.origin.kind == "in"
        line = target[0]
        names.add(line.name)
        seen.append((line, target[1] + inside))
    return seen, True


def _find(target: Aim, seen: list[_SEEN]) -> tuple[Line, Value] | tuple[Line, None] | None:
    """The line, and the step, that a moment means."""
    for line, count in seen:
        if target.branch not in {None, line.name}:
            continue
        if target.step is None:
            return line, None
        at = line.index_of(target.step)
        if at is not None and at < count:
            return line, line.steps[at]
    return None


def _not_seen(target: Aim, here: _SEEN, outline: Outline) -> Problem | None:
    line, index = here
    named = target.branch or line.name
    owner = outline.lines.get(named)
    if owner is None:
        return lost_branch(named, target, outline, but=None)
    at = owner.index_of(target.step) if target.step is not None else None
    if owner is line and at is not None:
        what = "this step itself" if at == index else "a later step"
        message = f"{quoted(target.step)} is {what}: it has not been played yet"
        hint = "go back to an earlier step"
    elif target.step is None or at is not None:
        message = f"{called(owner)} is not on the way to this step"
        hint = "at goes back in the same conversation; make a branch from there instead"
        if at is not None and owner.name in _ancestors(line, outline):
            message = f"{quoted(target.step)} was played in {called(owner)} only later"
    else:
        return _unknown(target, owner, outline)
    return Problem(place=target.step_place, message=message, hint=hint, code="wrong-moment")


def _unknown(target: Aim, owner: Line, outline: Outline) -> Problem | None:
    """A step that this conversation does not have: in another one, or nowhere."""
    if target.branch is not None:
        return lost(target, outline, but=None)
    for other in outline.lines.values():
        if target.step in other.ids:
            return Problem(
                place=target.step_place,
                message=f"{quoted(target.step)} is a step of {called(other)}, "
                "which is not on the way to this step",
                hint="at goes back in the same conversation; make a branch from there instead",
                code="wrong-moment",
            )
    return Problem(
        place=target.step_place,
        message=f"there is no step with the id {quoted(target.step)} before this one",
        hint=ids_of(target, owner),
        code="unknown-moment",
    )


def _ancestors(line: Line, outline: Outline) -> set[str]:
    return {seen.name for seen, _ in _seen(line, 0, outline)[0]}


def _thread(
    target: Aim, step: Value, line: Line, found: tuple[Line, Value | None]
) -> Iterator[Problem]:
    """A moment of another thread: travel stays in its own."""
    acts_on = thread_of(step, line)
    data = target.value.data
    of: str | None = acts_on
    place = target.value.place
    if isinstance(data, dict) and isinstance(data.get("thread"), str):
        of, place = data["thread"], target.value["thread"].place
    elif found[1] is not None:
        of = thread_of(found[1], found[0])
    if acts_on is not None and of is not None and of != acts_on:
        yield Problem(
            place=place,
            message=f"this moment is one of the thread {quoted(of)}, "
            f"but the step acts on {quoted(acts_on)}",
            hint=f"add thread: {of} to the step, or name a moment of {acts_on}",
            code="other-thread",
        )
