"""Moments that are not on the way to a step: later ones, those of other branches, unknown ones."""

from __future__ import annotations

from scenario_runner.language.aims import Aim
from scenario_runner.language.lineage import Seen, seen_by
from scenario_runner.language.lost import called, ids_of, lost, lost_branch
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem


def unseen(target: Aim, here: Seen, outline: Outline, *, instead: str) -> Problem | None:
    """What is wrong with a moment that is not on the way to a step; `instead` is what to do where
    it is one of another conversation. None where that is told elsewhere."""
    line, index = here
    named = target.branch or line.name
    owner = outline.lines.get(named)
    if owner is None:
        among = _ancestors(line, outline) | {line.name}
        return lost_branch(named, target, outline, but=None, among=among)
    at = owner.index_of(target.step) if target.step is not None else None
    if owner is line and at is not None:
        what = "this step itself" if at == index else "a later step"
        message = f"{quoted(target.step)} is {what}: it has not been played yet"
        hint = "name an earlier step"
    elif target.step is None or at is not None:
        message = f"{called(owner)} is not on the way to this step"
        hint = instead
        if at is not None and owner.name in _ancestors(line, outline):
            message = f"{quoted(target.step)} was played in {called(owner)} only later"
    else:
        return _unknown(target, owner, outline, instead)
    return Problem(place=target.step_place, message=message, hint=hint, code="wrong-moment")


def _unknown(target: Aim, owner: Line, outline: Outline, instead: str) -> Problem | None:
    """A step that this conversation does not have: in another one, or nowhere."""
    if target.branch is not None:
        return lost(target, outline, but=None)
    for other in outline.lines.values():
        if target.step in other.ids:
            return Problem(
                place=target.step_place,
                message=f"{quoted(target.step)} is a step of {called(other)}, "
                "which is not on the way to this step",
                hint=instead,
                code="wrong-moment",
            )
    return Problem(
        place=target.step_place,
        message=f"there is no step with the id {quoted(target.step)} before this one",
        hint=ids_of(target, owner),
        code="unknown-moment",
    )


def _ancestors(line: Line, outline: Outline) -> set[str]:
    return {seen.name for seen, _ in seen_by(line, 0, outline)[0]}
