"""One more entry or item in the style of those beside it, or one less."""

from __future__ import annotations

from scenario_runner.frozen import frozen
from scenario_runner.language import write
from scenario_runner.language.edit_replace import replaced
from scenario_runner.language.edit_splice import CannotEdit, Splice, begin, own, said
from scenario_runner.language.layout import Layout, Node
from scenario_runner.language.value import Data, Pointer


@frozen
class New:
    """An entry or an item in both styles, and alone in a collection of its own."""

    lines: list[str]
    flow: str
    head: str
    """What stands before the flow style on a line of its own."""
    data: Data
    whole: Data
    at: int | None


def inserted(lay: Layout, pointer: Pointer, new: New) -> Splice:
    """A new part of a mapping or a list. Raises CannotEdit and CannotWrite."""
    slot = lay.slot(pointer)
    node = own(slot)
    if node.kind == "scalar" or (not node.parts and not slot.in_flow):
        return replaced(lay, pointer, new.whole)
    at = len(node.parts) if new.at is None else new.at
    if node.is_flow:
        if lay.text[node.start] not in "{[":
            raise CannotEdit("a pair without brackets stands there")
        before, after = (", ", "") if at else ("", ", " if node.parts else "")
        start = node.parts[at - 1].end if at else node.start + 1
        return Splice(start=start, end=start, text=before + new.flow + after)
    column = lay.column(begin(lay, node, 0))
    margin, lines = "\n" + " " * column, _like(node.parts[max(at - 1, 0)], new, column)
    if at:
        start = lay.line_end(node.parts[at - 1].end)
        text = "".join(margin + line if line else "\n" for line in lines)
    else:
        start = begin(lay, node, 0)
        text = "".join(line + (margin if line else "\n") for line in lines)
    return Splice(start=start, end=start, text=text)


def _like(sibling: Node, new: New, column: int) -> list[str]:
    """The lines in the style of the part beside it: on one line, if that is."""
    on_one_line = sibling.is_flow and write.is_collection(new.data)
    fits = column + len(new.head + new.flow) < write.WIDTH
    return [new.head + new.flow] if on_one_line and fits else new.lines


def removed(lay: Layout, pointer: Pointer) -> Splice:
    """One part less; what is left without any is empty. Raises CannotEdit."""
    slot = lay.slot(pointer)
    parent, at = slot.parent, slot.position
    if parent is None:
        raise CannotEdit("the whole document cannot be removed")
    own(slot)
    if len(parent.parts) == 1:
        return replaced(lay, pointer[:-1], {} if parent.kind == "mapping" else [])
    start, end = begin(lay, parent, at), slot.node.end
    last = at == len(parent.parts) - 1
    if parent.is_flow:
        start = parent.parts[at - 1].end if last else start
        end = end if last else begin(lay, parent, at + 1)
    elif lay.text[lay.line_start(start) : start].strip():  # behind the dash of an item
        end = begin(lay, parent, at + 1)
    else:
        start, end = lay.line_start(start), min(lay.line_end(end) + 1, len(lay.text))
        end += lay.text[end - 1 : end + 1] == "\r\n"
    return Splice(start=start, end=end, text="", above=said(lay, start, end))
