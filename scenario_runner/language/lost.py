"""Branches and steps that moments name and that are not there: what was probably meant."""

from __future__ import annotations

from scenario_runner.language.aims import Aim
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.words import listed, meant, quoted
from scenario_runner.problem import Problem


def lost(aim: Aim, outline: Outline, *, but: Line | None) -> Problem | None:
    """What is wrong where a moment's branch or step does not exist; a bare one is of main.
    `but` is the branch that leaves there: nobody is told to leave from it."""
    if aim.kind == "start":
        return None
    name = aim.branch or "main"
    owner = outline.lines.get(name)
    if owner is None:
        return lost_branch(name, aim, outline, but=but)
    if aim.step is None or owner.index_of(aim.step) is not None:
        return None
    if aim.branch is None and (of := _branch_called(aim.step, outline)) is not None:
        message = f"{quoted(aim.step)} is a branch, not a step"
        hint = f"name one of its steps, such as {of.name}/{of.ids[-1] if of.ids else 'STEP'}"
    else:
        message = f"there is no step with the id {quoted(aim.step)} in {called(owner)}"
        hint = _elsewhere(aim, owner, outline) or ids_of(aim, owner)
    return Problem(place=aim.step_place, message=message, hint=hint, code="unknown-moment")


def lost_branch(name: str, aim: Aim, outline: Outline, *, but: Line | None) -> Problem | None:
    """An unknown branch; None where its rows are told to be wrong."""
    made = outline.rows_of(name)
    base = name.partition("[")[0]
    line = outline.lines.get(base)
    if line is not None and line.branch is not None and "for_each" in line.branch.data:
        return None
    form = f"{{}}/{aim.step}" if _in_text(aim) else "{}"
    others = [other for other in outline.lines if but is None or other != but.name]
    if made:
        message = f"{quoted(name)} is several branches, one for each row"
        hint: str | None = f"name one of them, such as {form.format(made[0])}"
    else:
        message = f"there is no branch {quoted(name)}"
        near = [other for other in outline.rows_of(base) if other in others]
        hint = guess(name, near or others, form) or f"branches are: {listed(near or others)}"
    return Problem(place=aim.branch_place, message=message, hint=hint, code="unknown-moment")


def _branch_called(name: str, outline: Outline) -> Line | None:
    """The branch of that name, or the first that its rows make."""
    return outline.lines.get(next(iter(outline.rows_of(name)), name))


def called(line: Line) -> str:
    """A branch as messages call it."""
    return "main" if line.name == "main" else f"the branch {quoted(line.name)}"


def guess(word: str, known: list[str], form: str) -> str | None:
    """`did you mean "x"?`, x written as the form wants; None where nothing is near."""
    close = meant(word, known)
    return None if close is None else f"did you mean {quoted(form.format(close))}?"


def ids_of(aim: Aim, owner: Line) -> str:
    """The steps of a branch that moments may name."""
    prefix = "" if owner.name == "main" or not _in_text(aim) else f"{owner.name}/"
    start = ["start"] if aim.kind == "after" else []
    if (near := guess(str(aim.step), [*owner.ids, *start], prefix + "{}")) is not None:
        return near.replace(f'"{prefix}start"', '"start"')
    if not owner.ids:
        return "give the step to leave from an id"
    return f"its steps with an id are: {listed(owner.ids)}"


def _in_text(aim: Aim) -> bool:
    """Whether the branch is written before the step, and not by itself."""
    data = aim.value.data
    return not (isinstance(data, dict) and "branch" in data) and aim.step is not None


def _elsewhere(aim: Aim, owner: Line, outline: Outline) -> str | None:
    step = str(aim.step)
    for other in outline.lines.values():
        if other is not owner and step in other.ids:
            return guess(step, [step], "{}" if other.name == "main" else f"{other.name}/{{}}")
    return None
