"""What is known of a graph without running it: its nodes, channels and stops, as plain data.

`graphs.knowledge` makes it of a real graph; here is nothing but what rules and schemas ask.
None stands for what cannot be known: an `@entrypoint` has tasks that nobody can list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.frozen import frozen

_NUMBERS = re.compile(r"(#\d+)?(\[\d+\])?")


@frozen
class KnownChannel:
    """A channel of the state."""

    name: str
    type: str | None = None
    """Its Python type as people write it: `str`, `list`."""


@frozen
class KnownNode:
    """A node, with the graph in it."""

    name: str
    graph: Knowledge | None = None
    """The subgraph that the node is, or that it is seen to call."""
    closed: bool = True
    """Nothing else can be inside it: what it holds is `graph`, or no graph at all."""
    description: str | None = None
    """The first line of its docstring."""


@frozen
class Knowledge:
    """A graph."""

    nodes: tuple[KnownNode, ...] | None = None
    channels: tuple[KnownChannel, ...] | None = None
    """Those of the state, as `values` shows them."""
    inputs: tuple[str, ...] | None = None
    """The keys that `invoke` takes; LangGraph drops all others without a word."""
    outputs: tuple[str, ...] | None = None
    """The keys that `output` may have."""
    edges: tuple[tuple[str, str], ...] = ()
    """From and to, conditional ones included as far as they tell where they lead."""
    interrupt_before: tuple[str, ...] = ()
    """Where the application itself stops the graph."""
    interrupt_after: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    """The fields of its context schema."""

    @property
    def node_names(self) -> tuple[str, ...] | None:
        """The nodes of the graph itself."""
        return None if self.nodes is None else tuple(node.name for node in self.nodes)

    @property
    def channel_names(self) -> tuple[str, ...] | None:
        """The channels of the state."""
        return None if self.channels is None else tuple(one.name for one in self.channels)

    def paths(self) -> Iterator[tuple[str, KnownNode]]:
        """Every node by its address, those of subgraphs too: `sub/node`."""
        for node in self.nodes or ():
            yield node.name, node
            if node.graph is not None:
                for path, inner in node.graph.paths():
                    yield f"{node.name}/{path}", inner

    @property
    def is_closed(self) -> bool:
        """Whether no node can hold a graph that is not known."""
        return self.nodes is not None and all(
            node.closed and (node.graph is None or node.graph.is_closed) for node in self.nodes
        )


@frozen
class Lost:
    """Where an address leads nowhere."""

    name: str
    """The part of it that names nothing."""
    around: str
    """The address of the node around; empty at the top."""
    known: tuple[str, ...]
    """What there is."""


def follow(address: str, graph: Knowledge) -> KnownNode | Lost | None:
    """The node at an address (`sub/node`, `node#2`, `node[1]`), or where it leads nowhere;
    None where that cannot be known. A name may hold any of `/ # [` itself."""
    return _follow(address, graph, "")


def _follow(rest: str, graph: Knowledge, around: str) -> KnownNode | Lost | None:
    if graph.nodes is None:
        return None
    lost: Lost | None = None
    for node, more in _begun(rest, graph.nodes):
        if not more:
            return node
        found = _inside(node, more, f"{around}/{node.name}".lstrip("/"))
        if not isinstance(found, Lost):
            return found
        lost = lost or found
    first = re.split(r"[/#\[]", rest, maxsplit=1)[0] or rest
    return lost or Lost(name=first, around=around, known=graph.node_names or ())


def _begun(rest: str, nodes: tuple[KnownNode, ...]) -> Iterator[tuple[KnownNode, str]]:
    """The nodes that an address may begin with, the longest name first, each with what is left
    of the address."""
    for node in sorted(nodes, key=lambda node: -len(node.name)):
        if not rest.startswith(node.name):
            continue
        after = rest[len(node.name) :]
        numbers = _NUMBERS.match(after)
        after = after[numbers.end() :] if numbers is not None else after
        if not after or after.startswith("/"):
            yield node, after[1:]


def _inside(node: KnownNode, rest: str, around: str) -> KnownNode | Lost | None:
    """What lies below a node."""
    if node.graph is None:
        return Lost(name=rest, around=around, known=()) if node.closed else None
    found = _follow(rest, node.graph, around)
    return None if isinstance(found, Lost) and not node.closed else found
