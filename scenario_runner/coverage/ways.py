"""Which nodes of a graph ran and which of its edges were gone, from what steps observed.

LangGraph does not tell edges. A checkpoint tells what runs next, and so, with the one it
follows, from which nodes to which others the graph went. Where an edge that is always gone
explains that a node runs, a router that could have led there too is given no credit for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

from scenario_runner.engine.observation import CheckpointMade, Observation
from scenario_runner.language.shape import END, START, GraphShape, ShapeEdge
from scenario_runner.results.model import CaseResult

Way: TypeAlias = tuple[str, str, str, str]
"""The subgraph (empty for the graph itself), source, target, kind; `seen` for a way that the
shape does not have."""

_Groups: TypeAlias = Sequence[frozenset[str]]


def shapes_in(shape: GraphShape, path: str = "") -> Iterator[tuple[str, GraphShape]]:
    """A graph and all graphs in it, by address."""
    yield path, shape
    for node in shape.nodes:
        if node.graph is not None:
            yield from shapes_in(node.graph, f"{path}/{node.name}" if path else node.name)


def nodes_run(seen: Observation) -> set[str]:
    """The addresses of the nodes whose body ran in a step."""
    ran = {path for path, times in seen.executions.items() if times}
    ran |= {name for group in _groups(seen.visited) for name in group}
    for path, inner in seen.subgraphs.items():
        ran |= {f"{path}/{name}" for group in _groups(inner.visited) for name in group}
    return ran


class CaseWays:
    """The ways that a case went. A branch goes on from checkpoints of others."""

    def __init__(self, case: CaseResult, shape: GraphShape) -> None:
        self._shapes = dict(shapes_in(shape))
        self._made: dict[str, CheckpointMade] = {}
        self._ran: dict[str, list[frozenset[str]]] = {}
        """By checkpoint, the groups of nodes that ran in the step that made it."""
        for branch in case.branches:
            for step in branch.steps:
                if step.observation is not None:
                    self._enter(step.observation)

    def _enter(self, seen: Observation) -> None:
        for made in seen.checkpoints:
            self._made[made.id] = made
            self._ran[made.id] = _groups(seen.visited)

    def gone(self, seen: Observation) -> Iterator[Way]:
        """The ways gone in a step."""
        groups = _groups(seen.visited)
        began = any(made.source == "input" for made in seen.checkpoints)
        loops = [made for made in seen.checkpoints if made.source == "loop"]
        for number, made in enumerate(loops, start=0 if began else 1):
            if (before := self._just_before(made)) is not None:
                sources = self._tasks(before, groups)
                targets = _with_finished(frozenset(made.next), groups[number : number + 1])
                yield from ways(self._shapes[""], "", sources, targets)
        if not all(map(self._just_before, loops)):  # some were not kept: `durability: exit`
            over = not seen.next and seen.raises is None
            yield from self._inside("", groups, over=over)
        for path, inner in seen.subgraphs.items():
            if path in self._shapes:
                over = not inner.next and not inner.interrupts and seen.raises is None
                yield from self._inside(path, _groups(inner.visited), over=over)

    def _just_before(self, made: CheckpointMade) -> CheckpointMade | None:
        before = self._made.get(made.parent or "")
        return before if before is not None and made.step == before.step + 1 else None

    def _tasks(self, before: CheckpointMade, groups: _Groups) -> frozenset[str]:
        """The nodes of the superstep after a checkpoint, those too that had finished while
        others still asked."""
        return _with_finished(frozenset(before.next), (*groups, *self._ran[before.id]))

    def _inside(self, path: str, groups: _Groups, *, over: bool) -> Iterator[Way]:
        shape = self._shapes[path]
        first = groups[0] if groups else frozenset()
        for edge in shape.edges:
            if edge.source == START and edge.target in first:
                yield path, START, edge.target, edge.kind
        for one, other in pairwise(groups):
            if one != other:  # a node that asks again has gone nowhere
                yield from ways(shape, path, one, other)
        if groups and over:
            yield from ways(shape, path, groups[-1], frozenset())


def ways(
    shape: GraphShape, path: str, sources: frozenset[str], targets: frozenset[str]
) -> Iterator[Way]:
    """The edges that lead from nodes which ran to those that run next; none: to the end."""
    leaving = [edge for edge in shape.edges if edge.source in sources]
    open_ended = {node.name for node in shape.nodes if node.open}
    gone: set[ShapeEdge] = set()
    for target in sorted(targets):
        leads = [edge for edge in leaving if edge.target == target]
        certain = [edge for edge in leads if edge.kind in {"edge", "join"}]
        gone.update(certain or leads)
        if any(edge.kind == "join" for edge in certain):
            gone.update(e for e in shape.edges if e.target == target and e.kind == "join")
        if not leads:
            for source in sorted(sources & open_ended or sources):
                yield path, source, target, "seen"
    for source in sorted(sources):
        own = [edge for edge in leaving if edge.source == source]
        ends = [edge for edge in own if edge.target == END]
        certain = [edge for edge in ends if edge.kind == "edge"]
        gone.update(certain)
        if not certain and not any(edge in gone for edge in own):
            gone.update(_unexplained(own, ends, targets))
    for edge in gone:
        yield path, edge.source, edge.target, edge.kind


def _unexplained(
    own: Sequence[ShapeEdge], ends: Sequence[ShapeEdge], targets: frozenset[str]
) -> Sequence[ShapeEdge]:
    """Of a source of which no way is known: it may have led where others led for certain, else
    it has come to the end."""
    return [edge for edge in own if edge.target in targets] or ends


def _groups(visited: Sequence[str | Sequence[str]]) -> list[frozenset[str]]:
    return [frozenset((one,)) if isinstance(one, str) else frozenset(one) for one in visited]


def _with_finished(told: frozenset[str], groups: _Groups) -> frozenset[str]:
    """The nodes of a superstep, of which only those that had not finished are `told`."""
    return told.union(*(group for group in groups if group & told))
