"""Rules of `at`, `via` and `thread`: back to a moment of the same conversation that has been."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.aims import Aim, aim, check_aim
from scenario_runner.language.fixed import Names, check_fixed, fixed, is_settled
from scenario_runner.language.lineage import Seen, found_in, seen_by
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.selectors import check_contents
from scenario_runner.language.template import is_template
from scenario_runner.language.unseen import unseen
from scenario_runner.language.value import Value
from scenario_runner.language.words import listed, quoted
from scenario_runner.problem import Problem

VIAS = ("auto", "replay", "copy", "direct")
_ONE_WAY = ("invoke", "update_state")


def check_travel(step: Value, index: int, line: Line, outline: Outline) -> Iterator[Problem]:
    """Problems of where and how one step of a line travels."""
    yield from _parent(step, (line, index), outline)
    written = [key for key in ("at", "via", "thread") if key in step.data]
    names = outline.names_of(line) if written else {}
    for key in written:
        yield from check_fixed(step[key], names)
    yield from _via(step, names)
    if "at" not in step.data:
        return
    value = fixed(step["at"], names)
    yield from check_aim(value)
    if isinstance(value.data, dict) and "message" in value.data:
        yield from check_contents(value["message"])
    target = aim(value) if is_settled(value) else None
    if target is not None:
        yield from _moment(target, step, (line, index), outline)


def _parent(step: Value, here: Seen, outline: Outline) -> Iterator[Problem]:
    """The moment that `checkpoints` expects its first one to hang from."""
    value = step
    for key in ("expect", "checkpoints", "parent"):
        if not isinstance(value.data, dict) or key not in value.data:
            return
        value = value[key]
    target = aim(value) if isinstance(value.data, str) and not is_template(value.data) else None
    if target is None:
        return
    if target.kind == "start":
        yield Problem(
            place=value.place,
            message="start is no checkpoint, and so no parent",
            hint="write null for a checkpoint without a parent",
            code="wrong-moment",
        )
        return
    seen, whole = seen_by(*here, outline)
    if found_in(target, seen) is None and whole:
        instead = "name a step on the way to this one"
        if (fault := unseen(target, here, outline, instead=instead)) is not None:
            yield fault


def _thread_of(step: Value, line: Line, outline: Outline) -> str | None:
    """The thread a step acts on; None where it is no text, or a template that cannot be known."""
    if "thread" not in step.data:
        return "main"
    thread = fixed(step["thread"], outline.names_of(line))
    return thread.data if is_settled(thread) and isinstance(thread.data, str) else None


def _via(step: Value, names: Names) -> Iterator[Problem]:
    if not isinstance(step.data.get("via"), str):
        return
    via = fixed(step["via"], names)
    if not is_settled(via):
        return
    if via.data not in VIAS:
        message = f'"via" must be one of {listed(VIAS)}, not {quoted(via.data)}'
        if "{{" in step.data["via"]:  # what is written out is told by its schema
            yield Problem(place=via.place, message=message, hint="for example: via: direct",
                          code="wrong-value")  # fmt: skip
    elif via.data in {"replay", "copy"}:
        for act in _ONE_WAY:
            if act in step.data:
                yield Problem(
                    place=via.place,
                    message=f"{act} goes back in one way only, by the plain call",
                    hint="remove via, or write via: direct",
                    code="wrong-via",
                )


def _moment(target: Aim, step: Value, here: Seen, outline: Outline) -> Iterator[Problem]:
    line, index = here
    if target.kind == "start":
        yield Problem(
            place=target.value.place,
            message="there is nothing to go back to at start: no checkpoint is made yet",
            hint="make a branch with from: start",
            code="wrong-moment",
        )
        return
    seen, whole = seen_by(line, index, outline)
    found = found_in(target, seen)
    if found is not None:
        threads = (_thread_of(step, line, outline), _thread_of_moment(target, found, outline))
        if None not in threads and threads[0] != threads[1]:
            yield _other_thread(target, *threads)
    elif whole or (target.branch or line.name) == line.name:
        instead = '"at" stays in the same conversation; make a branch from there instead'
        if (fault := unseen(target, here, outline, instead=instead)) is not None:
            yield fault


def _thread_of_moment(
    target: Aim, found: tuple[Line, Value | None], outline: Outline
) -> str | None:
    """The thread that the moment is one of; None where that is the step's own."""
    data = target.value.data
    if isinstance(data, dict) and isinstance(data.get("thread"), str):
        return str(data["thread"])
    line, step = found
    return None if step is None else _thread_of(step, line, outline)


def _other_thread(target: Aim, acts_on: str | None, of: str | None) -> Problem:
    """Travel stays in its own thread."""
    data = target.value.data
    named = isinstance(data, dict) and "thread" in data
    return Problem(
        place=target.value["thread"].place if named else target.value.place,
        message=f"this moment is one of the thread {quoted(of)}, "
        f"but the step acts on {quoted(acts_on)}",
        hint=f"add thread: {of} to the step, or name a moment of {acts_on}",
        code="other-thread",
    )
