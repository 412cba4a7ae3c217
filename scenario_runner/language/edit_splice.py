"""Putting new text in the place of a span, and what every edit asks of a layout."""

from __future__ import annotations

import re

from scenario_runner.frozen import frozen
from scenario_runner.language.layout import Layout, Node, Slot

_MARGIN = re.compile(" *")


class CannotEdit(Exception):
    """A text that cannot be changed at a place: why, in a sentence without a full stop."""


@frozen
class Splice:
    """New text in place of a span, and comments of that span that go on lines above it."""

    start: int
    end: int
    text: str
    above: tuple[str, ...] = ()


def spliced(lay: Layout, splice: Splice) -> str:
    """The whole text with the new one in it; the file's own kind of line breaks."""
    text, new = lay.text, splice.text
    start = lay.line_start(splice.start)
    margin = _MARGIN.match(text, start).group()  # type: ignore[union-attr]  # it always matches
    above = "".join(f"{margin}{comment}\n" for comment in splice.above)
    end = "\n" if splice.end == len(text) and text and not text.endswith("\n") else ""
    if "\r\n" in text:
        above, new, end = (part.replace("\n", "\r\n") for part in (above, new, end))
    return text[:start] + above + text[start : splice.start] + new + text[splice.end :] + end


def own(slot: Slot) -> Node:
    """The part, unless what stands there is not only its own. Raises CannotEdit."""
    node = slot.node
    if node.kind == "alias" or any(each.anchor for each in (node, *slot.ancestors)):
        raise CannotEdit("an anchor or an alias stands there")
    if node.is_tagged:
        raise CannotEdit("a tag stands there")
    return node


def begin(lay: Layout, parent: Node, position: int) -> int:
    """Where an entry or an item begins: its key, its dash, or itself."""
    if parent.kind == "mapping":
        return parent.keys[position].start
    return parent.parts[position].start if parent.is_flow else lay.dash(parent, position)


def said(lay: Layout, start: int, end: int) -> tuple[str, ...]:
    """The comments of a span."""
    return tuple(lay.text[slice(*span)] for span in lay.comments_in(start, end))
