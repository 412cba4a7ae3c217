"""Suggestions as YAML to paste, or as they are inserted into the file."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.language.edit import Edit, InsertKey, edited
from scenario_runner.language.source import read
from scenario_runner.language.write import WIDTH, CannotWrite, Room, entry
from scenario_runner.report.visible import one_line
from scenario_runner.suggesting.model import Suggested, Suggestion

_ROOM = Room(columns=WIDTH - 4, deepest=2)
_LONGEST = 300


def suggestions_text(told: Suggested) -> str:
    """What stands under `branches`; all that is said besides is comments."""
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Suggested) -> Iterator[str]:
    if not told.questions:
        yield f"# {one_line(told.file, _LONGEST)} meets no question"
        return
    if not told.suggestions:
        yield f"# {one_line(told.file, _LONGEST)} tells all that is known to be told"
    else:
        yield f"# to paste under branches in {one_line(told.file, _LONGEST)}"
    for given in told.ids:
        where = "" if given.file == told.file else f" of {one_line(given.file, _LONGEST)}"
        yield f"# first give the step at line {given.line}{where} the id {given.id}"
    for one in told.suggestions:
        yield from _suggestion(one)
    for left in told.left_out:
        yield f"# not possible: {one_line(f'{left.what}: {left.why}', _LONGEST)}"


def _suggestion(one: Suggestion) -> Iterator[str]:
    try:
        lines = entry(one.name, one.branch, room=_ROOM)
    except CannotWrite as fault:
        yield f"# {one.name} cannot be written: {fault}"
        return
    if one.failure is not None:
        yield f"  # fails: {one_line(one.failure, _LONGEST)}"
    yield from (f"  {line}" if line else line for line in lines)


def with_suggestions(text: str, told: Suggested) -> str:
    """The text of the file with the ids and the branches in it. Raises CannotEdit and
    CannotWrite."""
    edits: list[Edit] = [
        InsertKey(pointer=given.pointer, key="id", data=given.id, at=0) for given in told.ids
    ]
    passing = [one for one in told.suggestions if one.failure is None]
    if passing and "branches" not in read(told.file, text.encode()).data:
        first, *passing = passing
        data = {first.name: first.branch}
        edits.append(InsertKey(pointer=(), key="branches", data=data, room=_ROOM))
    edits += [
        InsertKey(pointer=("branches",), key=one.name, data=one.branch, room=_ROOM)
        for one in passing
    ]
    return edited(text, edits)
