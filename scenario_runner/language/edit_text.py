"""Edits as changes of text: one at a time, with everything around it left as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from scenario_runner.language import write
from scenario_runner.language.edit_data import Edit, InsertItem, InsertKey, Remove, Replace
from scenario_runner.language.layout import Layout, Node, Slot
from scenario_runner.language.value import Data, Pointer

_MARGIN = re.compile(" *")


class CannotEdit(Exception):
    """A text that cannot be changed at a place: why, in a sentence without a full stop."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Splice:
    """New text in place of a span, and comments of that span that go on lines above it."""

    start: int
    end: int
    text: str
    above: tuple[str, ...] = ()


def edited_once(lay: Layout, edit: Edit) -> str:
    """The text after one edit. Raises CannotEdit and CannotWrite."""
    return _spliced(lay, _splice(lay, edit))


def _splice(lay: Layout, edit: Edit) -> Splice:
    match edit:
        case Replace(pointer=pointer, data=data):
            return _replace(lay, pointer, data)
        case InsertKey(pointer=pointer, key=key, data=data, at=at):
            lines, flow = write.entry(key, data), write.flow({key: data})[1:-1]
            new = _New(lines=lines, flow=flow, head="", data=data, whole={key: data}, at=at)
            return _insert(lay, pointer, new)
        case InsertItem(pointer=pointer, data=data, at=at):
            lines, flow = write.item(data), write.flow(data)
            new = _New(lines=lines, flow=flow, head="- ", data=data, whole=[data], at=at)
            return _insert(lay, pointer, new)
        case Remove(pointer=pointer):
            return _remove(lay, pointer)
        case _:
            assert_never(edit)


def _spliced(lay: Layout, splice: Splice) -> str:
    text, new = lay.text, splice.text
    start = lay.line_start(splice.start)
    margin = _MARGIN.match(text, start).group()  # type: ignore[union-attr]  # it always matches
    above = "".join(f"{margin}{comment}\n" for comment in splice.above)
    end = "\n" if splice.end == len(text) and text and not text.endswith("\n") else ""
    if "\r\n" in text:
        above, new, end = (part.replace("\n", "\r\n") for part in (above, new, end))
    return text[:start] + above + text[start : splice.start] + new + text[splice.end :] + end


def _own(slot: Slot) -> Node:
    """The part, unless what stands there is not only its own."""
    node = slot.node
    if node.kind == "alias" or any(each.anchor for each in (node, *slot.ancestors)):
        raise CannotEdit("an anchor or an alias stands there")
    if node.is_tagged:
        raise CannotEdit("a tag stands there")
    return node


# --- another value ------------------------------------------------------------------------


def _replace(lay: Layout, pointer: Pointer, data: Data) -> Splice:
    slot = lay.slot(pointer)
    node = _own(slot)
    if slot.parent is None:
        return _whole(lay, node, data)
    if not slot.in_flow:
        return _in_block(lay, slot, data)
    new, start = write.flow(data, quotes=_quotes(node)), node.start
    if node.is_missing and slot.parent.kind == "mapping":
        colon = lay.colon(slot.parent, slot.position)
        start = slot.parent.keys[slot.position].end if colon is None else colon + 1
        new = f": {new}" if colon is None else f" {new}"
        return Splice(start=start, end=start, text=new)
    return Splice(start=start, end=node.end, text=new, above=_said(lay, node.start, node.end))


def _whole(lay: Layout, node: Node, data: Data) -> Splice:
    inline, end = _inline(node, data, 0), lay.line_end(node.end)
    lines = write.block(data) if write.is_collection(data) else [write.flow(data)]
    new = "\n".join(lines) if inline is None else inline
    return Splice(start=node.start, end=end, text=new, above=_said(lay, node.start, end))


def _in_block(lay: Layout, slot: Slot, data: Data) -> Splice:
    node, head, column = slot.node, _head(lay, slot), _column(lay, slot)
    gap = lay.text[head : node.start]
    gap = gap if gap and not node.is_missing and gap.isspace() and "\n" not in gap else " "
    inline = _inline(node, data, lay.column(head))
    inside = lay.comments_in(head, node.end)
    if inline is not None and not inside:
        return Splice(start=head, end=node.end, text=gap + inline)
    end = lay.line_end(node.end)
    comments = lay.comments_in(head, end)
    own = next((span for span in comments if span[0] <= lay.line_end(head)), None)
    beside = f"  {lay.text[slice(*own)]}" if own is not None else ""
    above = tuple(lay.text[slice(*span)] for span in comments if span != own)
    if inline is not None:
        return Splice(start=head, end=end, text=gap + inline + beside, above=above)
    first, *rest = write.block(data, quotes=_quotes(node))
    margin = "\n" + " " * (column + 2)
    compact = slot.parent is not None and slot.parent.kind == "sequence" and not beside
    if write.is_collection(data) and not compact:
        new = beside + "".join(margin + line for line in (first, *rest))
    else:
        new = f" {first}{beside}" + "".join(margin + line if line else "\n" for line in rest)
    return Splice(start=head, end=end, text=new, above=above)


def _inline(node: Node, data: Data, column: int) -> str | None:
    """The data on one line, unless lines of their own are better."""
    if write.is_collection(data):
        told = write.flow(data)
        is_block = node.kind in {"mapping", "sequence"} and not node.is_flow
        return None if is_block or column + len(told) >= write.WIDTH else told
    lines = write.block(data, quotes=_quotes(node))
    return lines[0] if len(lines) == 1 else None


def _quotes(node: Node) -> write.Quotes:
    return "'" if node.style == "'" else '"' if node.style == '"' else ""


def _head(lay: Layout, slot: Slot) -> int:
    """The end of the colon or dash before a part in block style."""
    parent = slot.parent
    if parent is None:
        return 0
    if parent.kind == "sequence":
        return lay.dash(parent, slot.position) + 1
    colon = lay.colon(parent, slot.position)
    if colon is None:
        raise CannotEdit("the key has no colon")
    return colon + 1


def _column(lay: Layout, slot: Slot) -> int:
    return lay.column(_begin(lay, slot.parent, slot.position)) if slot.parent else 0


def _begin(lay: Layout, parent: Node, position: int) -> int:
    """Where an entry or an item begins: its key, its dash, or itself."""
    if parent.kind == "mapping":
        return parent.keys[position].start
    return parent.parts[position].start if parent.is_flow else lay.dash(parent, position)


def _said(lay: Layout, start: int, end: int) -> tuple[str, ...]:
    return tuple(lay.text[slice(*span)] for span in lay.comments_in(start, end))


# --- more of them, fewer of them ----------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _New:
    """An entry or an item in both styles, and alone in a collection of its own."""

    lines: list[str]
    flow: str
    head: str
    """What stands before the flow style on a line of its own."""
    data: Data
    whole: Data
    at: int | None


def _insert(lay: Layout, pointer: Pointer, new: _New) -> Splice:
    slot = lay.slot(pointer)
    node = _own(slot)
    if node.kind == "scalar" or (not node.parts and not slot.in_flow):
        return _replace(lay, pointer, new.whole)
    at = len(node.parts) if new.at is None else new.at
    if node.is_flow:
        if lay.text[node.start] not in "{[":
            raise CannotEdit("a pair without brackets stands there")
        before, after = (", ", "") if at else ("", ", " if node.parts else "")
        start = node.parts[at - 1].end if at else node.start + 1
        return Splice(start=start, end=start, text=before + new.flow + after)
    column = lay.column(_begin(lay, node, 0))
    margin, lines = "\n" + " " * column, _like(node.parts[max(at - 1, 0)], new, column)
    if at:
        start = lay.line_end(node.parts[at - 1].end)
        text = "".join(margin + line if line else "\n" for line in lines)
    else:
        start = _begin(lay, node, 0)
        text = "".join(line + (margin if line else "\n") for line in lines)
    return Splice(start=start, end=start, text=text)


def _like(sibling: Node, new: _New, column: int) -> list[str]:
    """The lines in the style of the part beside it: on one line, if that is."""
    on_one_line = sibling.is_flow and write.is_collection(new.data)
    fits = column + len(new.head + new.flow) < write.WIDTH
    return [new.head + new.flow] if on_one_line and fits else new.lines


def _remove(lay: Layout, pointer: Pointer) -> Splice:
    slot = lay.slot(pointer)
    parent, at = slot.parent, slot.position
    if parent is None:
        raise CannotEdit("the whole document cannot be removed")
    _own(slot)
    if len(parent.parts) == 1:
        return _replace(lay, pointer[:-1], {} if parent.kind == "mapping" else [])
    start, end = _begin(lay, parent, at), slot.node.end
    last = at == len(parent.parts) - 1
    if parent.is_flow:
        start = parent.parts[at - 1].end if last else start
        end = end if last else _begin(lay, parent, at + 1)
    elif lay.text[lay.line_start(start) : start].strip():  # behind the dash of an item
        end = _begin(lay, parent, at + 1)
    else:
        start, end = lay.line_start(start), min(lay.line_end(end) + 1, len(lay.text))
        end += lay.text[end - 1 : end + 1] == "\r\n"
    return Splice(start=start, end=end, text="", above=_said(lay, start, end))
