"""The walk over YAML's nodes: data, places, and what must not stand in a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from scenario_runner.language import traps
from scenario_runner.language.scalar import plain_scalar, truth_word
from scenario_runner.language.spot_places import Spot, SpotPlaces, place_of
from scenario_runner.language.spots import Spotter, last_line, size
from scenario_runner.language.traps import Trap
from scenario_runner.language.value import Data, Places, Pointer
from scenario_runner.problem import Place, Problem

LARGEST_EXPANSION = 10_000
"""How many values aliases may add to a file; bombs grow tenfold with each line."""

Related = tuple[tuple[Place, str], ...]


@dataclass(kw_only=True)
class Walk:
    """One walk over one document. Collects problems instead of stopping at the first."""

    file: str
    spotter: Spotter
    deepest: int
    problems: list[Problem] = field(default_factory=list)
    last_lines: dict[Pointer, int] = field(default_factory=dict)
    _values: dict[Pointer, Spot] = field(default_factory=dict)
    _keys: dict[Pointer, Spot] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _open: set[int] = field(default_factory=set)
    _aliased: int = 0
    _added: int = 0

    def document(self, node: yaml.Node) -> Data:
        """The data of the whole document; its problems are in file order afterwards."""
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
        spot = self._values[pointer] = self.spotter.spot(node)
        if (tag := self.spotter.tag(node)) is not None:
            self._caught(spot, traps.tagged(tag))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, spot), last_line(node)
        if (trap := self._bottomless(node, pointer)) is not None:
            self._caught(spot, trap)
            return None, spot[0]
        if self._added > LARGEST_EXPANSION:
            return None, spot[0]
        return self._collection(node, pointer, spot)

    def _bottomless(self, node: yaml.Node, pointer: Pointer) -> Trap | None:
        """What would never end, or end too late."""
        if id(node) in self._open:
            return traps.ALIAS_LOOP
        if len(pointer) >= self.deepest:
            return traps.too_deep(self.deepest)
        if id(node) in self._seen:
            before, self._added = self._added, self._added + size(node, LARGEST_EXPANSION)
            if before <= LARGEST_EXPANSION < self._added:
                return traps.alias_bomb(LARGEST_EXPANSION)
        return None

    def _collection(self, node: yaml.Node, pointer: Pointer, spot: Spot) -> tuple[Data, int]:
        again = id(node) in self._seen
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

    def _sequence(self, node: yaml.Node, pointer: Pointer, spot: Spot) -> tuple[Data, int]:
        last = spot[0]
        items = []
        for index, item in enumerate(node.value):
            data, end = self._node(item, (*pointer, index))
            items.append(data)
            last = max(last, end)
        return items, last

    def _mapping(self, node: yaml.MappingNode, pointer: Pointer, spot: Spot) -> tuple[Data, int]:
        if (template := self.spotter.template(node)) is not None:
            self._caught(spot, traps.unquoted_template(template))
            return template, spot[0]
        last = spot[0]
        result: dict[str, Data] = {}
        for key_node, value_node in node.value:
            key_spot = self.spotter.spot(key_node)
            key = self._key(key_node, key_spot)
            if key is None or self._repeated(key, result, key_spot, pointer):
                continue
            self._keys[(*pointer, key)] = key_spot
            result[key], end = self._node(value_node, (*pointer, key))
            last = max(last, end, key_spot[0])
        return result, last

    def _repeated(self, key: str, result: dict[str, Data], spot: Spot, pointer: Pointer) -> bool:
        if key not in result:
            return False
        first = place_of(self.file, self._keys[(*pointer, key)])
        self._caught(spot, traps.duplicate(key), ((first, "first written here"),))
        return True

    def _key(self, node: yaml.Node, spot: Spot) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._caught(spot, traps.KEY_NO_TEXT)
            return None
        text = str(node.value)
        if (tag := self.spotter.tag(node)) is not None:
            self._caught(spot, traps.tagged(tag))
        elif node.style:  # PyYAML says None for plain, libyaml says ""
            return text
        elif text == "<<":
            self._caught(spot, traps.MERGE_KEY)
            return None
        elif (trap := traps.bare_key(text)) is not None:
            self._caught(spot, trap)
        return text

    def _scalar(self, node: yaml.ScalarNode, spot: Spot) -> Data:
        text = str(node.value)
        if node.style:
            return text
        if (meant := truth_word(text)) is not None:
            self._caught(spot, traps.bare_truth(text, meant))
            return meant
        try:
            return plain_scalar(text)
        except OverflowError:
            self._caught(spot, traps.TOO_LONG)
            return text

    def _caught(self, spot: Spot, trap: Trap, related: Related = ()) -> None:
        if self._aliased and trap.code != "alias-bomb":
            return  # told where the alias points to
        place = place_of(self.file, spot)
        self.problems.append(
            Problem(
                place=place,
                message=trap.message,
                hint=trap.hint,
                code=trap.code,
                related=related,
            )
        )
