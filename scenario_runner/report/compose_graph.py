"""A graph of the page: its drawings, what is not covered, and the whole of it as tables."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.coverage.model import EdgeCovered, Gap, GraphCovered, QuestionCovered
from scenario_runner.language.shape import END, START
from scenario_runner.report.anchors import graph_anchor
from scenario_runner.report.coverage import counted, share
from scenario_runner.report.graph_drawing import drawings
from scenario_runner.report.page_graph import GapLine, GraphBox, QuestionRow, WayRow
from scenario_runner.report.show import plural

_NAMES = {START: "start", END: "end"}
_HOW = {"edge": "always", "join": "when all have run", "conditional": "router", "goto": "the node"}


def graph_box(graph: GraphCovered) -> GraphBox:
    """Everything the page shows of a graph."""
    drawn = tuple(drawings(graph))
    cases = plural(len(graph.cases), "case")
    return GraphBox(
        anchor=graph_anchor(graph.name),
        name=graph.name,
        share=share(graph.covered, graph.total),
        whole=graph.covered == graph.total,
        counted=counted(graph),
        told=f"{cases}, {plural(graph.branches, 'branch', 'branches')}",
        drawings=drawn,
        undrawn=None if drawn else _undrawn(graph),
        gaps=tuple(map(_gap, graph.gaps)),
        nodes=tuple(
            WayRow(
                name=node.path,
                how="" if node.known else "seen only in runs, not counted",
                told=_told(node.branches),
                covered=node.branches > 0,
            )
            for node in graph.nodes
        ),
        ways=tuple(map(_way, graph.edges)),
        questions=tuple(map(_question, graph.questions)),
    )


def _undrawn(graph: GraphCovered) -> str:
    if any(node.known for node in graph.nodes):
        return "The graph is too large to be drawn; the tables tell all of it."
    return (
        "Nobody can list the nodes of this graph, which is no StateGraph; the table tells what ran."
    )


def _gap(gap: Gap) -> GapLine:
    where = f"Paste it under branches of {gap.file}" if gap.file else "Paste it under branches"
    told = f"{where}; {gap.note}" if gap.suggestion and gap.note else where
    return GapLine(
        what=gap.what if gap.suggestion or not gap.note else f"{gap.what}; {gap.note}",
        paste=gap.suggestion,
        told=f"{told}:" if gap.suggestion else "",
    )


def _way(edge: EdgeCovered) -> WayRow:
    ends = [_NAMES.get(name, name) for name in (edge.source, edge.target)]
    where = f"{edge.within}: " if edge.within else ""
    how = _HOW[edge.kind] + (f": {edge.label}" if edge.label else "")
    return WayRow(
        name=f"{where}{ends[0]} → {ends[1]}",
        how=how if edge.known else "seen only in runs, not counted",
        told=_told(edge.branches),
        covered=edge.branches > 0,
    )


def _question(question: QuestionCovered) -> QuestionRow:
    back = f"gone back to {plural(question.gone_back, 'time')}"
    return QuestionRow(
        path=question.path,
        asked=f"asked {plural(question.asked, 'time')}, "
        + (plural(question.answered, "answer") if question.answered else "never answered"),
        gone_back=back if question.gone_back else "never gone back to",
        covered=question.gone_back > 0,
        kinds=tuple(_kinds(question)),
    )


def _kinds(question: QuestionCovered) -> Iterator[tuple[str, str, bool]]:
    for kind in question.kinds:
        yield kind.kind, str(kind.answers) if kind.answers else "never", kind.answers > 0


def _told(branches: int) -> str:
    return f"in {plural(branches, 'branch', 'branches')}" if branches else "never"
