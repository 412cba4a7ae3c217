"""The walk over YAML's nodes: data, places, and what must not stand in a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from scenario_runner.language.scalar import LONGEST_INTEGER, plain_scalar, truth_word
from scenario_runner.language.text import place_in
from scenario_runner.language.value import Data, Places, Pointer
from scenario_runner.problem import Place, Problem

LARGEST_EXPANSION = 10_000
"""How many values aliases may add to a file; bombs grow tenfold with each line."""

_PROPERTIES = re.compile(r"(?:&\S+\s+)?(!\S*)")
_ANCHOR = re.compile(r"&[^\s,\[\]{}]+\s*")

Spot = tuple[int, int, int]
"""Line, column and length, as in a Place."""


class SpotPlaces(Mapping[Pointer, Place]):
    """Places made when asked for: few of a file's thousands ever are."""

    def __init__(self, file: str, spots: dict[Pointer, Spot]) -> None:
        self._file = file
        self._spots = spots

    def __getitem__(self, pointer: Pointer) -> Place:
        line, column, length = self._spots[pointer]
        return Place(file=self._file, line=line, column=column, length=length)

    def __iter__(self) -> Iterator[Pointer]:
        return iter(self._spots)

    def __len__(self) -> int:
        return len(self._spots)


@dataclass(kw_only=True)
class Walk:
    """One walk over one document. Collects problems instead of stopping at the first."""

    file: str
    text: str
    deepest: int
    problems: list[Problem] = field(default_factory=list)
    last_lines: dict[Pointer, int] = field(default_factory=dict)
    _values: dict[Pointer, Spot] = field(default_factory=dict)
    _keys: dict[Pointer, Spot] = field(default_factory=dict)
    _end: Spot = (1, 1, 1)
    _seen: set[int] = field(default_factory=set)
    _open: set[int] = field(default_factory=set)
    _aliased: int = 0
    _added: int = 0

    def document(self, node: yaml.Node) -> Data:
        """The data of the whole document; its problems are in file order afterwards."""
        end = place_in(self.file, self.text, len(self.text))
        self._end = (end.line, end.column, 1)
        data, _ = self._node(node, ())
        self.problems.sort(key=lambda problem: (problem.place.line, problem.place.column))
        return data

    def places(self) -> Places:
        """Where everything walked over stands."""
        return Places(
            values=SpotPlaces(self.file, self._values), keys=SpotPlaces(self.file, self._keys)
        )

    def _node(self, node: yaml.Node, pointer: Pointer) -> tuple[Data, int]:
        """The node's data and its last line."""
        spot = self._spot(node)
        self._values[pointer] = spot
        if (tag := self._tag(node)) is not None and not self._aliased:
            self._tagged(spot, tag)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, spot), _scalar_end(node)
        return self._collection(node, pointer, spot)

    def _collection(self, node: yaml.Node, pointer: Pointer, spot: Spot) -> tuple[Data, int]:
        again = id(node) in self._seen
        if id(node) in self._open:
            self._problem(spot, "this value contains itself", "alias-loop", "remove the alias")
            return None, spot[0]
        if again and self._expanded(node, spot):
            return None, spot[0]
        if len(pointer) >= self.deepest:
            message = f"values are nested more than {self.deepest} levels deep"
            self._problem(spot, message, "too-deep", "flatten them")
            return None, spot[0]
        self._seen.add(id(node))
        self._open.add(id(node))
        self._aliased += again
        if isinstance(node, yaml.MappingNode):
            result = self._mapping(node, pointer, spot)
        else:
            result = self._sequence(node, pointer, spot)
        self._aliased -= again
        self._open.discard(id(node))
        self.last_lines[pointer] = result[1]
        return result

    def _expanded(self, node: yaml.Node, spot: Spot) -> bool:
        """True once the aliases of this file have added too much."""
        before, self._added = self._added, self._added + _size(node, LARGEST_EXPANSION)
        if before <= LARGEST_EXPANSION < self._added:
            self._problem(
                spot,
                f"aliases make this file more than {LARGEST_EXPANSION:,} values larger",
                "alias-bomb",
                "write less of it by aliases",
            )
        return self._added > LARGEST_EXPANSION

    def _sequence(self, node: yaml.Node, pointer: Pointer, spot: Spot) -> tuple[Data, int]:
        last = spot[0]
        items = []
        for index, item in enumerate(node.value):
            data, end = self._node(item, (*pointer, index))
            items.append(data)
            last = max(last, end)
        return items, last

    def _mapping(self, node: yaml.Node, pointer: Pointer, spot: Spot) -> tuple[Data, int]:
        if (template := self._unquoted_template(node, spot)) is not None:
            return template, spot[0]
        last = spot[0]
        result: dict[str, Data] = {}
        for key_node, value_node in node.value:
            key_spot = self._spot(key_node)
            key = self._key(key_node, key_spot)
            if key is None:
                continue
            if key in result:
                self._duplicate(key, key_spot, (*pointer, key))
                continue
            self._keys[(*pointer, key)] = key_spot
            result[key], end = self._node(value_node, (*pointer, key))
            last = max(last, end, key_spot[0])
        return result, last

    def _key(self, node: yaml.Node, spot: Spot) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._problem(
                spot, "a key must be text, not a list or a mapping", "key-not-text", "write a word"
            )
            return None
        text = str(node.value)
        if (tag := self._tag(node)) is not None:
            self._tagged(spot, tag)
            return text
        if node.style:  # PyYAML says None for plain, libyaml says ""
            return text
        if text == "<<":
            self._problem(
                spot, "merging with << is not supported", "merge-key", "write the keys out"
            )
            return None
        if truth_word(text) is not None or not isinstance(_guess(text), str):
            shown = text or "an empty key"
            quoted = f'write it in quotes: "{text}"' if text else "write a word before the colon"
            self._problem(spot, f"the key {shown} is not text", "key-not-text", quoted)
        return text

    def _scalar(self, node: yaml.ScalarNode, spot: Spot) -> Data:
        text = str(node.value)
        if node.style:  # PyYAML says None for plain, libyaml says ""
            return text
        if (meant := truth_word(text)) is not None:
            word = "true" if meant else "false"
            self._problem(
                spot,
                f"unquoted {text} means different things to different YAML readers",
                "yes-no",
                f'write {word}, or "{text}" for the text',
            )
            return meant
        try:
            return plain_scalar(text)
        except OverflowError:
            self._problem(
                spot,
                f"this number has more than {LONGEST_INTEGER:,} digits",
                "number-too-long",
                "put it in quotes to make it text",
            )
            return text

    def _unquoted_template(self, node: yaml.Node, spot: Spot) -> str | None:
        """The text of `{{ x }}` without quotes, which YAML takes for a mapping in a mapping."""
        start = node.start_mark.index
        if self.text[start : start + 2] != "{{" or not node.value:
            return None
        if not isinstance(node.value[0][0], yaml.MappingNode):
            return None
        text = self.text[start : node.end_mark.index]
        self._problem(
            spot,
            "a template must stand in quotes",
            "template-not-quoted",
            f'write "{text}"' if '"' not in text and "\n" not in text else "put quotes around it",
        )
        return text

    def _duplicate(self, key: str, spot: Spot, pointer: Pointer) -> None:
        line, column, length = self._keys[pointer]
        first = Place(file=self.file, line=line, column=column, length=length)
        self._problem(
            spot,
            f'the key "{key}" is here twice',
            "duplicate-key",
            "remove or rename one of the two",
            ((first, "first written here"),),
        )

    def _tagged(self, spot: Spot, tag: str) -> None:
        self._problem(
            spot, f"the tag {tag} is not supported", "tag", "remove it; use quotes to make text"
        )

    def _problem(
        self,
        spot: Spot,
        message: str,
        code: str,
        hint: str,
        related: tuple[tuple[Place, str], ...] = (),
    ) -> None:
        if self._aliased and code != "alias-bomb":
            return  # told where the alias points to
        line, column, length = spot
        place = Place(file=self.file, line=line, column=column, length=length)
        self.problems.append(
            Problem(place=place, message=message, hint=hint, code=code, related=related)
        )

    def _tag(self, node: yaml.Node) -> str | None:
        """The tag written before the node. PyYAML does not tell it from one it inferred."""
        start = node.start_mark.index
        if self.text[start : start + 1] not in {"!", "&"}:
            return None
        found = _PROPERTIES.match(self.text, start)
        return found.group(1) if found is not None else None

    def _spot(self, node: yaml.Node) -> Spot:
        start, end = node.start_mark, node.end_mark
        index, column = start.index, start.column
        if index >= len(self.text):
            return self._end  # where a value is missing, libyaml may point behind the last line
        if self.text[index : index + 1] == "&":
            anchor = _ANCHOR.match(self.text, index)
            skipped = anchor.group() if anchor is not None else ""
            if "\n" not in skipped and index + len(skipped) < end.index:
                index, column = index + len(skipped), column + len(skipped)
        if end.line == start.line:
            length = end.column - column
        else:
            line_end = self.text.find("\n", index)
            length = len(self.text[index : line_end if line_end >= 0 else None].rstrip())
        return start.line + 1, column + 1, max(length, 1)


def _guess(text: str) -> Data:
    try:
        return plain_scalar(text)
    except OverflowError:
        return 0


def _scalar_end(node: yaml.ScalarNode) -> int:
    """The last line of a scalar; a block scalar's own mark stands behind its last line."""
    if node.style in {"|", ">"}:
        written = str(node.value).rstrip("\n").count("\n")
        if node.style == "|":
            return int(node.start_mark.line) + 2 + written
        return max(int(node.end_mark.line), int(node.start_mark.line) + 1)
    return int(node.end_mark.line) + 1


def _size(node: yaml.Node, limit: int) -> int:
    """How many values the node holds with its aliases written out, counted up to `limit`."""
    size, waiting = 0, [node]
    while waiting and size <= limit:
        part = waiting.pop()
        size += 1
        if isinstance(part, yaml.MappingNode):
            waiting.extend(value for _, value in part.value)
        elif isinstance(part, yaml.SequenceNode):
            waiting.extend(part.value)
    return size
