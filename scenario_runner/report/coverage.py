"""Coverage as JSON for machines, and in a line for each graph for people."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.coverage.count import coverage
from scenario_runner.coverage.model import Coverage, GraphCovered, percent
from scenario_runner.language.value import Data
from scenario_runner.report.show import plural
from scenario_runner.report.visible import visible
from scenario_runner.results.codec import encode
from scenario_runner.results.model import Results
from scenario_runner.results.store import json_text

FORMAT = "1.0"
"""Of the JSON; the major number changes when a reader of the older one would be misled."""


def coverage_json(results: Results) -> str:
    """What a run covers, as JSON text; see docs/coverage.md."""
    told = coverage(results)
    data: dict[str, Data] = encode(told, Coverage, lambda value: value)
    for graph, written in zip(told.graphs, data["graphs"], strict=True):
        written["percent"] = percent(graph.covered, graph.total)
    return json_text({"coverage": FORMAT, "percent": told.percent, **data})


def coverage_text(told: Coverage) -> str:
    """A line for each graph, the least covered first, then one for all."""
    graphs = sorted(told.graphs, key=lambda graph: percent(graph.covered, graph.total))
    count = f"{told.covered:,} of {told.total:,} in {plural(len(graphs), 'graph')}"
    whole = f"coverage: {share(told.covered, told.total)} ({count})"
    return "\n".join((*map(_line, graphs), whole))


def _line(graph: GraphCovered) -> str:
    return f"{share(graph.covered, graph.total):>6} {visible(graph.name)}: {counted(graph)}"


def counted(graph: GraphCovered) -> str:
    """What is covered of a graph: `3 of 4 nodes, 5 of 7 edges, 1 of 2 questions answered, ...`."""
    return ", ".join(_counted(graph)) or "nothing to count"


def _counted(graph: GraphCovered) -> Iterator[str]:
    nodes = [node for node in graph.nodes if node.known]
    edges = [edge for edge in graph.edges if edge.known]
    kinds = [kind for question in graph.questions for kind in question.kinds]
    for word, covered in (
        ("node", [node.branches > 0 for node in nodes]),
        ("edge", [edge.branches > 0 for edge in edges]),
        ("question", [question.answered > 0 for question in graph.questions]),
        ("kind of answer", [kind.answers > 0 for kind in kinds]),
    ):
        if covered:
            words = "kinds of answers" if word == "kind of answer" else f"{word}s"
            yield f"{sum(covered)} of {plural(len(covered), word, words)}"
    if graph.questions:
        back = sum(question.gone_back > 0 for question in graph.questions)
        yield f"{plural(back, 'question')} gone back to"


def share(covered: int, total: int) -> str:
    """`97.6 %`, `100 %`."""
    return f"{percent(covered, total):g} %"
