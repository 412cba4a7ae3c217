"""Edits as changes of text: one at a time, with everything around it left as it stands."""

from __future__ import annotations

from typing import assert_never

from scenario_runner.language import write
from scenario_runner.language.edit_data import Edit, InsertItem, InsertKey, Remove, Replace
from scenario_runner.language.edit_insert import New, inserted, removed
from scenario_runner.language.edit_replace import replaced
from scenario_runner.language.edit_splice import Splice, spliced
from scenario_runner.language.layout import Layout


def edited_once(lay: Layout, edit: Edit) -> str:
    """The text after one edit. Raises CannotEdit and CannotWrite."""
    return spliced(lay, _splice(lay, edit))


def _splice(lay: Layout, edit: Edit) -> Splice:
    match edit:
        case Replace(pointer=pointer, data=data):
            return replaced(lay, pointer, data)
        case InsertKey(pointer=pointer, key=key, data=data, at=at, room=room):
            lines, flow = write.entry(key, data, room=room), write.flow({key: data})[1:-1]
            new = New(lines=lines, flow=flow, head="", data=data, whole={key: data}, at=at)
            return inserted(lay, pointer, new)
        case InsertItem(pointer=pointer, data=data, at=at):
            lines, flow = write.item(data), write.flow(data)
            new = New(lines=lines, flow=flow, head="- ", data=data, whole=[data], at=at)
            return inserted(lay, pointer, new)
        case Remove(pointer=pointer):
            return removed(lay, pointer)
        case _:
            assert_never(edit)
