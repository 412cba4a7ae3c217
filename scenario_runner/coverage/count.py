"""Coverage of a run: a pure function of its results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from scenario_runner.coverage.model import (
    Coverage,
    EdgeCovered,
    Gap,
    GraphCovered,
    NodeCovered,
    QuestionCovered,
)
from scenario_runner.coverage.questions import Questions
from scenario_runner.coverage.suggest import gaps_of_question, gaps_of_ways
from scenario_runner.coverage.ways import CaseWays, Way, nodes_run, shapes_in
from scenario_runner.language.shape import GraphShape, joined
from scenario_runner.results.model import CaseResult, Results


def coverage(results: Results) -> Coverage:
    """What the cases of a run cover of each graph, by the name of the graph. Branches that were
    played only on the way to others count too: they ran."""
    by_name: dict[str, list[CaseResult]] = {}
    for case in results.cases:
        if case.graph is not None:
            by_name.setdefault(case.graph.name, []).append(case)
    graphs = tuple(_graph(name, cases) for name, cases in by_name.items())
    return Coverage(
        graphs=graphs,
        covered=sum(graph.covered for graph in graphs),
        total=sum(graph.total for graph in graphs),
    )


def _graph(name: str, cases: Sequence[CaseResult]) -> GraphCovered:
    shapes = dict.fromkeys(case.graph.shape for case in cases if case.graph is not None)
    shape = joined(shapes) if len(shapes) > 1 else next(iter(shapes))
    ran: Counter[str] = Counter()
    gone: Counter[Way] = Counter()
    asked = Questions()
    for case in cases:
        ways = CaseWays(case, shape)
        asked.take(case)
        for branch in case.branches:
            seen = [step.observation for step in branch.steps if step.observation is not None]
            ran.update({path for one in seen for path in nodes_run(one)})
            gone.update({way for one in seen for way in ways.gone(one)})
    nodes, edges = tuple(_nodes(shape, ran)), tuple(_edges(shape, gone))
    questions = tuple(one.told() for one in asked.by_path.values())
    gaps: list[Gap] = [gap for one in asked.by_path.values() for gap in gaps_of_question(one)]
    counted = [*_counted(nodes, edges), *(met for one in questions for met in _met(one))]
    return GraphCovered(
        name=name,
        shape=shape,
        cases=tuple(case.id for case in cases),
        branches=sum(len(case.branches) for case in cases),
        nodes=nodes,
        edges=edges,
        questions=questions,
        gaps=(*gaps, *gaps_of_ways(nodes, edges)),
        covered=sum(counted),
        total=len(counted),
    )


def _nodes(shape: GraphShape, ran: Counter[str]) -> Iterator[NodeCovered]:
    known = [
        f"{path}/{node.name}" if path else node.name
        for path, one in shapes_in(shape)
        for node in one.nodes
    ]
    for path in known:
        yield NodeCovered(path=path, branches=ran[path])
    for path in sorted(ran.keys() - set(known)):
        yield NodeCovered(path=path, branches=ran[path], known=False)


def _edges(shape: GraphShape, gone: Counter[Way]) -> Iterator[EdgeCovered]:
    for path, one in shapes_in(shape):
        for edge in one.edges:
            yield EdgeCovered(
                within=path,
                source=edge.source,
                target=edge.target,
                kind=edge.kind,
                label=edge.label,
                branches=gone[path, edge.source, edge.target, edge.kind],
            )
    for (path, source, target, kind), branches in gone.items():
        if kind == "seen":
            yield EdgeCovered(
                within=path,
                source=source,
                target=target,
                kind="goto",
                label=None,
                branches=branches,
                known=False,
            )


def _counted(nodes: Sequence[NodeCovered], edges: Sequence[EdgeCovered]) -> Iterator[bool]:
    yield from (bool(node.branches) for node in nodes if node.known)
    yield from (bool(edge.branches) for edge in edges if edge.known)


def _met(question: QuestionCovered) -> Iterator[bool]:
    """Answered at all, with each kind, and again by going back."""
    yield question.answered > 0
    yield from (kind.answers > 0 for kind in question.kinds)
    yield question.gone_back > 0
