"""Graphs in the page: every layout is sound, coverage is not told by colour alone."""

import itertools
import re
from dataclasses import replace

import pytest
import sample
from browser import CHROMIUM, played
from hostile import NASTY, infected
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_more import DRAWN, SHAPE

from scenario_runner.coverage.count import coverage
from scenario_runner.language.shape import END, START, GraphDrawn, GraphShape, ShapeEdge, ShapeNode
from scenario_runner.report import html
from scenario_runner.report.graph_drawing import drawings
from scenario_runner.report.graph_layers import backward, ordered, ranks, spread
from scenario_runner.report.html import html_text

NAMES = [START, *"abcdefgh", END]
EDGES = st.lists(st.tuples(st.sampled_from(NAMES[:-1]), st.sampled_from(NAMES[1:])), max_size=24)


@given(EDGES)
def test_what_is_turned_around_leaves_no_circle(edges):
    """Without those edges the rest has an order, and no edge is taken that need not be: a graph
    without circles keeps all of them."""
    back = backward(NAMES, edges)
    forward = [edge for edge in edges if edge not in back]
    rank = ranks(NAMES, forward, END)
    assert rank.keys() == set(NAMES)
    assert all(rank[source] < rank[target] for source, target in forward)
    assert rank[END] == max(rank.values())
    assert not backward(NAMES, forward)


@settings(max_examples=50)
@given(EDGES, st.data())
def test_nodes_of_a_layer_never_overlap(edges, data):
    """However wide they are; and each stands once."""
    back = backward(NAMES, edges)
    forward = [edge for edge in dict.fromkeys(edges) if edge not in back]
    rank = ranks(NAMES, forward, END)
    layers = [[n for n in NAMES if rank[n] == r] for r in range(max(rank.values()) + 1)]
    widths = {name: float(data.draw(st.integers(10, 200))) for name in NAMES}
    placed = ordered(layers, forward)
    x = spread(placed, forward, widths, 20.0)
    assert sorted(itertools.chain(*placed)) == sorted(NAMES)
    for layer in placed:
        for one, other in itertools.pairwise(layer):
            assert x[other] - x[one] >= (widths[one] + widths[other]) / 2 + 20 - 1e-6
    assert min(x[name] - widths[name] / 2 for name in NAMES) == pytest.approx(0)


@settings(max_examples=50, deadline=None)
@given(EDGES)
def test_every_drawing_stays_in_its_frame(edges):
    """Boxes and lines, of any graph; the same graph is drawn the same."""
    shape = GraphShape(
        nodes=tuple(ShapeNode(name=name) for name in NAMES[1:-1]),
        edges=tuple(ShapeEdge(source=one, target=other) for one, other in dict.fromkeys(edges)),
    )
    case = sample.case(branches=(), graph=GraphDrawn(name="g", shape=shape))
    (graph,) = coverage(sample.results(case)).graphs
    (drawing,) = drawings(graph)
    assert list(drawings(graph)) == [drawing]
    for node in drawing.nodes:
        assert node.x >= 0
        assert node.x + node.width <= drawing.width
        assert node.y + node.height <= drawing.height
    for edge in drawing.edges:
        numbers = [float(n) for n in re.findall(r"[ML](-?[\d.]+) ", edge.path)]
        assert all(0 <= x <= drawing.width for x in numbers)
    assert len(drawing.edges) == len(set(edges))


def test_the_page_tells_what_is_covered_in_words():
    """Each node and edge says how often, beside its line and colour; gaps have their branch."""
    page = html_text(DRAWN)
    told = page[page.index('<section class="graphs"') :]
    titles = re.findall("<title>([^<]*)</title>", told)
    assert "review: in 3 branches" in titles
    assert "archive: in 1 branch" in titles
    assert "publish/tell never runs" in told
    assert "store to tell, as a router says: never" in titles
    assert "start to render: in 1 branch" in titles
    assert "inside <code>publish</code>" in told
    assert 'href="#graph-agents-publish-py-graph-' in page


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_whatever_a_graph_is_called_is_text(nasty):
    """Names of graphs, nodes and labels, questions and answers."""
    results = infected(DRAWN, nasty)
    shape = infected(SHAPE, nasty)
    case = replace(results.cases[0], graph=GraphDrawn(name=f"g{nasty}", shape=shape))
    text, clean = html_text(sample.results(case)), html_text(DRAWN)
    tags = [set(re.findall(r"<([a-zA-Z][\w-]*)", one)) for one in (text, clean)]
    assert tags[0] <= tags[1]
    assert text.count("<script") == 1


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_packed_graph_unfolds_and_its_branches_are_copied(monkeypatch, tmp_path):
    """From the list at the side, and from a case; nothing of it is there before."""
    monkeypatch.setattr(html, "PLAIN", 0)
    script = """
        const graph = one('.graph');
        said.push(graph.querySelectorAll('svg.none, .drawing').length);
        location.hash = graph.id;
        await wait(300);
        said.push(graph.querySelectorAll('.drawing').length, graph.querySelector('details').open);
        const count = (what) => graph.querySelectorAll(what).length;
        said.push(count('.paste') === count('.paste button'));
    """
    page = html_text(sample.results(DRAWN.cases[0], sample.PASSES))
    assert played(page, tmp_path, script) == [0, 2, True, True]
