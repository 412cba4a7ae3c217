"""Rules of the edges of graphs told in YAML."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from scenario_runner.language.inline import edges_of
from scenario_runner.language.inline_told import Told, check_node_name, told_at
from scenario_runner.language.inline_ways import check_ways
from scenario_runner.language.model import InlineEdge
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted, shown
from scenario_runner.problem import Place, Problem

_MOST = 100
"""Wrong edges told of one graph, or a few more: guessing what was meant takes its time."""


def check_edges(told: Told, sent_to: Collection[str]) -> Iterator[Problem]:
    """Every edge joins nodes of the graph, and ways lead from START to all of them, but for
    those that steps go to by a command."""
    graph, nodes = told.graph, told.nodes
    edges = graph.data.get("edges")
    found: list[InlineEdge] = []
    wrong: list[Problem] = []
    for index, data in enumerate(edges if isinstance(edges, list) else ()):
        value = graph["edges"][index]
        if isinstance(data, str) and not _is_chain(data):
            hint = 'write "A -> B"; START and END are the ends of the graph'
            yield told_at(value.place, f"{quoted(data)} is not an edge", hint)
        elif isinstance(data, str) or _is_condition(data):
            made = list(edges_of(value))
            found += made
            if len(wrong) < _MOST:
                wrong += [problem for edge in made for problem in _edge(edge, value, nodes)]
            yield from _when(value)
    yield from wrong
    if found and nodes and not wrong:
        yield from check_ways(found, told, sent_to)


def _is_chain(text: str) -> bool:
    names = [name.strip() for name in text.split("->")]
    return len(names) > 1 and all(names)


def _is_condition(data: object) -> bool:
    if not isinstance(data, dict) or not isinstance(data.get("to"), str):
        return False
    if not isinstance(data.get("otherwise", ""), str):
        return False
    sources = data.get("from")
    listed = sources if isinstance(sources, list) else [sources]
    return bool(listed) and all(isinstance(name, str) for name in listed)


def _when(value: Value) -> Iterator[Problem]:
    data = value.data
    if not isinstance(data, dict):
        return
    when = data.get("when")
    if isinstance(when, str) and not is_template(when):
        simple = '"' not in when and len(when) <= 100
        hint = f'write "{{{{ {shown(when)} }}}}"' if simple else "put {{ }} around it"
        yield told_at(value["when"].place, '"when" must be a template', hint)
    if "otherwise" in data and "when" not in data:
        yield told_at(
            value["otherwise"].key_place, '"otherwise" does nothing without "when"',
            "add when, or write a plain edge",
        )  # fmt: skip


def _edge(edge: InlineEdge, value: Value, nodes: tuple[str, ...]) -> Iterator[Problem]:
    for name in edge.sources:
        yield from _end_of_edge(_place(value, name, "from"), name, nodes, "END", "leave")
    for key, target in (("to", edge.target), ("otherwise", edge.otherwise)):
        if target is not None:
            place = _place(value, target, key)
            yield from _end_of_edge(place, target, nodes, "START", "lead to")


def _place(value: Value, name: str, key: str) -> Place:
    """Where an edge names a node: by a key of its own, or in a chain `A -> B`."""
    if isinstance(value.data, dict):
        written = value.data[key]
        return value.at(key, written.index(name)) if isinstance(written, list) else value.at(key)
    text, place = value.data, value.place
    before = place.length - len(text)  # as much as the quotes around it take
    if before not in {0, 2}:
        return place
    start = next(end for end in _starts(text) if text[end:].split("->")[0].strip() == name)
    return replace(place, column=place.column + before // 2 + start, length=len(name))


def _starts(chain: str) -> Iterator[int]:
    """Where each name of a chain begins."""
    at = 0
    for piece in chain.split("->"):
        yield at + len(piece) - len(piece.lstrip())
        at += len(piece) + len("->")


def _end_of_edge(
    place: Place, name: str, nodes: tuple[str, ...], wrong: str, verb: str
) -> Iterator[Problem]:
    if name == wrong:
        yield told_at(place, f"an edge cannot {verb} {wrong}", "turn the edge around")
    else:
        ends = ("START",) if wrong == "END" else ("END",)
        yield from check_node_name(name, place, nodes, ends)
