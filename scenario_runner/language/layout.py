"""Where each part of a YAML text begins and ends, comments, dashes and colons included.

`source` reads data with the places that messages name; this is for changing the text, which
wants exact spans, also of what an alias only names. `layout_read` makes it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import field
from typing import Literal

from scenario_runner.frozen import frozen
from scenario_runner.language.value import Pointer


@frozen
class Node:
    """One value and where it stands. Indexes count characters of the text from 0."""

    kind: Literal["scalar", "alias", "mapping", "sequence"]
    start: int
    """Of its anchor or tag, where it has one; for a missing value, where it would stand."""
    end: int
    """Behind its last character; what follows on that line is a comment or another part."""
    style: str = ""
    """Of a scalar: empty for a plain one, else the character that opens it."""
    is_flow: bool = False
    """A mapping or list in brackets."""
    anchor: str | None = None
    """The name after `&` or `*`."""
    is_tagged: bool = False
    keys: tuple[Node, ...] = ()
    """Of a mapping, one for each of `parts`."""
    names: tuple[str, ...] = ()
    """Of a mapping: the keys as text."""
    parts: tuple[Node, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Nothing is written, which YAML reads as null."""
        return self.kind == "scalar" and self.start == self.end


@frozen
class Slot:
    """A part, and how it hangs in what is around it."""

    node: Node
    parent: Node | None
    """None for the whole document."""
    position: int
    """Among the parent's parts."""
    in_flow: bool
    """Something around it is in brackets."""
    ancestors: tuple[Node, ...]
    """What is around it, from the document inwards."""


@frozen
class Layout:
    """A text with the spans of its parts."""

    text: str
    root: Node
    dashes: tuple[int, ...] = field(repr=False)
    """Where each dash of a list in block style stands."""
    colons: tuple[int, ...] = field(repr=False)
    comments: tuple[tuple[int, int], ...] = field(repr=False)
    """The span of each comment, in order."""

    def slot(self, pointer: Pointer) -> Slot:
        """The part at a pointer. Raises LookupError where there is none."""
        node, parent, position = self.root, None, 0
        around: list[Node] = []
        for step in pointer:
            parent = node
            around.append(node)
            position = _position(node, step)
            node = node.parts[position]
        in_flow = any(each.is_flow for each in around)
        return Slot(
            node=node,
            parent=parent,
            position=position,
            in_flow=in_flow,
            ancestors=tuple(around),
        )

    def dash(self, sequence: Node, position: int) -> int:
        """Where the dash of an item of a list in block style stands."""
        return self.dashes[bisect_left(self.dashes, sequence.parts[position].start) - 1]

    def colon(self, mapping: Node, position: int) -> int | None:
        """Where the colon of an entry of a mapping stands; None where it has none."""
        after = self.colons[bisect_left(self.colons, mapping.keys[position].end) :][:1]
        return after[0] if after and after[0] <= mapping.parts[position].start else None

    def comments_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """The comments that stand in a span of the text."""
        return [span for span in self.comments if start <= span[0] < end]

    def line_start(self, index: int) -> int:
        """Where the line of a character begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line of a character ends, before its line break."""
        found = self.text.find("\n", index)
        end = len(self.text) if found < 0 else found
        return end - 1 if end > index and self.text[end - 1] == "\r" else end

    def column(self, index: int) -> int:
        """How many characters stand before it on its line."""
        return index - self.line_start(index)


def _position(node: Node, step: str | int) -> int:
    if node.kind == "mapping" and step in node.names:
        return node.names.index(str(step))
    if node.kind == "sequence" and isinstance(step, int) and 0 <= step < len(node.parts):
        return step
    raise LookupError(step)
