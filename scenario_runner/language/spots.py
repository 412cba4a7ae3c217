"""Where YAML's nodes stand in their text, and what PyYAML does not say of them."""

from __future__ import annotations

import re

import yaml

from scenario_runner.language.spot_places import Spot
from scenario_runner.language.text import place_in
from scenario_runner.problem import BREAK

_PROPERTIES = re.compile(r"(?:&\S+\s+)?(!\S*)")
_ANCHOR = re.compile(r"&[^\s,\[\]{}]+\s*")


class Spotter:
    """Finds the spots of the nodes of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._anchors, self._tags, self._templates = "&" in text, "!" in text, "{{" in text
        end = place_in("", text, len(text))
        self._end = (end.line, end.column, 1)

    def spot(self, node: yaml.Node) -> Spot:
        """Where the value begins (behind its anchor), and how much of that line it takes."""
        start, end = node.start_mark, node.end_mark
        index, column = start.index, start.column
        if index >= len(self._text):
            return self._end  # where a value is missing, libyaml may point behind the last line
        if self._anchors and self._text[index] == "&":
            anchor = _ANCHOR.match(self._text, index)
            skipped = anchor.group() if anchor is not None else ""
            if not BREAK.search(skipped) and index + len(skipped) < end.index:
                index, column = index + len(skipped), column + len(skipped)
        if end.line == start.line:
            length = end.column - column
        else:
            line_end = BREAK.search(self._text, index)
            length = len(self._text[index : line_end.start() if line_end else None].rstrip())
        return start.line + 1, column + 1, max(length, 1)

    def tag(self, node: yaml.Node) -> str | None:
        """The tag written before the node. PyYAML does not tell it from one it inferred."""
        if not self._tags:
            return None
        start = node.start_mark.index
        if self._text[start : start + 1] not in {"!", "&"}:
            return None
        found = _PROPERTIES.match(self._text, start)
        return found.group(1) if found is not None else None

    def template(self, node: yaml.MappingNode) -> str | None:
        """The text of `{{ x }}` without quotes, which YAML takes for a mapping in a mapping."""
        if not self._templates:
            return None
        start = node.start_mark.index
        if self._text[start : start + 2] != "{{" or not node.value:
            return None
        if not isinstance(node.value[0][0], yaml.MappingNode):
            return None
        return self._text[start : node.end_mark.index]


def last_line(node: yaml.ScalarNode) -> int:
    """The last line of a scalar; a block scalar's own mark stands behind its last line."""
    start = int(node.start_mark.line)
    if node.style == "|":
        return start + 2 + str(node.value).rstrip("\n").count("\n")
    if node.style == ">":
        return max(int(node.end_mark.line), start + 1)
    return int(node.end_mark.line) + 1


def size(node: yaml.Node, limit: int) -> int:
    """How many values the node holds with its aliases written out, counted up to `limit`."""
    counted, waiting = 0, [node]
    while waiting and counted <= limit:
        part = waiting.pop()
        counted += 1
        if isinstance(part, yaml.MappingNode):
            waiting.extend(value for _, value in part.value)
        elif isinstance(part, yaml.SequenceNode):
            waiting.extend(part.value)
    return counted
