"""Names of nodes, held against what is known of the graph. What cannot be known is not judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scenario_runner.language.knowledge import Knowledge, KnownNode, Lost, follow
from scenario_runner.language.template import is_template
from scenario_runner.language.words import meant, quoted, suggestion
from scenario_runner.problem import Place, Problem

_CODE = "unknown-node"


def check_node(name: object, place: Place, graph: Knowledge) -> Iterator[Problem]:
    """A node of the graph itself. Names with __ are LangGraph's own."""
    names = graph.node_names
    if names is None or not _is_name(name) or name in names:
        return
    yield _problem(f"the graph has no node {quoted(name)}", place, str(name), names)


def check_address(address: object, place: Place, graph: Knowledge) -> Iterator[Problem]:
    """A node or one inside a subgraph: `sub/node`, `node#2`, `node[1]`."""
    if not _is_name(address):
        return
    found = follow(str(address), graph)
    if isinstance(found, Lost):
        yield _lost(found, place)


def check_asking(name: object, place: Place, graph: Knowledge) -> Iterator[Problem]:
    """The innermost node that asks, wherever it is. Where a node may call graphs that are not
    seen, only what looks misspelt is told of."""
    if graph.nodes is None or not _is_name(name):
        return
    names = tuple(dict.fromkeys(node.name for _, node in graph.paths()))
    if name in names:
        return
    if graph.is_closed:
        yield _problem(f"the graph has no node {quoted(name)}", place, str(name), names)
    elif (close := meant(str(name), names)) is not None:
        yield Problem(
            place=place,
            message=f"no node {quoted(name)} is known",
            hint=f"did you mean {quoted(close)}? A graph that a node calls by itself is not seen",
            code=_CODE,
            severity="warning",
        )


def subgraph_at(address: object, place: Place, graph: Knowledge) -> Knowledge | Problem | None:
    """The subgraph at an address, or what is wrong with it; None where that cannot be known."""
    found = follow(str(address), graph)
    match found:
        case None:
            return None
        case Lost():
            return _lost(found, place)
        case KnownNode(graph=None, closed=True):
            holding = [path for path, node in graph.paths() if node.graph or not node.closed]
            hint = suggestion(str(address), holding, "graphs are in") or "no node of it does"
            message = f"the node {quoted(address)} holds no graph"
            return Problem(place=place, message=message, hint=hint, code=_CODE)
        case KnownNode(closed=True):
            return found.graph
        case KnownNode():
            return None


def _is_name(name: object) -> bool:
    return isinstance(name, str) and not name.startswith("__") and not is_template(name)


def _lost(lost: Lost, place: Place) -> Problem:
    where = f"{quoted(lost.around)} has no node" if lost.around else "the graph has no node"
    if not lost.known:
        message = f"the node {quoted(lost.around)} holds no graph"
        return Problem(place=place, message=message, hint="name the node alone", code=_CODE)
    return _problem(f"{where} {quoted(lost.name)}", place, lost.name, lost.known)


def _problem(message: str, place: Place, name: str, known: Iterable[str]) -> Problem:
    hint = suggestion(name, known, "its nodes are") or "it has none"
    return Problem(place=place, message=message, hint=hint, code=_CODE)
