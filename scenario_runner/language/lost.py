"""Branches and steps that moments name and that are not there: what was probably meant."""

from __future__ import annotations

from collections.abc import Set

from scenario_runner.language.aims import Aim
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.words import flow, listed, meant, quoted
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
        hint = f"name one of its steps, such as {flow(f'{of.name}/{_last_id(of)}')}"
    else:
        message = f"there is no step with the id {quoted(aim.step)} in {called(owner)}"
        hint = _elsewhere(aim, owner, outline) or ids_of(aim, owner)
    return Problem(place=aim.step_place, message=message, hint=hint, code="unknown-moment")


def lost_branch(
    name: str, aim: Aim, outline: Outline, *, but: Line | None, among: Set[str] | None = None
) -> Problem | None:
    """An unknown branch; None where its rows are told to be wrong. `among` are those that may
    be meant, where it is not every one."""
    made = outline.rows_of(name)
    base = name.partition("[")[0]
    line = outline.lines.get(base)
    if line is not None and line.branch is not None and "for_each" in line.branch.data:
        return None
    others = [other for other in outline.lines if but is None or other != but.name]
    are = "branches are"
    if among is not None:
        others = [other for other in others if other in among]
        are = "branches on the way to this step are"
    if made:
        message = f"{quoted(name)} is several branches, one for each row"
        hint: str | None = f"name one of them, such as {flow(_in(outline.lines[made[0]], aim))}"
    else:
        message = f"there is no branch {quoted(name)}"
        near = [other for other in outline.rows_of(base) if other in others]
        close = meant(name, near or others)
        hint = f"{are}: {listed(map(flow, near or others))}"
        if close is not None:
            hint = f"did you mean {quoted(_in(outline.lines[close], aim))}?"
    return Problem(place=aim.branch_place, message=message, hint=hint, code="unknown-moment")


def _in(line: Line, aim: Aim) -> str:
    """What to write for the moment in that branch, where it has a step like the one named."""
    if not _in_text(aim):
        return line.name
    step = aim.step if aim.step in line.ids else meant(str(aim.step), line.ids)
    return f"{line.name}/{step or _last_id(line)}"


def _last_id(line: Line) -> str:
    return line.ids[-1] if line.ids else "STEP"


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
        return "give an id to the step that is meant"
    return f"its steps with an id are: {listed(owner.ids)}"


def _in_text(aim: Aim) -> bool:
    """Whether the branch is written before the step, and not by itself."""
    data = aim.value.data
    return not (isinstance(data, dict) and "branch" in data) and aim.step is not None


def _elsewhere(aim: Aim, owner: Line, outline: Outline) -> str | None:
    step = str(aim.step)
    for other in outline.lines.values():
        if other is owner or step not in other.ids:
            continue
        if not _in_text(aim):
            return f"{called(other)} has a step of that id: write branch: {flow(other.name)}"
        return guess(step, [step], "{}" if other.name == "main" else f"{other.name}/{{}}")
    return None
