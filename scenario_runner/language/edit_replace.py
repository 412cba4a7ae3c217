"""Another value in place of one: on its line where it fits, in the style of what was there."""

from __future__ import annotations

from scenario_runner.language import write
from scenario_runner.language.edit_splice import CannotEdit, Splice, begin, own, said
from scenario_runner.language.layout import Layout, Node, Slot
from scenario_runner.language.value import Data, Pointer


def replaced(lay: Layout, pointer: Pointer, data: Data) -> Splice:
    """Another value at a place, comments kept. Raises CannotEdit and CannotWrite."""
    slot = lay.slot(pointer)
    node = own(slot)
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
    return Splice(start=start, end=node.end, text=new, above=said(lay, node.start, node.end))


def _whole(lay: Layout, node: Node, data: Data) -> Splice:
    inline, end = _inline(node, data, 0), lay.line_end(node.end)
    lines = write.block(data) if write.is_collection(data) else [write.flow(data)]
    new = "\n".join(lines) if inline is None else inline
    return Splice(start=node.start, end=end, text=new, above=said(lay, node.start, end))


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
    return lay.column(begin(lay, slot.parent, slot.position)) if slot.parent else 0
